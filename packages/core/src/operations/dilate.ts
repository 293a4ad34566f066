import type { Job } from '../job.ts'
import { type Length, toPixels } from '../length.ts'
import { dilateMask } from '../masks/dilate.ts'
import { assertSelects } from '../masks/inspect.ts'
import { plugin } from '../plugin.ts'
import { defaultDilate, dilateSchema } from './options.ts'

/** The default never grows by less: on small pictures 1 % is thinner than an object's soft edge. */
const leastDefault = 2

/**
 * Grows the mask by a disk, so that the soft fringe of the object goes with it. Negative lengths shrink, 0 does nothing.
 * Default `0.01w`, at least 2 pixels.
 */
export const dilate = plugin<Length | undefined>(function dilate(length) {
  return function dilate(job: Job) {
    if (!job.mask) return
    const { width } = job.image
    const radius =
      length === undefined ? Math.max(leastDefault, toPixels(defaultDilate, width)) : toPixels(length, width)
    if (radius === 0) return
    job.mask = dilateMask(job.mask, radius)
    assertSelects(job.mask, `the mask of ${job.name} after dilate ${length ?? defaultDilate}`)
  }
}, dilateSchema)

import type { Job } from '../job.ts'
import { type Length, lengthSchema, toPixels } from '../length.ts'
import { dilateMask } from '../masks/dilate.ts'
import { assertSelects } from '../masks/inspect.ts'
import { plugin } from '../plugin.ts'

/** How far a mask is grown unless something else is asked for. */
export const defaultDilate = '0.01w' satisfies Length

/** The default never grows by less: on small pictures 1 % is thinner than an object's soft edge. */
const leastDefault = 2

export const dilateSchema = {
  ...lengthSchema,
  default: defaultDilate,
  description: 'grow the mask by this distance, so that the fringe of the object goes too; negative shrinks, 0 is off',
} as const

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

import type { FillRequest, Picture } from '../engine.ts'
import { cropRegion } from '../geometry/region-picture.ts'
import { toEnginePixels } from '../geometry/sample-form.ts'
import { sayTarget } from '../masks/target.ts'
import type { Mask, Pixels } from '../pixels.ts'
import { convertBy, resizeBy } from './codec-calls.ts'
import { encodePicture } from './encode-picture.ts'
import type { Asking } from './filling.ts'

/** A mask sample that resizing left above this belongs to the hole: what an engine does not fill shows the object. */
const leastHole = 32

/**
 * What an engine is asked: the region at its size, in the samples that it takes, with the hole as 255 on 0. Without a
 * mask the target says what to remove, in words where the engine knows no other.
 */
export async function createRequest(filling: Asking): Promise<FillRequest> {
  const { hooks, job, engine, region } = filling
  const { limits } = engine
  const { prompt = '', negativePrompt, seed, candidates = 1 } = filling.findsMask ? {} : job.request
  const target = job.mask ? undefined : sayTarget(filling)
  const photo = await resizeBy(hooks, cropRegion(job.image, region), region.size)
  const mask = filling.hole ?? job.mask
  const hole = mask && (await resizeBy(hooks, holeOf(cropRegion(mask, region), 0), region.size))
  const pixels = limits.native ? photo : await toEnginePixels(photo, job.profile, convertBy(hooks))
  return {
    image: pictureOf(pixels),
    ...(hole === undefined ? {} : { mask: pictureOf(holeOf(hole as Mask, leastHole - 1)) }),
    ...(target === undefined ? {} : { target }),
    prompt,
    ...(negativePrompt === undefined ? {} : { negativePrompt }),
    ...(seed === undefined ? {} : { seed }),
    candidates: Math.min(candidates, limits.maxCandidates),
  }

  function pictureOf(pixels: Pixels): Picture {
    return { pixels, encode: () => encodePicture(hooks, pixels, limits.maxBytes) }
  }
}

/** In place: 255 above `level`, else 0. */
function holeOf(mask: Mask, level: number): Mask {
  const { data } = mask
  for (let i = 0; i < data.length; i++) data[i] = data[i]! > level ? 255 : 0
  return mask
}

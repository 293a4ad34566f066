import { PaintoutError } from '../errors.ts'
import type { Region } from '../job.ts'
import { createSamples, type Mask, type Pixels, type Samples } from '../pixels.ts'
import { cropPixels, type Rect } from './rect.ts'

/**
 * The samples of `region.rect`, always a copy. Beyond the photo's edge they are mirrored at the outermost sample, which
 * is not repeated: `c b | a b c | b a`. A mask is mirrored like its photo, so that a mirrored object is a hole too.
 */
export function cropRegion(mask: Mask, region: Region): Mask
export function cropRegion<S extends Samples>(pixels: Pixels<S>, region: Region): Pixels<S>
export function cropRegion(pixels: Pixels, region: Region): Pixels {
  const { left, top, width, height } = region.rect
  const { data, channels } = pixels
  if (left >= 0 && top >= 0 && left + width <= pixels.width && top + height <= pixels.height) {
    return cropPixels(pixels, region.rect)
  }
  const columns = mirroredIndices(left, width, pixels.width)
  const rows = mirroredIndices(top, height, pixels.height)
  const cropped = createSamples(data, width * height * channels)
  let to = 0
  for (const row of rows) {
    for (const column of columns) {
      let from = (row * pixels.width + column) * channels
      for (let channel = 0; channel < channels; channel++) cropped[to++] = data[from++]!
    }
  }
  return { data: cropped, width, height, channels }
}

/**
 * The part of an answer that covers `area` of the photo, copied; the answer itself where that is all of it.
 * `answer` is as large as `region.rect`, resized to it where `region.scale` is not 1; `area` lies inside `region.rect`.
 * Throws `invalid-answer` for any other size.
 */
export function uncropRegion<S extends Samples>(answer: Pixels<S>, region: Region, area: Rect): Pixels<S> {
  const { rect } = region
  if (answer.width !== rect.width || answer.height !== rect.height) {
    throw new PaintoutError(
      'invalid-answer',
      `Expected an answer as large as its region, ${rect.width} × ${rect.height}, got ${answer.width} × ${answer.height}.`,
    )
  }
  if (area.width === rect.width && area.height === rect.height) return answer
  return cropPixels(answer, { ...area, left: area.left - rect.left, top: area.top - rect.top })
}

/** Where each of `length` samples from `start` on comes from, in a row of `available`. */
function mirroredIndices(start: number, length: number, available: number): Uint32Array {
  const period = Math.max(1, 2 * (available - 1))
  return Uint32Array.from({ length }, (_, index) => {
    const phase = (((start + index) % period) + period) % period
    return Math.min(phase, period - phase)
  })
}

import { PaintoutError } from '../errors.ts'
import { boundsOf, cropPixels, growRect, intersectRect, type Rect, rectInside } from '../geometry/rect.ts'
import { createMask, type Mask } from '../pixels.ts'
import { eachRowOfDistances, far } from './distance.ts'
import { invertMask, thresholdMask } from './levels.ts'

export interface FeatherShape {
  /** How wide the soft edge is, in pixels: any number from 0, which leaves the mask as it is. */
  readonly width: number
  /** Where it lies: within the mask, around it, or half and half. */
  readonly side: 'inside' | 'outside' | 'both'
}

/**
 * A new mask with a soft edge: from 255 to 0 it falls in a straight line over `width` pixels of exact Euclidean distance.
 * The rim lies midway between a selected and an unselected sample, so that a width of 2 gives two steps, 64 and 191.
 *
 * Inside, nothing that `mask` leaves at 0 is ever selected. Where the mask meets the border of the image nothing is
 * beyond it to blend with, and the edge stays hard. A soft mask stays as soft as it was: inside its samples are
 * multiplied by the new edge; outside and both ways the edge starts from where it is half selected, and joins it.
 */
export function featherMask(mask: Mask, { width, side }: FeatherShape): Mask {
  if (!(width >= 0 && width < Number.POSITIVE_INFINITY)) {
    throw new PaintoutError('invalid-option', `Expected the width of a feather to be 0 or more pixels, got ${width}.`)
  }
  const out = createMask(mask.width, mask.height, Uint8Array.from(mask.data))
  const bounds = boundsOf(mask)
  if (bounds === undefined || width === 0) return out
  const around = side === 'inside' ? 1 : Math.ceil(width) + 1
  const area = intersectRect(growRect(bounds, around), rectInside(mask.width, mask.height))
  const part = cropPixels(mask, area)
  if (side === 'inside') featherInside(part, width)
  else if (side === 'outside') featherOutside(part, width)
  else featherBoth(part, width)
  paste(out, part, area)
  return out
}

function featherInside(part: Mask, width: number): void {
  reshape(part, selectZeros(part), width + 1, (level, depth) => Math.round(level * Math.min((depth - 0.5) / width, 1)))
}

function featherOutside(part: Mask, width: number): void {
  reshape(part, thresholdMask(part), width + 1, (level, gap) =>
    Math.max(level, Math.round(255 * (1 - (gap - 0.5) / width))),
  )
}

function featherBoth(part: Mask, width: number): void {
  const hard = thresholdMask(part)
  reshape(part, hard, width / 2 + 1, (level, gap) => Math.max(level, Math.round(255 * (0.5 - (gap - 0.5) / width))))
  reshape(part, invertMask(hard), width / 2 + 1, (level, depth) =>
    Math.min(level, Math.round(255 * (0.5 + (depth - 0.5) / width))),
  )
}

/** Changes each sample of `part` that is none of the sources but within `limit` pixels of one, by its distance. */
function reshape(part: Mask, sources: Mask, limit: number, change: (level: number, distance: number) => number): void {
  const { data, width } = part
  eachRowOfDistances(sources, limit, (y, squared) => {
    const row = y * width
    for (let x = 0; x < width; x++) {
      const distance = squared[x]!
      if (distance !== 0 && distance !== far) data[row + x] = change(data[row + x]!, Math.sqrt(distance))
    }
  })
}

function selectZeros({ data, width, height }: Mask): Mask {
  const zeros = createMask(width, height)
  for (let i = 0; i < data.length; i++) if (data[i] === 0) zeros.data[i] = 255
  return zeros
}

function paste(target: Mask, part: Mask, { left, top, width, height }: Rect): void {
  for (let y = 0; y < height; y++) {
    target.data.set(part.data.subarray(y * width, (y + 1) * width), (top + y) * target.width + left)
  }
}

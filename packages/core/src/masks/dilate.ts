import { PaintoutError } from '../errors.ts'
import { boundsOf, cropPixels, growRect, intersectRect, type Rect, rectInside } from '../geometry/rect.ts'
import { Scanner } from '../geometry/scan.ts'
import { createMask, type Mask } from '../pixels.ts'
import { growDisk, type Sheet } from './grow-disk.ts'
import { invertMask, valuesOf } from './levels.ts'

/** Soft masks with more different values than this are grown at so many of them. */
const mostLevels = 32

/**
 * A new mask, grown by `radius` pixels (any real number); a negative radius shrinks.
 *
 * Each sample becomes the largest one within a Euclidean disk around it, `dx² + dy² <= radius²` (flat grey-scale
 * dilation), so that a hard mask stays hard and a soft edge moves outwards with its values as they are. With more than
 * 32 different values, those in between count as the next lower of 32 levels spread evenly over their range: a sample
 * may then come out too low by up to 8, never lower than it was and never 0 for more.
 *
 * Shrinking is growing what is not selected. Outside the image nothing is selected for growing and everything is for
 * shrinking, so that an object cut by the photo's edge stays at the edge. Works in the box of the mask; the cost does
 * not depend on the radius. Throws `invalid-option` for a radius that is no finite number.
 */
export function dilateMask(mask: Mask, radius: number): Mask {
  if (!Number.isFinite(radius)) {
    throw new PaintoutError('invalid-option', `Expected a radius in pixels to dilate by, got ${radius}.`)
  }
  const bounds = boundsOf(mask)
  if (bounds === undefined) return createMask(mask.width, mask.height)
  return radius >= 0 ? grow(mask, bounds, radius) : shrink(mask, bounds, -radius)
}

function grow(mask: Mask, bounds: Rect, radius: number): Mask {
  const values = valuesOf(mask, bounds)
  if (values.length === 1) return unfold(growDisk(mask, values[0]!, bounds, radius), values[0]!, mask)
  const levels = values.length > mostLevels ? spread(values[0]!, values.at(-1)!) : values
  const out = createMask(mask.width, mask.height)
  for (const level of levels) lay(growDisk(mask, level, bounds, radius), level, out)
  if (levels !== values) keepLarger(mask, bounds, out)
  return out
}

/** A mask as large as `like` with `value` where `sheet` is covered. A sheet of the whole image becomes the mask itself. */
function unfold(sheet: Sheet, value: number, like: Mask): Mask {
  const { width, height } = like
  const { data, stride, area } = sheet
  if (area.width < width || area.height < height || value !== 255) {
    const out = createMask(width, height)
    lay(sheet, value, out)
    return out
  }
  if (stride > width) for (let y = 1; y < height; y++) data.copyWithin(y * width, y * stride, y * stride + width)
  return createMask(width, height, data.subarray(0, width * height))
}

function lay({ data, stride, area }: Sheet, value: number, out: Mask): void {
  const scanner = new Scanner(data)
  for (let y = 0; y < area.height; y++) {
    const end = y * stride + area.width
    const toOut = (area.top + y) * out.width + area.left - y * stride
    for (let i = scanner.skip(0, y * stride, end); i < end; ) {
      const free = scanner.skip(255, i, end)
      out.data.fill(value, i + toOut, free + toOut)
      i = scanner.skip(0, free, end)
    }
  }
}

/** Unselected samples beyond the box's first ring are never nearer than one on the ring: the ring is all it takes. */
function shrink(mask: Mask, bounds: Rect, radius: number): Mask {
  const out = createMask(mask.width, mask.height)
  const area = intersectRect(growRect(bounds, 1), rectInside(mask.width, mask.height))
  const kept = invertMask(dilateMask(invertMask(cropPixels(mask, area)), radius))
  for (let y = 0; y < area.height; y++) {
    const row = kept.data.subarray(y * area.width, (y + 1) * area.width)
    out.data.set(row, (area.top + y) * out.width + area.left)
  }
  return out
}

function spread(lowest: number, highest: number): number[] {
  const step = (highest - lowest) / (mostLevels - 1)
  return Array.from({ length: mostLevels }, (_, k) => Math.floor(lowest + k * step))
}

function keepLarger(mask: Mask, bounds: Rect, out: Mask): void {
  for (let y = bounds.top; y < bounds.top + bounds.height; y++) {
    const row = y * mask.width + bounds.left
    for (let i = row; i < row + bounds.width; i++) if (mask.data[i]! > out.data[i]!) out.data[i] = mask.data[i]!
  }
}

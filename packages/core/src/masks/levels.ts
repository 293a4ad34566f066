import { PaintoutError } from '../errors.ts'
import type { Rect } from '../geometry/rect.ts'
import { Scanner } from '../geometry/scan.ts'
import { createMask, depthOf, hasAlpha, type Mask, type Pixels } from '../pixels.ts'

/** A new mask that removes what `mask` keeps: every sample is 255 minus the old one. */
export function invertMask(mask: Mask): Mask {
  const inverted = createMask(mask.width, mask.height)
  for (let i = 0; i < mask.data.length; i++) inverted.data[i] = 255 - mask.data[i]!
  return inverted
}

/** A new hard mask: 255 where `mask` is at least `threshold` (1 to 255, default 128: half), else 0. */
export function thresholdMask(mask: Mask, threshold = 128): Mask {
  const hard = createMask(mask.width, mask.height)
  const { data } = mask
  const scanner = new Scanner(data)
  for (let i = scanner.skip(0, 0, data.length); i < data.length; i = scanner.skip(0, i, data.length)) {
    const solid = scanner.skip(255, i, data.length)
    hard.data.fill(255, i, solid)
    i = solid
    for (; i < data.length && data[i] !== 0 && data[i] !== 255; i++) if (data[i]! >= threshold) hard.data[i] = 255
  }
  return hard
}

/** The union of masks of one size: each sample the largest of theirs. A new mask, but a single one is given back as it is. */
export function uniteMasks(masks: readonly Mask[]): Mask {
  const [first, ...others] = masks
  if (first === undefined) throw new PaintoutError('invalid-mask', 'Expected at least one mask to unite, got none.')
  if (others.length === 0) return first
  const united = createMask(first.width, first.height, Uint8Array.from(first.data))
  for (const { data, width, height } of others) {
    if (width !== first.width || height !== first.height) {
      throw new PaintoutError(
        'invalid-mask',
        `Expected masks of one size to unite, got ${first.width} × ${first.height} and ${width} × ${height}. ` +
          'Resize them to the image first.',
      )
    }
    for (let i = 0; i < data.length; i++) if (data[i]! > united.data[i]!) united.data[i] = data[i]!
  }
  return united
}

/**
 * An image read as a mask: its alpha where anything in it is transparent, else its lightness (Rec. 709 luma).
 * 16 bits are rounded to 8. One channel of 8 bits is not copied.
 */
export function levelsOf(pixels: Pixels): Mask {
  const { data, width, height, channels } = pixels
  if (channels === 1 && depthOf(pixels) === 8) {
    return createMask(width, height, new Uint8Array(data.buffer, data.byteOffset, data.length))
  }
  const mask = createMask(width, height)
  const opaque = depthOf(pixels) === 16 ? 65535 : 255
  if (hasAlpha(pixels) && readAlpha(pixels, mask) < opaque) return mask
  const colours = channels >= 3
  const scale = 255 / opaque
  for (let i = 0, k = 0; i < mask.data.length; i++, k += channels) {
    const level = colours ? 0.2126 * data[k]! + 0.7152 * data[k + 1]! + 0.0722 * data[k + 2]! : data[k]!
    mask.data[i] = Math.round(level * scale)
  }
  return mask
}

/**
 * The transparency of an image with alpha as a new mask: what is transparent is removed, what is half transparent half.
 * Throws `invalid-mask` for an image without alpha.
 */
export function transparencyOf(image: Pixels): Mask {
  if (!hasAlpha(image)) {
    throw new PaintoutError(
      'invalid-mask',
      `Expected an image with an alpha channel to take its transparency as the mask, got ${image.channels} ` +
        `${image.channels === 1 ? 'channel' : 'channels'} without one. Give a mask instead.`,
    )
  }
  const mask = createMask(image.width, image.height)
  readAlpha(image, mask)
  for (let i = 0; i < mask.data.length; i++) mask.data[i] = 255 - mask.data[i]!
  return mask
}

/** Writes the alpha of `pixels` into `mask`, at 8 bits, and gives back the lowest, at the depth of `pixels`. */
function readAlpha(pixels: Pixels, mask: Mask): number {
  const { data, channels } = pixels
  const deep = depthOf(pixels) === 16
  let lowest = deep ? 65535 : 255
  for (let i = 0, k = channels - 1; i < mask.data.length; i++, k += channels) {
    const alpha = data[k]!
    if (alpha < lowest) lowest = alpha
    mask.data[i] = deep ? Math.round(alpha / 257) : alpha
  }
  return lowest
}

/** The different values above 0 in `bounds`, ascending. One in a hard mask, up to 255 in a soft one. */
export function valuesOf(mask: Mask, bounds: Rect): number[] {
  const { data, width } = mask
  const scanner = new Scanner(data)
  const seen = new Uint8Array(256)
  for (let y = bounds.top; y < bounds.top + bounds.height; y++) {
    const end = y * width + bounds.left + bounds.width
    for (let i = scanner.skip(0, end - bounds.width, end); i < end; i = scanner.skip(0, i, end)) {
      const value = data[i]!
      seen[value] = 1
      i = value === 255 ? scanner.skip(255, i, end) : i + 1
    }
  }
  return Array.from({ length: 255 }, (_, i) => i + 1).filter((value) => seen[value] === 1)
}

import { createSamples, type Mask, type Pixels, type Samples } from '../pixels.ts'
import { Scanner } from './scan.ts'

/** A part of an image, in whole pixels. `left` and `top` may be negative until it is intersected with the image. */
export interface Rect {
  readonly left: number
  readonly top: number
  readonly width: number
  readonly height: number
}

/** The rectangle of a whole image. */
export function rectInside(width: number, height: number): Rect {
  return { left: 0, top: 0, width, height }
}

/** `rect` with `by` pixels more on every side; a negative `by` shrinks, to no less than nothing. Not clipped to the image. */
export function growRect(rect: Rect, by: number): Rect {
  return {
    left: rect.left - by,
    top: rect.top - by,
    width: Math.max(0, rect.width + 2 * by),
    height: Math.max(0, rect.height + 2 * by),
  }
}

/** The smallest rectangle around both. */
export function unionRect(a: Rect, b: Rect): Rect {
  const left = Math.min(a.left, b.left)
  const top = Math.min(a.top, b.top)
  return {
    left,
    top,
    width: Math.max(a.left + a.width, b.left + b.width) - left,
    height: Math.max(a.top + a.height, b.top + b.height) - top,
  }
}

/** What lies in both; width or height is 0 where they do not meet. */
export function intersectRect(a: Rect, b: Rect): Rect {
  const left = Math.max(a.left, b.left)
  const top = Math.max(a.top, b.top)
  return {
    left,
    top,
    width: Math.max(0, Math.min(a.left + a.width, b.left + b.width) - left),
    height: Math.max(0, Math.min(a.top + a.height, b.top + b.height) - top),
  }
}

/** The box of the samples above 0, or `undefined` when there is none. */
export function boundsOf(mask: Mask): Rect | undefined {
  const { data, width } = mask
  const scanner = new Scanner(data)
  const first = scanner.skip(0, 0, data.length)
  if (first === data.length) return undefined
  const top = Math.floor(first / width)
  const bottom = Math.floor(scanner.skipBack(0, first, data.length) / width)
  let left = width
  let right = -1
  for (let y = top; y <= bottom; y++) {
    const row = y * width
    left = Math.min(left, scanner.skip(0, row, row + left) - row)
    right = Math.max(right, scanner.skipBack(0, row + right + 1, row + width) - row)
  }
  return { left, top, width: right - left + 1, height: bottom - top + 1 }
}

/** A copy of the pixels of `rect`, which lies inside the image. */
export function cropPixels(pixels: Mask, rect: Rect): Mask
export function cropPixels<S extends Samples>(pixels: Pixels<S>, rect: Rect): Pixels<S>
export function cropPixels(pixels: Pixels, rect: Rect): Pixels {
  const { data, channels } = pixels
  const { width, height } = rect
  const cropped = createSamples(data, width * height * channels)
  const length = width * channels
  for (let y = 0; y < height; y++) {
    const start = ((rect.top + y) * pixels.width + rect.left) * channels
    cropped.set(data.subarray(start, start + length), y * length)
  }
  return { data: cropped, width, height, channels }
}

import { hasAlpha, type Pixels, type Resizing } from '@paintout/core'
import { joinAlpha, splitAlpha } from './alpha.ts'
import { enlarge } from './enlarge.ts'
import { formOfPixels, fromPixels, toPixels, withDepth } from './pixels.ts'
import type { SharpLibrary } from './sharp.ts'

/**
 * The picture at exactly this size, its depth and channels kept: Lanczos where it shrinks, bicubic where it grows.
 * Colour is weighed by alpha. A sample's centre stays where it is. Copies, unless the size is the same.
 */
export async function resize(sharp: SharpLibrary, { pixels, width, height }: Resizing): Promise<Pixels> {
  if (pixels.width === width && pixels.height === height) return pixels
  if (!hasAlpha(pixels)) return resample(sharp, pixels, width, height)
  const [colour, alpha] = splitAlpha(pixels)
  const [resizedColour, resizedAlpha] = await Promise.all([
    resample(sharp, colour, width, height),
    resample(sharp, alpha, width, height),
  ])
  return withDepth(joinAlpha(resizedColour, resizedAlpha), formOfPixels(pixels).deep ? 16 : 8)
}

/** Of one or three channels without alpha. */
async function resample(sharp: SharpLibrary, pixels: Pixels, width: number, height: number): Promise<Pixels> {
  const smaller = { width: Math.min(pixels.width, width), height: Math.min(pixels.height, height) }
  return enlarge(sharp, await reduce(sharp, pixels, smaller), width, height)
}

async function reduce(
  sharp: SharpLibrary,
  pixels: Pixels,
  { width, height }: { readonly width: number; readonly height: number },
): Promise<Pixels> {
  if (pixels.width === width && pixels.height === height) return pixels
  // One channel may be a mask, and the second lobe of Lanczos would select samples beyond its edge.
  const kernel = pixels.channels === 1 ? 'cubic' : 'lanczos3'
  const reduced = fromPixels(sharp, pixels).resize(width, height, { fit: 'fill', kernel })
  return toPixels(reduced, formOfPixels(pixels))
}

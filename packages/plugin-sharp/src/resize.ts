import type { Pixels } from '@paintout/core'
import { formOfPixels, fromPixels, toPixels } from './pixels.ts'
import type { SharpLibrary } from './sharp.ts'

/**
 * The picture at exactly this size, its depth and channels kept; colour under transparent samples does not bleed,
 * because libvips weighs colour by alpha. Copies.
 */
export async function resize(
  sharp: SharpLibrary,
  { pixels, width, height }: { readonly pixels: Pixels; readonly width: number; readonly height: number },
): Promise<Pixels> {
  if (pixels.width === width && pixels.height === height) return pixels
  // One channel may be a mask, and the second lobe of Lanczos would select samples beyond its edge.
  const kernel = pixels.channels === 1 ? 'cubic' : 'lanczos3'
  const resized = fromPixels(sharp, pixels).resize(width, height, { fit: 'fill', kernel })
  return toPixels(resized, formOfPixels(pixels))
}

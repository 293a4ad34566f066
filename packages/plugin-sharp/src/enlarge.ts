import { cropPixels, type Pixels } from '@paintout/core'
import { formOfPixels, fromPixels, toPixels } from './pixels.ts'
import type { SharpLibrary } from './sharp.ts'

/** Samples that bicubic interpolation looks at beyond an edge, and one for the rounding of offsets. */
const MARGIN = 3

/**
 * A picture of one or three channels, made larger by bicubic interpolation between the centres of its samples.
 * libvips' own enlarging (8.18, `vips_resize`) moves the picture by half a sample to the right and down, whatever the
 * scale; an affine transform says where everything goes.
 */
export async function enlarge(sharp: SharpLibrary, pixels: Pixels, width: number, height: number): Promise<Pixels> {
  if (pixels.width === width && pixels.height === height) return pixels
  const across = axisOf(pixels.width, width)
  const down = axisOf(pixels.height, height)
  const form = formOfPixels(pixels)
  const margin = { top: MARGIN, right: MARGIN, bottom: MARGIN, left: MARGIN }
  const padded = await toPixels(fromPixels(sharp, pixels).extend({ ...margin, extendWith: 'copy' }), form)
  const scaled = fromPixels(sharp, padded).affine([across.scale, 0, 0, down.scale], {
    interpolator: 'bicubic',
    odx: across.offset,
    ody: down.offset,
  })
  const rect = { left: across.skip, top: down.skip, width, height }
  return cropPixels(await toPixels(scaled, form), rect)
}

/** How one axis is scaled: whole samples to cut off at its start, and the rest of the way that is no whole sample. */
function axisOf(from: number, to: number): { readonly scale: number; readonly skip: number; readonly offset: number } {
  const scale = to / from
  const start = 0.5 - 0.5 * scale + MARGIN * scale
  const skip = Math.floor(start)
  return { scale, skip, offset: skip - start }
}

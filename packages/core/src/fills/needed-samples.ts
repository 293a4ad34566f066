import type { FillRequest, Limits } from '../engine.ts'
import { greyToRgb, splitAlpha, toDepth } from '../geometry/sample-form.ts'
import { dilateMask } from '../masks/dilate.ts'
import { copyPixels, type Mask, type Pixels } from '../pixels.ts'

/** How far beyond the hole a feather, or resizing to the photo, may look, in pixels of the engine's picture. What an engine grows the hole by adds to it. */
const reach = 64

/**
 * The samples of an answer that any later step may read: above 0. Undefined where that is all of them: what drifts is
 * registered and harmonised by what surrounds the hole. Only for engines that cost money: their answers are stored.
 */
export function neededOf({ image, mask }: FillRequest, limits: Limits): Mask | undefined {
  if (!mask || limits.drifts || limits.native || limits.usdPerImage === 0) return undefined
  const { width, height } = image.pixels
  if (mask.pixels.width !== width || mask.pixels.height !== height) return undefined
  return dilateMask(mask.pixels as Mask, reach + (limits.dilation ?? 0) * width)
}

/**
 * An answer as it will be kept, so that a picture made from it today is the picture made from the store tomorrow:
 * 8-bit RGB, and the photo's own samples where none is needed. Copies. Another size than `image`'s is kept whole.
 */
export function restrictAnswer(answer: Pixels, image: Pixels, needed: Mask | undefined): Pixels {
  const rgb = greyToRgb(toDepth(splitAlpha(answer).colour, 8))
  if (!needed || rgb.width !== image.width || rgb.height !== image.height) return rgb
  const restricted = copyPixels(image)
  const { data } = restricted
  for (let pixel = 0; pixel < needed.data.length; pixel++) {
    if (needed.data[pixel] === 0) continue
    for (let k = pixel * 3; k < pixel * 3 + 3; k++) data[k] = rgb.data[k]!
  }
  return restricted
}

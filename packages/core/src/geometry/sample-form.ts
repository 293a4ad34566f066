import type { Converting } from '../hooks.ts'
import { type Channels, createMask, createSamples, depthOf, hasAlpha, type Mask, type Pixels } from '../pixels.ts'
import { extendSamples } from './extend-samples.ts'

/** Changes colour space by ICC profiles: the codec, through `hooks.convert`. */
export type Convert = (converting: Converting) => Promise<Pixels>

/**
 * A picture in the form of engines: 8-bit sRGB of 3 channels. One that has this form already is returned itself.
 * `profile` is the picture's; absent means sRGB, or its grey, and `convert` is not asked.
 *
 * Engines do not know transparency, and what a file keeps under it is anything: often black, often the object.
 * So transparent samples continue the colours of the opaque ones around them, and half-transparent ones blend.
 */
export async function toEnginePixels(
  image: Pixels,
  profile: Uint8Array | undefined,
  convert: Convert,
): Promise<Pixels> {
  const { colour, alpha } = splitAlpha(image)
  const opaque = alpha ? extendSamples(colour, toDepth(alpha, 8) as Mask) : colour
  if (profile) return convert({ pixels: opaque, from: profile, to: undefined, channels: 3, depth: 8 })
  return greyToRgb(toDepth(opaque, 8))
}

/**
 * An engine's answer in the form of its `source`, which has the same size: channels, depth, colour space.
 * An answer that has this form already is returned itself.
 *
 * The answer's own alpha is dropped. Where `mask` is above 0 the alpha continues the alpha around the hole smoothly:
 * an object on transparent ground leaves transparent ground, one on opaque ground leaves it opaque. Elsewhere it is
 * the source's.
 */
export async function fromEnginePixels(
  answer: Pixels,
  source: Pixels,
  mask: Mask,
  profile: Uint8Array | undefined,
  convert: Convert,
): Promise<Pixels> {
  const { alpha } = splitAlpha(source)
  const converted = await toSourceColours(answer, source, profile, convert)
  if (!alpha) return converted
  const outside = createMask(mask.width, mask.height, mask.data.map(keptOutside))
  return joinAlpha(converted, extendSamples(alpha, outside))
}

/** The colours of an engine's answer, of any size, in the channels, the depth and the colour space of `source`. */
export async function toSourceColours(
  answer: Pixels,
  source: Pixels,
  profile: Uint8Array | undefined,
  convert: Convert,
): Promise<Pixels> {
  const { colour } = splitAlpha(answer)
  const form = { channels: source.channels < 3 ? 1 : 3, depth: depthOf(source) } as const
  if (!profile) return toDepth(form.channels === 1 ? rgbToGrey(colour) : greyToRgb(colour), form.depth)
  return convert({ pixels: greyToRgb(toDepth(colour, 8)), from: undefined, to: profile, ...form })
}

/** Colour and alpha apart, copied; without alpha the picture itself. */
export function splitAlpha(pixels: Pixels): { colour: Pixels; alpha?: Pixels } {
  if (!hasAlpha(pixels)) return { colour: pixels }
  const { data, width, height, channels } = pixels
  const colours = channels - 1
  const colour = createSamples(data, width * height * colours)
  const alpha = createSamples(data, width * height)
  for (let at = 0, from = 0, to = 0; at < alpha.length; at++) {
    for (let channel = 0; channel < colours; channel++) colour[to++] = data[from++]!
    alpha[at] = data[from++]!
  }
  return {
    colour: { data: colour, width, height, channels: colours as Channels },
    alpha: { data: alpha, width, height, channels: 1 },
  }
}

/** A copy of `colour`, 1 or 3 channels, with `alpha`, 1 channel of the same size and depth. */
export function joinAlpha(colour: Pixels, alpha: Pixels): Pixels {
  const { data, width, height, channels } = colour
  const joined = createSamples(data, width * height * (channels + 1))
  for (let at = 0, from = 0, to = 0; at < alpha.data.length; at++) {
    for (let channel = 0; channel < channels; channel++) joined[to++] = data[from++]!
    joined[to++] = alpha.data[at]!
  }
  return { data: joined, width, height, channels: (channels + 1) as Channels }
}

/** Grey three times over, copied; RGB is returned itself. */
export function greyToRgb(pixels: Pixels): Pixels {
  if (pixels.channels === 3) return pixels
  const { data, width, height } = pixels
  const rgb = createSamples(data, data.length * 3)
  for (let at = 0; at < data.length; at++) rgb.fill(data[at]!, at * 3, at * 3 + 3)
  return { data: rgb, width, height, channels: 3 }
}

/**
 * The luma of RGB, copied; grey is returned itself. Weights of Rec. 709, whose primaries are those of sRGB, in 256ths:
 * 54, 183, 19. The answer to a grey picture is grey or nearly so, which they keep exactly.
 */
export function rgbToGrey(pixels: Pixels): Pixels {
  if (pixels.channels === 1) return pixels
  const { data, width, height } = pixels
  const grey = createSamples(data, width * height)
  for (let at = 0, from = 0; at < grey.length; at++, from += 3) {
    grey[at] = (54 * data[from]! + 183 * data[from + 1]! + 19 * data[from + 2]! + 128) >> 8
  }
  return { data: grey, width, height, channels: 1 }
}

/** Samples of `depth` bits, copied, rounded to the nearest; the picture itself where it has them already. */
export function toDepth(pixels: Pixels, depth: 8 | 16): Pixels {
  if (depthOf(pixels) === depth) return pixels
  const { data: from } = pixels
  const data = depth === 8 ? new Uint8Array(from.length) : new Uint16Array(from.length)
  for (let at = 0; at < data.length; at++) {
    data[at] = depth === 8 ? (from[at]! * 255 + 32767) / 65535 : from[at]! * 257
  }
  return { ...pixels, data }
}

function keptOutside(selected: number): number {
  return selected === 0 ? 255 : 0
}

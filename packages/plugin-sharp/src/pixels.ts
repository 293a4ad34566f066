import { type Channels, createSamples, depthOf, hasAlpha, maxOf, type Pixels, type Samples } from '@paintout/core'
import type { Metadata, Sharp } from 'sharp'
import type { SharpLibrary } from './sharp.ts'

/** How libvips calls the space of these samples; it must be said, or grey becomes RGB and 16 bits become 8. */
export function spaceOf(pixels: Pixels): 'b-w' | 'grey16' | 'srgb' | 'rgb16' {
  const deep = depthOf(pixels) === 16
  if (pixels.channels <= 2) return deep ? 'grey16' : 'b-w'
  return deep ? 'rgb16' : 'srgb'
}

export function rawOf({ width, height, channels }: Pixels) {
  return { width, height, channels }
}

/** A pipeline over these samples, which are not copied. */
export function fromPixels(sharp: SharpLibrary, pixels: Pixels): Sharp {
  return sharp(pixels.data, { raw: rawOf(pixels), limitInputPixels: false }).toColourspace(spaceOf(pixels))
}

/** What the samples of a pipeline will be. */
export interface Form {
  readonly grey: boolean
  readonly alpha: boolean
  readonly deep: boolean
}

export function formOf(metadata: Metadata): Form {
  return {
    grey: metadata.space === 'b-w' || metadata.space === 'grey16',
    alpha: metadata.hasAlpha,
    deep: metadata.depth === 'ushort',
  }
}

export function formOfPixels(pixels: Pixels): Form {
  return { grey: pixels.channels <= 2, alpha: hasAlpha(pixels), deep: depthOf(pixels) === 16 }
}

/** Runs a pipeline and takes its samples as they are: no depth, channel or colour is changed. */
export async function toPixels(pipeline: Sharp, { grey, alpha, deep }: Form): Promise<Pixels> {
  // libvips writes 8-bit grey as one raw channel and would drop its alpha.
  const widened = grey && alpha && !deep
  const space = deep ? (grey ? 'grey16' : 'rgb16') : grey && !widened ? 'b-w' : 'srgb'
  const { data, info } = await pipeline
    .toColourspace(space)
    .raw({ depth: deep ? 'ushort' : 'uchar' })
    .toBuffer({ resolveWithObject: true })
  const { width, height } = info
  const samples = deep
    ? new Uint16Array(data.buffer, data.byteOffset, data.byteLength / 2)
    : new Uint8Array(data.buffer, data.byteOffset, data.byteLength)
  const pixels: Pixels = { data: samples, width, height, channels: info.channels as Channels }
  return widened ? withoutColour(pixels) : pixels
}

/** Grey and alpha out of RGB and alpha that is known to be grey. Copies. */
function withoutColour({ data, width, height }: Pixels): Pixels {
  const grey = createSamples(data, width * height * 2)
  for (let from = 0, to = 0; to < grey.length; from += 4, to += 2) {
    grey[to] = data[from]!
    grey[to + 1] = data[from + 3]!
  }
  return { data: grey, width, height, channels: 2 }
}

/** The same picture with more channels: grey repeated, alpha opaque. Copies, unless there is nothing to do. */
export function withChannels(pixels: Pixels, channels: Channels): Pixels {
  if (pixels.channels === channels) return pixels
  const { data, width, height, channels: had } = pixels
  const widened = createSamples(data, width * height * channels)
  const max = maxOf(pixels)
  const colours = channels <= 2 ? 1 : 3
  for (let from = 0, to = 0; to < widened.length; from += had, to += channels) {
    for (let k = 0; k < colours; k++) widened[to + k] = data[had <= 2 ? from : from + k]!
    if (colours < channels) widened[to + colours] = hasAlpha(pixels) ? data[from + had - 1]! : max
  }
  return { data: widened, width, height, channels }
}

/** The same picture at another depth: 8 to 16 bits exactly, 16 to 8 rounded. Copies, unless there is nothing to do. */
export function withDepth(pixels: Pixels, depth: 8 | 16): Pixels {
  if (depthOf(pixels) === depth) return pixels
  return { ...pixels, data: depth === 16 ? deepen(pixels.data) : flattenDepth(pixels.data) }
}

function deepen(samples: Samples): Uint16Array {
  const deep = new Uint16Array(samples.length)
  for (let k = 0; k < deep.length; k++) deep[k] = samples[k]! * 257
  return deep
}

function flattenDepth(samples: Samples): Uint8Array {
  const shallow = new Uint8Array(samples.length)
  for (let k = 0; k < shallow.length; k++) shallow[k] = (samples[k]! + 128) / 257
  return shallow
}

/** Whether any sample of the alpha channel is less than opaque. */
export function isTransparent(pixels: Pixels): boolean {
  if (!hasAlpha(pixels)) return false
  const { data, channels } = pixels
  const max = maxOf(pixels)
  for (let k = channels - 1; k < data.length; k += channels) if (data[k] !== max) return true
  return false
}

import { PaintoutError } from './errors.ts'

/** The arrays that samples live in: 8 bits (0 to 255) or 16 bits (0 to 65535) each. A Node `Buffer` is a `Uint8Array`. */
export type Samples = Uint8Array | Uint8ClampedArray | Uint16Array

/** 1 grey · 2 grey and alpha · 3 RGB · 4 RGB and alpha. Alpha is straight, never premultiplied. */
export type Channels = 1 | 2 | 3 | 4

/**
 * An image in memory: interleaved rows, top to bottom, without padding.
 * `data.length` is `width * height * channels`; its array type says the depth.
 */
export interface Pixels<S extends Samples = Samples> {
  readonly data: S
  readonly width: number
  readonly height: number
  readonly channels: Channels
}

/** One 8-bit channel as large as its image: 0 keeps, 255 removes, between is a soft edge. */
export interface Mask extends Pixels<Uint8Array> {
  readonly channels: 1
}

/** Bits of one sample. */
export function depthOf(pixels: Pixels): 8 | 16 {
  return pixels.data instanceof Uint16Array ? 16 : 8
}

/** The largest value of one sample: 255 or 65535. */
export function maxOf(pixels: Pixels): 255 | 65535 {
  return depthOf(pixels) === 16 ? 65535 : 255
}

export function hasAlpha(pixels: Pixels): boolean {
  return pixels.channels % 2 === 0
}

/** A new mask of zeros, or one over `data`, which is not copied. */
export function createMask(width: number, height: number, data: Uint8Array = new Uint8Array(width * height)): Mask {
  return { data, width, height, channels: 1 }
}

/** New samples of the same depth as `like`, all zero. Never a `Buffer`, whose `slice` aliases. */
export function createSamples(like: Samples, length: number): Uint8Array | Uint16Array {
  return like instanceof Uint16Array ? new Uint16Array(length) : new Uint8Array(length)
}

/** The same pixels in samples of their own. */
export function copyPixels(pixels: Pixels): Pixels {
  const data = createSamples(pixels.data, pixels.data.length)
  data.set(pixels.data)
  return { ...pixels, data }
}

export function isPixels(value: unknown): value is Pixels {
  return typeof value === 'object' && value !== null && 'data' in value && 'channels' in value
}

/**
 * Refuses pixels whose parts do not fit each other.
 * @throws `invalid-image`
 */
export function checkPixels(pixels: Pixels, name: string): void {
  const { data, width, height, channels } = pixels
  const isSamples = data instanceof Uint8Array || data instanceof Uint8ClampedArray || data instanceof Uint16Array
  if (!isSamples) {
    throw new PaintoutError('invalid-image', `Expected the samples of ${name} in a Uint8Array or a Uint16Array.`)
  }
  const isSize = Number.isInteger(width) && Number.isInteger(height) && width > 0 && height > 0
  if (!isSize || ![1, 2, 3, 4].includes(channels) || data.length !== width * height * channels) {
    throw new PaintoutError(
      'invalid-image',
      `Expected width × height × channels samples (1 to 4 channels) for ${name}, got ${width} × ${height} × ${channels} with ${data.length} samples.`,
    )
  }
}

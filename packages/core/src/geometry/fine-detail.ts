import { hasAlpha, type Pixels } from '../pixels.ts'
import type { Rect } from './rect.ts'

/** The detail of a part of a picture: each colour sample less its surroundings, interleaved, alpha left out. */
export interface Detail {
  readonly samples: Float32Array
  /** Mean of every colour channel. */
  readonly means: readonly number[]
  /** Mean square of the samples. */
  readonly energy: number
}

/** One side of a Gaussian from its centre, the whole of it summing to 1. */
export function createBlur(sigma: number): Float32Array {
  const side = Float32Array.from({ length: Math.ceil(3 * sigma) + 1 }, (_, x) =>
    Math.exp(-(x * x) / (2 * sigma * sigma)),
  )
  const sum = side.reduce((sum, weight) => sum + 2 * weight, -1)
  return side.map((weight) => weight / sum)
}

/** What blurring takes away from the samples of `rect`. Beyond the picture its outermost samples count. */
export function readDetail(pixels: Pixels, rect: Rect, blur: Float32Array): Detail {
  const { data, channels } = pixels
  const colours = hasAlpha(pixels) ? channels - 1 : channels
  const reach = blur.length - 1
  const rows = rect.height + 2 * reach
  const columns = rect.width + 2 * reach
  const samples = new Float32Array(rect.width * rect.height * colours)
  const line = new Float32Array(columns)
  const across = new Float32Array(rect.width * rows)
  const means: number[] = []
  let energy = 0
  for (let channel = 0; channel < colours; channel++) {
    for (let y = 0; y < rows; y++) {
      const row = clamp(rect.top + y - reach, pixels.height)
      for (let x = 0; x < columns; x++) {
        line[x] = data[(row * pixels.width + clamp(rect.left + x - reach, pixels.width)) * channels + channel]!
      }
      for (let x = 0; x < rect.width; x++) across[y * rect.width + x] = blurAt(line, x + reach, 1, blur)
    }
    let sum = 0
    for (let y = 0, at = channel; y < rect.height; y++) {
      const row = clamp(rect.top + y, pixels.height)
      for (let x = 0; x < rect.width; x++, at += colours) {
        const sample = data[(row * pixels.width + clamp(rect.left + x, pixels.width)) * channels + channel]!
        const detail = sample - blurAt(across, (y + reach) * rect.width + x, rect.width, blur)
        samples[at] = detail
        energy += detail * detail
        sum += sample
      }
    }
    means.push(sum / (rect.width * rect.height))
  }
  return { samples, means, energy: energy / samples.length }
}

function blurAt(samples: Float32Array, at: number, step: number, blur: Float32Array): number {
  let sum = blur[0]! * samples[at]!
  for (let tap = 1; tap < blur.length; tap++) {
    sum += blur[tap]! * (samples[at - tap * step]! + samples[at + tap * step]!)
  }
  return sum
}

function clamp(index: number, length: number): number {
  return Math.min(Math.max(index, 0), length - 1)
}

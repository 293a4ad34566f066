import type { Region } from './features.ts'
import { patchRadius as R } from './parameters.ts'
import type { Solution } from './solve.ts'

/**
 * Writes what the patches over one pixel say together to `out` from `at` on; false where there are none. Colours are
 * at native depth and times alpha, so that nothing bleeds from under transparency.
 */
export type Predict = (x: number, y: number, out: Float32Array, at: number) => boolean

/**
 * Reads the field for the samples themselves. At `scale` 1 a pixel is the weighted mean of the patches over it, as in
 * the search. A field that was solved at `1/scale` is read without a mean, by the offset of the nearest target: means
 * of patches that do not meet to the sample would blur.
 */
export function predictor(region: Region, { field, trust }: Solution, scale: number): Predict {
  const { data, width, height, channels } = region
  const { index, sourceX, sourceY } = field
  const alpha = channels % 2 === 0
  const opaque = data instanceof Uint16Array ? 65535 : 255

  if (scale > 1) {
    return (x, y, out, at) => {
      const fx = Math.min(Math.max(Math.floor(x / scale), R), field.width - 1 - R)
      const fy = Math.min(Math.max(Math.floor(y / scale), R), field.height - 1 - R)
      const k = index[fy * field.width + fx]!
      if (k < 0) return false
      const sx = Math.min(Math.max(x + scale * (sourceX[k]! - fx), 0), width - 1)
      const sy = Math.min(Math.max(y + scale * (sourceY[k]! - fy), 0), height - 1)
      premultiply(region, sy * width + sx, out, at)
      return true
    }
  }
  return (x, y, out, at) => {
    const left = Math.max(R, x - R)
    const right = Math.min(width - 1 - R, x + R)
    const bottom = Math.min(height - 1 - R, y + R)
    let first = 0
    let second = 0
    let third = 0
    let fourth = 0
    let total = 0
    for (let ty = Math.max(R, y - R); ty <= bottom; ty++) {
      const row = ty * width
      for (let tx = left; tx <= right; tx++) {
        const k = index[row + tx]!
        if (k < 0) continue
        const i = ((sourceY[k]! + y - ty) * width + sourceX[k]! + x - tx) * channels
        const weight = trust[k]!
        total += weight
        const cover = alpha ? (weight * data[i + channels - 1]!) / opaque : weight
        first += cover * data[i]!
        if (channels === 1) continue
        second += (channels === 2 ? weight : cover) * data[i + 1]!
        if (channels === 2) continue
        third += cover * data[i + 2]!
        if (alpha) fourth += weight * data[i + 3]!
      }
    }
    if (total === 0) return false
    out[at] = first / total
    if (channels > 1) out[at + 1] = second / total
    if (channels > 2) out[at + 2] = third / total
    if (channels > 3) out[at + 3] = fourth / total
    return true
  }
}

/** Writes a pixel's colour times alpha, and its alpha, to `out` from `at` on. */
export function premultiply({ data, channels }: Region, pixel: number, out: Float32Array, at: number): void {
  const opaque = data instanceof Uint16Array ? 65535 : 255
  const i = pixel * channels
  const cover = channels % 2 === 0 ? data[i + channels - 1]! / opaque : 1
  for (let c = 0; c < channels; c++) out[at + c] = data[i + c]! * cover
  if (channels % 2 === 0) out[at + channels - 1] = data[i + channels - 1]!
}

/** Writes a pixel back as straight samples, rounded and kept in range. */
export function store({ data, channels }: Region, pixel: number, values: Float32Array, at: number): void {
  const most = data instanceof Uint16Array ? 65535 : 255
  const i = pixel * channels
  if (channels % 2 === 1) {
    for (let c = 0; c < channels; c++) data[i + c] = clamp(values[at + c]!, most)
    return
  }
  const alpha = clamp(values[at + channels - 1]!, most)
  for (let c = 0; c < channels - 1; c++) data[i + c] = alpha === 0 ? 0 : clamp((values[at + c]! * most) / alpha, most)
  data[i + channels - 1] = alpha
}

const clamp = (value: number, most: number) => (value <= 0 ? 0 : value >= most ? most : Math.floor(value + 0.5))

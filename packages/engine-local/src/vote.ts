import type { Region } from './features.ts'
import { patchRadius as R } from './parameters.ts'
import type { Solution } from './solve.ts'

/**
 * Samples at their native depth with colour times alpha, so that nothing bleeds from under transparency:
 * interleaved, as many channels as the region has.
 */
export type Premultiplied = Float32Array

/** What the patches over one pixel say together; false where there are none. */
export type Predict = (x: number, y: number, out: Float32Array) => boolean

/**
 * Reads the field for the samples themselves. At `scale` 1 a pixel is the weighted mean of the patches over it, as in
 * the search. A field that was solved at `1/scale` is read without a mean, by the offset of the nearest target: means
 * of patches that do not meet to the sample would blur.
 */
export function predictor(region: Region, { field, trust }: Solution, scale: number): Predict {
  const { data, width, height, channels } = region
  const alpha = channels % 2 === 0 ? channels - 1 : -1
  const most = data instanceof Uint16Array ? 65535 : 255

  const add = (pixel: number, weight: number, out: Float32Array) => {
    const i = pixel * channels
    if (alpha < 0) {
      for (let c = 0; c < channels; c++) out[c] = out[c]! + weight * data[i + c]!
      return
    }
    const cover = (weight * data[i + alpha]!) / most
    for (let c = 0; c < alpha; c++) out[c] = out[c]! + cover * data[i + c]!
    out[alpha] = out[alpha]! + weight * data[i + alpha]!
  }

  if (scale > 1) {
    return (x, y, out) => {
      const fx = Math.min(Math.max(Math.floor(x / scale), R), field.width - 1 - R)
      const fy = Math.min(Math.max(Math.floor(y / scale), R), field.height - 1 - R)
      const k = field.index[fy * field.width + fx]!
      if (k < 0) return false
      const sx = Math.min(Math.max(x + scale * (field.sourceX[k]! - fx), 0), width - 1)
      const sy = Math.min(Math.max(y + scale * (field.sourceY[k]! - fy), 0), height - 1)
      out.fill(0)
      add(sy * width + sx, 1, out)
      return true
    }
  }
  return (x, y, out) => {
    out.fill(0)
    let total = 0
    for (let ty = Math.max(R, y - R); ty <= Math.min(height - 1 - R, y + R); ty++) {
      for (let tx = Math.max(R, x - R); tx <= Math.min(width - 1 - R, x + R); tx++) {
        const k = field.index[ty * width + tx]!
        if (k < 0) continue
        add((field.sourceY[k]! + y - ty) * width + field.sourceX[k]! + x - tx, trust[k]!, out)
        total += trust[k]!
      }
    }
    if (total === 0) return false
    for (let c = 0; c < channels; c++) out[c] = out[c]! / total
    return true
  }
}

/** Colour times alpha of a known pixel. */
export function premultiply({ data, channels }: Region, pixel: number, out: Float32Array): void {
  const most = data instanceof Uint16Array ? 65535 : 255
  const i = pixel * channels
  const cover = channels % 2 === 0 ? data[i + channels - 1]! / most : 1
  for (let c = 0; c < channels; c++) out[c] = data[i + c]! * cover
  if (channels % 2 === 0) out[channels - 1] = data[i + channels - 1]!
}

/** Writes a pixel back as straight samples, rounded and kept in range. */
export function store({ data, channels }: Region, pixel: number, values: Float32Array): void {
  const most = data instanceof Uint16Array ? 65535 : 255
  const i = pixel * channels
  const clamp = (value: number) => Math.min(most, Math.max(0, Math.round(value)))
  if (channels % 2 === 1) {
    for (let c = 0; c < channels; c++) data[i + c] = clamp(values[c]!)
    return
  }
  const alpha = clamp(values[channels - 1]!)
  for (let c = 0; c < channels - 1; c++) data[i + c] = alpha === 0 ? 0 : clamp((values[c]! * most) / alpha)
  data[i + channels - 1] = alpha
}

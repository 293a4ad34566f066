import type { Rect } from '../geometry/rect.ts'
import { createMask, type Mask, maxOf, type Pixels } from '../pixels.ts'

/** Lightness (Rec. 709 luma, 0 to 255 at any depth), one number a sample. */
export interface Lightness {
  readonly data: Float32Array
  readonly width: number
  readonly height: number
}

/** The lightness of `area`, averaged over blocks of `factor` × `factor` pixels; what is left over at the end is dropped. */
export function coarseLightness(pixels: Pixels, area: Rect, factor: number): Lightness {
  const { data, channels } = pixels
  const width = Math.floor(area.width / factor)
  const height = Math.floor(area.height / factor)
  const lightness = new Float32Array(width * height)
  const scale = 255 / (maxOf(pixels) * factor * factor)
  for (let y = 0; y < height * factor; y++) {
    const row = Math.floor(y / factor) * width
    let k = ((area.top + y) * pixels.width + area.left) * channels
    for (let x = 0; x < width; x++) {
      let sum = 0
      for (let n = 0; n < factor; n++, k += channels) {
        sum += channels < 3 ? data[k]! : 0.2126 * data[k]! + 0.7152 * data[k + 1]! + 0.0722 * data[k + 2]!
      }
      lightness[row + x]! += sum * scale
    }
  }
  return { data: lightness, width, height }
}

/** `area` of a mask at one sample for a block of `factor` × `factor`: 255 where at least half of the block is selected. */
export function coarseMask(mask: Mask, area: Rect, factor: number): Mask {
  const coarse = createMask(Math.floor(area.width / factor), Math.floor(area.height / factor))
  for (let y = 0; y < coarse.height; y++) {
    for (let x = 0; x < coarse.width; x++) {
      let selected = 0
      for (let v = 0; v < factor; v++) {
        const row = (area.top + y * factor + v) * mask.width + area.left + x * factor
        for (let i = row; i < row + factor; i++) if (mask.data[i]! > 0) selected++
      }
      if (2 * selected >= factor * factor) coarse.data[y * coarse.width + x] = 255
    }
  }
  return coarse
}

/** Smoothed by 1 2 1 in both directions: grain goes, edges stay where they are. */
export function smooth({ data, width, height }: Lightness): Lightness {
  const across = new Float32Array(data.length)
  const smoothed = new Float32Array(data.length)
  for (let y = 0, i = 0; y < height; y++) {
    for (let x = 0; x < width; x++, i++) {
      across[i] = (data[x > 0 ? i - 1 : i]! + 2 * data[i]! + data[x < width - 1 ? i + 1 : i]!) / 4
    }
  }
  for (let y = 0, i = 0; y < height; y++) {
    for (let x = 0; x < width; x++, i++) {
      smoothed[i] = (across[y > 0 ? i - width : i]! + 2 * across[i]! + across[y < height - 1 ? i + width : i]!) / 4
    }
  }
  return { data: smoothed, width, height }
}

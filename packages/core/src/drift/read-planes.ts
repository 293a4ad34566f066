import { hasAlpha, type Mask, maxOf, type Pixels, type Samples } from '../pixels.ts'
import { createPlane, type Plane } from './plane.ts'

/** Where each of `to` samples lies in a row of `from`: the first sample that it takes, and what each of them weighs. */
interface Overlaps {
  readonly starts: Int32Array
  readonly weights: readonly Float32Array[]
}

/**
 * The colours of a picture as planes of the size asked for, one for grey and three for RGB, at 8-bit levels: means of
 * the area that a sample covers, and straight lines between samples where the picture is smaller than that.
 * Alpha is left out.
 */
export function readPlanes(pixels: Pixels, width: number, height: number): Plane[] {
  const { channels } = pixels
  const colours = hasAlpha(pixels) ? channels - 1 : channels
  const planes = Array.from({ length: colours }, () => createPlane(width, height))
  const across = overlapsOf(pixels.width, width)
  readLines(pixels, height, (line, y) => {
    for (let channel = 0; channel < colours; channel++) {
      squeezeLine(line, channel, channels, across, planes[channel]!.data, y * width)
    }
  })
  return planes
}

/** Brightness alone, Rec. 601, as `readPlanes` reads it. */
export function readLuma(pixels: Pixels, width: number, height: number): Plane {
  const { channels } = pixels
  const luma = createPlane(width, height)
  const across = overlapsOf(pixels.width, width)
  const single = new Float32Array(pixels.width)
  readLines(pixels, height, (line, y) => {
    for (let x = 0, at = 0; x < single.length; x++, at += channels) {
      single[x] = channels < 3 ? line[at]! : 0.299 * line[at]! + 0.587 * line[at + 1]! + 0.114 * line[at + 2]!
    }
    squeezeLine(single, 0, 1, across, luma.data, y * width)
  })
  return luma
}

/** Hands out rows of the height asked for, still as wide as the picture, one after the other in the same array. */
function readLines(pixels: Pixels, height: number, use: (line: Float32Array, y: number) => void): void {
  const { data, channels } = pixels
  const level = 255 / maxOf(pixels)
  const down = overlapsOf(pixels.height, height)
  const stride = pixels.width * channels
  const line = new Float32Array(stride)
  for (let y = 0; y < height; y++) {
    const weights = down.weights[y]!
    for (let row = 0; row < weights.length; row += 4) {
      mixRows(line, data, (down.starts[y]! + row) * stride, weights, row, level)
    }
    use(line, y)
  }
}

/** Four rows at a time: half the work of one after the other. The first four replace what the line held. */
function mixRows(
  line: Float32Array,
  data: Samples,
  start: number,
  weights: Float32Array,
  row: number,
  level: number,
): void {
  const stride = line.length
  const kept = row === 0 ? 0 : 1
  const w0 = weights[row]! * level
  const w1 = (weights[row + 1] ?? 0) * level
  const w2 = (weights[row + 2] ?? 0) * level
  const w3 = (weights[row + 3] ?? 0) * level
  const s1 = row + 1 < weights.length ? start + stride : start
  const s2 = row + 2 < weights.length ? s1 + stride : start
  const s3 = row + 3 < weights.length ? s2 + stride : start
  for (let i = 0; i < stride; i++) {
    line[i] = kept * line[i]! + w0 * data[start + i]! + w1 * data[s1 + i]! + w2 * data[s2 + i]! + w3 * data[s3 + i]!
  }
}

/** How much of each sample of the size asked for a mask selects, 0 to 1. */
export function readCover(mask: Mask, width: number, height: number): Plane {
  const [cover] = readPlanes(mask, width, height)
  for (let at = 0; at < cover!.data.length; at++) cover!.data[at]! /= 255
  return cover!
}

function squeezeLine(
  line: Float32Array,
  channel: number,
  channels: number,
  { starts, weights }: Overlaps,
  out: Float32Array,
  to: number,
): void {
  for (let x = 0; x < starts.length; x++) {
    const each = weights[x]!
    let sum = 0
    for (let i = 0, at = starts[x]! * channels + channel; i < each.length; i++, at += channels) {
      sum += each[i]! * line[at]!
    }
    out[to + x] = sum
  }
}

function overlapsOf(from: number, to: number): Overlaps {
  const step = from / to
  const starts = new Int32Array(to)
  const weights = Array.from({ length: to }, (_, index) => {
    if (step <= 1) {
      const centre = Math.min(Math.max((index + 0.5) * step - 0.5, 0), from - 1)
      const start = Math.min(Math.floor(centre), Math.max(0, from - 2))
      starts[index] = start
      return from === 1 ? Float32Array.of(1) : Float32Array.of(1 - (centre - start), centre - start)
    }
    const first = index * step
    const end = Math.min(from, first + step)
    const start = Math.floor(first)
    starts[index] = start
    const count = Math.max(1, Math.ceil(end - 1e-9) - start)
    return Float32Array.from({ length: count }, (_, i) => {
      const overlap = Math.min(end, start + i + 1) - Math.max(first, start + i)
      return overlap / (end - first)
    })
  })
  return { starts, weights }
}

import { hasAlpha, type Mask, maxOf, type Pixels } from '../pixels.ts'
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
  const { data, channels } = pixels
  const colours = hasAlpha(pixels) ? channels - 1 : channels
  const level = 255 / maxOf(pixels)
  const across = overlapsOf(pixels.width, width)
  const down = overlapsOf(pixels.height, height)
  const planes = Array.from({ length: colours }, () => createPlane(width, height))
  const stride = pixels.width * channels
  const line = new Float32Array(stride)
  for (let y = 0; y < height; y++) {
    line.fill(0)
    down.weights[y]!.forEach((weight, row) => {
      const start = (down.starts[y]! + row) * stride
      const scaled = weight * level
      for (let i = 0; i < stride; i++) line[i]! += scaled * data[start + i]!
    })
    planes.forEach((plane, channel) => {
      squeezeRow(line, channel, channels, across, plane.data.subarray(y * width, (y + 1) * width))
    })
  }
  return planes
}

/** How much of each sample of the size asked for a mask selects, 0 to 1. */
export function readCover(mask: Mask, width: number, height: number): Plane {
  const [cover] = readPlanes(mask, width, height)
  for (let at = 0; at < cover!.data.length; at++) cover!.data[at]! /= 255
  return cover!
}

function squeezeRow(line: Float32Array, channel: number, channels: number, across: Overlaps, row: Float32Array): void {
  const { starts, weights } = across
  for (let x = 0; x < row.length; x++) {
    const each = weights[x]!
    let sum = 0
    for (let i = 0, at = starts[x]! * channels + channel; i < each.length; i++, at += channels) {
      sum += each[i]! * line[at]!
    }
    row[x] = sum
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

import type { Level } from './pyramid.ts'

/** What registration looks at: the samples of the photo with some slope, by their place from -1 to 1. */
export interface Points {
  readonly count: number
  /** One of so many was taken. */
  readonly every: number
  readonly u: Float32Array
  readonly v: Float32Array
  /** The photo's feature, and its slope by `u` and by `v`. */
  readonly level: Float32Array
  readonly slopeU: Float32Array
  readonly slopeV: Float32Array
}

/** Slopes under this, in features a sample, say nothing about where they are. */
const leastSlope = 0.06

/** More than these do not make a fit any better: then every second is taken, or every third. */
const enough = 25_000

export function findPoints({ photo, known, width, height }: Level): Points {
  const { data } = photo
  const found = new Int32Array(width * height)
  let count = 0
  for (let y = 1; y < height - 1; y++) {
    for (let x = 1, at = y * width + 1; x < width - 1; x++, at++) {
      if (known[at] === 0) continue
      const across = data[at + 1]! - data[at - 1]!
      const down = data[at + width]! - data[at - width]!
      if (across * across + down * down > 4 * leastSlope * leastSlope) found[count++] = at
    }
  }
  const step = Math.max(1, Math.ceil(count / enough))
  const taken = Math.floor(count / step)
  const points = {
    count: taken,
    every: step,
    u: new Float32Array(taken),
    v: new Float32Array(taken),
    level: new Float32Array(taken),
    slopeU: new Float32Array(taken),
    slopeV: new Float32Array(taken),
  }
  for (let point = 0; point < taken; point++) {
    const at = found[point * step]!
    const y = Math.floor(at / width)
    points.u[point] = (2 * (at - y * width) + 1) / width - 1
    points.v[point] = (2 * y + 1) / height - 1
    points.level[point] = data[at]!
    points.slopeU[point] = ((data[at + 1]! - data[at - 1]!) * width) / 4
    points.slopeV[point] = ((data[at + width]! - data[at - width]!) * height) / 4
  }
  return points
}

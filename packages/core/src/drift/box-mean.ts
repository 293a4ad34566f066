import { createPlane, type Plane } from './plane.ts'

/**
 * The mean of the square of `2 * radius + 1` samples around each one, cut at the border. Twice in a row it comes near
 * a Gaussian. The same cost per sample for every radius.
 */
export function boxMean(plane: Plane, radius: number): Plane {
  const { width, height } = plane
  const across = createPlane(width, height)
  const out = createPlane(width, height)
  meanAcross(plane.data, across.data, width, height, Math.min(radius, width - 1))
  meanDown(across.data, out.data, width, height, Math.min(radius, height - 1))
  return out
}

function meanAcross(from: Float32Array, to: Float32Array, width: number, height: number, radius: number): void {
  const full = 1 / (2 * radius + 1)
  const inner = Math.max(width - radius, radius + 1)
  for (let y = 0; y < height; y++) {
    const row = y * width
    let sum = 0
    for (let x = 0; x < radius; x++) sum += from[row + x]!
    let x = 0
    for (; x <= radius; x++) {
      if (x + radius < width) sum += from[row + x + radius]!
      to[row + x] = sum / (Math.min(width - 1, x + radius) + 1)
    }
    for (; x < inner; x++) {
      sum += from[row + x + radius]! - from[row + x - radius - 1]!
      to[row + x] = sum * full
    }
    for (; x < width; x++) {
      sum -= from[row + x - radius - 1]!
      to[row + x] = sum / (width - x + radius)
    }
  }
}

/** Sums of all columns at once, so that memory is read along the rows. */
function meanDown(from: Float32Array, to: Float32Array, width: number, height: number, radius: number): void {
  const sums = new Float64Array(width)
  for (let y = 0; y < radius; y++) addRow(sums, from, y * width)
  for (let y = 0; y < height; y++) {
    const first = Math.max(0, y - radius)
    const last = Math.min(height - 1, y + radius)
    if (y + radius < height) addRow(sums, from, last * width)
    const share = 1 / (last - first + 1)
    const row = y * width
    if (y < radius) {
      for (let x = 0; x < width; x++) to[row + x] = sums[x]! * share
      continue
    }
    const leaving = first * width
    for (let x = 0; x < width; x++) {
      const sum = sums[x]!
      to[row + x] = sum * share
      sums[x] = sum - from[leaving + x]!
    }
  }
}

function addRow(sums: Float64Array, from: Float32Array, row: number): void {
  for (let x = 0; x < sums.length; x++) sums[x]! += from[row + x]!
}

import { createPlane, type Plane } from './plane.ts'

/**
 * The mean of the square of `2 * radius + 1` samples around each one, cut at the border. Twice in a row it comes near
 * a Gaussian. The same cost per sample for every radius.
 */
export function boxMean(plane: Plane, radius: number): Plane {
  const { width, height } = plane
  const across = acrossMean(plane, Math.min(radius, width - 1))
  const out = createPlane(width, height)
  const reach = Math.min(radius, height - 1)
  const sums = new Float64Array(width)
  let rows = 0
  const addRow = (y: number, sign: 1 | -1): void => {
    const row = y * width
    for (let x = 0; x < width; x++) sums[x]! += sign * across.data[row + x]!
    rows += sign
  }
  for (let y = 0; y < reach; y++) addRow(y, 1)
  for (let y = 0; y < height; y++) {
    if (y + reach < height) addRow(y + reach, 1)
    if (y - reach > 0) addRow(y - reach - 1, -1)
    const row = y * width
    const share = 1 / rows
    for (let x = 0; x < width; x++) out.data[row + x] = sums[x]! * share
  }
  return out
}

function acrossMean({ data, width, height }: Plane, radius: number): Plane {
  const out = createPlane(width, height)
  const full = 1 / (2 * radius + 1)
  const inner = Math.max(width - radius, radius + 1)
  for (let y = 0; y < height; y++) {
    const row = y * width
    let sum = 0
    for (let x = 0; x < radius; x++) sum += data[row + x]!
    let x = 0
    for (; x <= radius && x < width; x++) {
      if (x + radius < width) sum += data[row + x + radius]!
      out.data[row + x] = sum / (Math.min(width - 1, x + radius) + 1)
    }
    for (; x < inner; x++) {
      sum += data[row + x + radius]! - data[row + x - radius - 1]!
      out.data[row + x] = sum * full
    }
    for (; x < width; x++) {
      sum -= data[row + x - radius - 1]!
      out.data[row + x] = sum / (width - x + radius)
    }
  }
  return out
}

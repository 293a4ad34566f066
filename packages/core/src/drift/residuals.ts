import type { Affine } from './affine.ts'
import type { Points } from './points.ts'
import type { Level } from './pyramid.ts'
import type { Histogram } from './quantile.ts'

/**
 * Writes the answer under the map less the photo for each of `points`, NaN where the answer has nothing, and counts them
 * in `histogram`. Returns how many there are.
 */
export function readResiduals(
  { answer, width, height }: Level,
  { count, u, v, level }: Points,
  { xx, xy, x, yx, yy, y }: Affine,
  residuals: Float32Array,
  histogram: Histogram,
): number {
  histogram.clear()
  const { data } = answer
  const halfWidth = width / 2
  const halfHeight = height / 2
  for (let point = 0; point < count; point++) {
    const across = (xx * u[point]! + xy * v[point]! + x + 1) * halfWidth - 0.5
    const down = (yx * u[point]! + yy * v[point]! + y + 1) * halfHeight - 0.5
    if (!(across >= 0 && down >= 0 && across < width - 1 && down < height - 1)) {
      residuals[point] = Number.NaN
      continue
    }
    const column = across | 0
    const row = down | 0
    const right = across - column
    const at = row * width + column
    const top = data[at]! + right * (data[at + 1]! - data[at]!)
    const bottom = data[at + width]! + right * (data[at + width + 1]! - data[at + width]!)
    const residual = top + (down - row) * (bottom - top) - level[point]!
    residuals[point] = residual
    histogram.add(residual)
  }
  return histogram.total
}

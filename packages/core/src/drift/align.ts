import { type Affine, composeAffine, invertAffine } from './affine.ts'
import type { Points } from './points.ts'
import type { Level } from './pyramid.ts'
import { Histogram } from './quantile.ts'
import { readResiduals } from './residuals.ts'
import { solve } from './solve.ts'

export interface AlignOptions {
  /** 4 moves, turns and scales; 6 shears too. */
  readonly unknowns: 4 | 6
  readonly steps: number
  /** Residuals beyond so many deviations are something else than the photo, and weigh nothing. */
  readonly cutoff: number
}

export interface Alignment {
  readonly affine: Affine
  /** Deviation of the residuals, from their median. */
  readonly deviation: number
}

/** How far models drift as standard deviations: scale, turn and shear, and shift by half the long side. */
const prior = { scale: 0.03, shear: 0.02, shift: 0.05 }

/** So many neighbouring samples tell the same. */
const correlated = 20

/** Noise of the features, below which residuals are not trusted. */
const leastDeviation = 0.06

/** Half a hundredth of a sample. */
const settled = 0.005

const fewestPoints = 64
const largestResidual = 4

/** Normal errors have this deviation for each unit of their median size. */
const deviationPerMedian = 1.4826

/**
 * Moves `start` until the answer under it fits the photo: inverse-compositional Lucas and Kanade with weights (Baker
 * and Matthews, "Lucas-Kanade 20 Years On", 2004; Tukey's biweight), and a Gaussian prior on the map, without which
 * pictures with little structure run away. `undefined` where the two hardly overlap.
 */
export function align(level: Level, points: Points, start: Affine, options: AlignOptions): Alignment | undefined {
  const { width, height } = level
  const { unknowns, steps, cutoff } = options
  const histogram = new Histogram(largestResidual)
  const residuals = new Float32Array(points.count)
  const tight = tightnessOf(width, height)
  let affine = start
  let deviation = 0
  for (let step = 0; step < steps; step++) {
    if (readResiduals(level, points, affine, residuals, histogram) < fewestPoints) return undefined
    deviation = Math.max(leastDeviation, deviationPerMedian * histogram.quantile(0.5))
    const { matrix, right } = sumUp(points, residuals, cutoff * deviation)
    const pull = (deviation * deviation * correlated) / points.every
    const now = [affine.xx - 1, affine.xy, affine.x, affine.yx, affine.yy - 1, affine.y]
    for (let i = 0; i < 6; i++) {
      matrix[7 * i]! += pull * tight[i]!
      right[i]! += pull * tight[i]! * now[i]!
    }
    const change = unknowns === 6 ? solve(matrix, right) : solveSimilarity(matrix, right, width / height)
    if (!change) return undefined
    const [xx, xy, x, yx, yy, y] = change as unknown as [number, number, number, number, number, number]
    affine = composeAffine(affine, invertAffine({ xx: 1 + xx, xy, x, yx, yy: 1 + yy, y }))
    const across = (Math.abs(xx) + Math.abs(xy) + Math.abs(x)) * width
    const down = (Math.abs(yx) + Math.abs(yy) + Math.abs(y)) * height
    if (Math.max(across, down) / 2 < settled) break
  }
  return { affine, deviation }
}

/** The normal equations of all points, weighted. */
function sumUp({ count, u, v, slopeU, slopeV }: Points, residuals: Float32Array, limit: number) {
  const matrix = new Float64Array(36)
  const right = new Float64Array(6)
  const perLimit = 1 / (limit * limit)
  // The three products of slopes, each times 1, u, v, u², uv, v²: all that the matrix is made of.
  const uu = new Float64Array(6)
  const uv = new Float64Array(6)
  const vv = new Float64Array(6)
  let [a0, a1, a2, a3, a4, a5] = [0, 0, 0, 0, 0, 0]
  let [b0, b1, b2, b3, b4, b5] = [0, 0, 0, 0, 0, 0]
  let [c0, c1, c2, c3, c4, c5] = [0, 0, 0, 0, 0, 0]
  let [r0, r1, r2, r3, r4, r5] = [0, 0, 0, 0, 0, 0]
  for (let point = 0; point < count; point++) {
    const residual = residuals[point]!
    const inside = 1 - residual * residual * perLimit
    if (!(inside > 0)) continue
    const weight = inside * inside
    const pu = u[point]!
    const pv = v[point]!
    const gu = slopeU[point]!
    const gv = slopeV[point]!
    const a = weight * gu * gu
    const b = weight * gu * gv
    const c = weight * gv * gv
    a0 += a
    a1 += a * pu
    a2 += a * pv
    a3 += a * pu * pu
    a4 += a * pu * pv
    a5 += a * pv * pv
    b0 += b
    b1 += b * pu
    b2 += b * pv
    b3 += b * pu * pu
    b4 += b * pu * pv
    b5 += b * pv * pv
    c0 += c
    c1 += c * pu
    c2 += c * pv
    c3 += c * pu * pu
    c4 += c * pu * pv
    c5 += c * pv * pv
    const eu = weight * residual * gu
    const ev = weight * residual * gv
    r0 += eu * pu
    r1 += eu * pv
    r2 += eu
    r3 += ev * pu
    r4 += ev * pv
    r5 += ev
  }
  uu.set([a0, a1, a2, a3, a4, a5])
  uv.set([b0, b1, b2, b3, b4, b5])
  vv.set([c0, c1, c2, c3, c4, c5])
  right.set([r0, r1, r2, r3, r4, r5])
  placeBlock(matrix, uu, 0, 0)
  placeBlock(matrix, uv, 0, 3)
  placeBlock(matrix, uv, 3, 0)
  placeBlock(matrix, vv, 3, 3)
  return { matrix, right }
}

/** The products of (u, v, 1) with themselves. */
function placeBlock(matrix: Float64Array, [one, u, v, uu, uv, vv]: Float64Array, row: number, column: number): void {
  const block = [uu, uv, u, uv, vv, v, u, v, one]
  block.forEach((sum, at) => {
    matrix[(row + Math.floor(at / 3)) * 6 + column + (at % 3)] = sum!
  })
}

/** One over the variance of each parameter, which is a share of its own axis; the prior is in shares of the long side. */
function tightnessOf(width: number, height: number): readonly number[] {
  const long = Math.max(width, height)
  const deviations = [
    prior.scale,
    (prior.shear * height) / width,
    (prior.shift * long) / width,
    (prior.shear * width) / height,
    prior.scale,
    (prior.shift * long) / height,
  ]
  return deviations.map((deviation) => 1 / (deviation * deviation))
}

/** Two of the six go by the other two: `yy = xx`, and a turn by `yx` is one by `-xy`, in pixels. */
function solveSimilarity(matrix: Float64Array, right: Float64Array, ratio: number): Float64Array | undefined {
  const basis = [
    [1, 0, 0, 0, 1, 0],
    [0, -1 / ratio, 0, ratio, 0, 0],
    [0, 0, 1, 0, 0, 0],
    [0, 0, 0, 0, 0, 1],
  ]
  const project = (values: ArrayLike<number>, direction: readonly number[]) =>
    direction.reduce((sum, share, i) => sum + share * values[i]!, 0)
  const rows = basis.map((direction) =>
    Float64Array.from({ length: 6 }, (_, column) =>
      direction.reduce((sum, share, row) => sum + share * matrix[6 * row + column]!, 0),
    ),
  )
  const small = Float64Array.from({ length: 16 }, (_, at) => project(rows[at >> 2]!, basis[at % 4]!))
  const found = solve(
    small,
    Float64Array.from(basis, (direction) => project(right, direction)),
  )
  if (!found) return undefined
  return Float64Array.from({ length: 6 }, (_, i) =>
    basis.reduce((sum, direction, k) => sum + direction[i]! * found[k]!, 0),
  )
}

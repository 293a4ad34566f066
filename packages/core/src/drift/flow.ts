import type { Affine } from './affine.ts'
import { boxMean } from './box-mean.ts'
import { createPlane, type Plane } from './plane.ts'
import type { Points } from './points.ts'
import type { Level } from './pyramid.ts'
import { Histogram } from './quantile.ts'
import { readResiduals } from './residuals.ts'

/** How far a place moves before the affine map, in its coordinates from -1 to 1, on a grid of cells. */
export interface Flow {
  readonly u: Plane
  readonly v: Plane
  /** By how much the field lessens the residuals, 0 to 1. */
  readonly gain: number
}

/** Samples along one side of a cell. */
const cell = 4

/** Half windows as shares of the long side, from wide to narrow, each gone through twice. */
const windows = [0.12, 0.06, 0.03]
const rounds = 2

/** Of the mean squared slope: what has less to show goes by the wider window that came before. */
const ridge = 0.08

const cutoff = 3.5
const leastDeviation = 0.08
const deviationPerMedian = 1.4826
const largestResidual = 4

/** No place moves further, as a share of the long side. */
const furthest = 0.012

/** Gains that noise reaches, and gains that only a real warp does; between them the field fades in. */
const noiseGain = 0.05
const realGain = 0.1

/**
 * The smooth movement that is left after the affine map: windowed Lucas and Kanade (1981), from wide windows to narrow
 * ones, each only as far from the one before as there is something to see. So the field runs on smoothly where nothing
 * is known, into the hole. `undefined` where it proves no gain: under an affine drift it would only fit the noise.
 */
export function findFlow(level: Level, points: Points, affine: Affine): Flow | undefined {
  const { width, height } = level
  const columns = Math.ceil(width / cell)
  const rows = Math.ceil(height / cell)
  const u = createPlane(columns, rows)
  const v = createPlane(columns, rows)
  const cells = cellsOf(points, columns, rows, width, height)
  const knownShare = level.known.reduce((sum, known) => sum + known, 0) / level.known.length
  const most = furthest * Math.max(width, height)
  const histogram = new Histogram(largestResidual)
  const residuals = new Float32Array(points.count)
  const readHere = () => readResiduals(level, movePoints(points, cells, u, v), affine, residuals, histogram)
  readHere()
  const before = histogram.quantile(0.5)
  for (const share of windows) {
    const radius = Math.max(1, Math.round((share * Math.max(width, height)) / cell))
    for (let round = 0; round < rounds; round++) {
      const deviation = Math.max(leastDeviation, deviationPerMedian * histogram.quantile(0.5))
      const sums = sumCells(points, cells, residuals, cutoff * deviation, columns, rows, width, height)
      moveCells(sums, knownShare, radius, most, u, v, width, height)
      readHere()
    }
  }
  const gain = before > 0 ? 1 - histogram.quantile(0.5) / before : 0
  const kept = Math.min(1, (gain - noiseGain) / (realGain - noiseGain))
  if (kept <= 0) return undefined
  for (let at = 0; at < u.data.length; at++) {
    u.data[at]! *= kept
    v.data[at]! *= kept
  }
  return { u, v, gain }
}

function cellsOf({ count, u, v }: Points, columns: number, rows: number, width: number, height: number): Int32Array {
  const cells = new Int32Array(count)
  for (let point = 0; point < count; point++) {
    const column = Math.min(columns - 1, Math.floor(((u[point]! + 1) * width) / 2 / cell))
    const row = Math.min(rows - 1, Math.floor(((v[point]! + 1) * height) / 2 / cell))
    cells[point] = row * columns + column
  }
  return cells
}

/** The points where the flow has moved them; what they show stays. */
function movePoints(points: Points, cells: Int32Array, u: Plane, v: Plane): Points {
  const moved = { ...points, u: new Float32Array(points.count), v: new Float32Array(points.count) }
  for (let point = 0; point < points.count; point++) {
    moved.u[point] = points.u[point]! + u.data[cells[point]!]!
    moved.v[point] = points.v[point]! + v.data[cells[point]!]!
  }
  return moved
}

/** Of each cell: the products of slopes in samples, and of slopes and residuals, weighted, as means of its samples. */
interface Sums {
  readonly xx: Plane
  readonly xy: Plane
  readonly yy: Plane
  readonly ex: Plane
  readonly ey: Plane
}

function sumCells(
  points: Points,
  cells: Int32Array,
  residuals: Float32Array,
  limit: number,
  columns: number,
  rows: number,
  width: number,
  height: number,
): Sums {
  const [xx, xy, yy, ex, ey] = Array.from({ length: 5 }, () => createPlane(columns, rows)) as [
    Plane,
    Plane,
    Plane,
    Plane,
    Plane,
  ]
  const perLimit = 1 / (limit * limit)
  const share = points.every / (cell * cell)
  for (let point = 0; point < points.count; point++) {
    const residual = residuals[point]!
    const inside = 1 - residual * residual * perLimit
    if (!(inside > 0)) continue
    const weight = inside * inside * share
    const x = (points.slopeU[point]! * 2) / width
    const y = (points.slopeV[point]! * 2) / height
    const at = cells[point]!
    xx.data[at]! += weight * x * x
    xy.data[at]! += weight * x * y
    yy.data[at]! += weight * y * y
    ex.data[at]! += weight * x * residual
    ey.data[at]! += weight * y * residual
  }
  return { xx, xy, yy, ex, ey }
}

function moveCells(
  sums: Sums,
  knownShare: number,
  radius: number,
  most: number,
  u: Plane,
  v: Plane,
  width: number,
  height: number,
): void {
  const total = sums.xx.data.reduce((sum, x, at) => sum + x + sums.yy.data[at]!, 0)
  const hold = (ridge * total) / (sums.xx.data.length * Math.max(0.01, knownShare))
  const blur = (plane: Plane) => boxMean(boxMean(plane, radius), radius).data
  const [xx, xy, yy, ex, ey] = [blur(sums.xx), blur(sums.xy), blur(sums.yy), blur(sums.ex), blur(sums.ey)]
  for (let at = 0; at < xx.length; at++) {
    const a = xx[at]! + hold
    const c = yy[at]! + hold
    const b = xy[at]!
    const determinant = a * c - b * b
    const x = (u.data[at]! * width) / 2 - (c * ex[at]! - b * ey[at]!) / determinant
    const y = (v.data[at]! * height) / 2 - (a * ey[at]! - b * ex[at]!) / determinant
    const within = Math.min(1, most / Math.max(1e-9, Math.hypot(x, y)))
    u.data[at] = (2 * x * within) / width
    v.data[at] = (2 * y * within) / height
  }
}

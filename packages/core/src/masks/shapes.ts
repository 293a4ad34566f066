import { PaintoutError } from '../errors.ts'
import { show } from '../options.ts'
import { createMask, type Mask } from '../pixels.ts'

/** Farther than any image reaches; what lies beyond is a mistake, and its arithmetic would no longer be exact. */
const farthest = 1e7

/**
 * A hard mask of `width` × `height` with the rectangle `[x, y, width, height]` selected, in pixels of the upright image,
 * clipped to it. Fractions are fine: a sample is selected when its middle lies inside.
 * Throws `invalid-mask` for anything else, and for a rectangle that selects nothing.
 */
export function drawRect(rect: readonly [number, number, number, number], width: number, height: number): Mask {
  if (!Array.isArray(rect) || rect.length !== 4 || !rect.every(isCoordinate) || rect[2] <= 0 || rect[3] <= 0) {
    throw new PaintoutError(
      'invalid-mask',
      `Expected a rectangle \`[x, y, width, height]\` in pixels, width and height above 0, got ${show(rect)}.`,
    )
  }
  const [x, y, w, h] = rect
  return drawPolygon(
    [
      [x, y],
      [x + w, y],
      [x + w, y + h],
      [x, y + h],
    ],
    width,
    height,
  )
}

/**
 * A hard mask of `width` × `height` with a polygon selected: three points or more, in pixels of the upright image,
 * closed by itself and clipped to the image. A sample is selected when its middle lies inside by the non-zero rule,
 * as in SVG and canvas, so that a path which crosses itself leaves no hole unless it turns the other way.
 * Throws `invalid-mask` for anything else, and for a polygon that selects nothing.
 */
export function drawPolygon(points: readonly (readonly [x: number, y: number])[], width: number, height: number): Mask {
  if (!Array.isArray(points) || points.length < 3 || !points.every(isPoint)) {
    throw new PaintoutError(
      'invalid-mask',
      `Expected a polygon of three points or more, \`[[x, y], …]\` in pixels, got ${show(points)}.`,
    )
  }
  const mask = createMask(width, height)
  let selected = 0
  for (const [y, crossings] of crossingsOf(points, height)) {
    crossings.sort((a, b) => a.x - b.x)
    let winding = 0
    let enteredAt = 0
    for (const { x, turn } of crossings) {
      if (winding === 0) enteredAt = x
      winding += turn
      if (winding !== 0) continue
      const from = firstAt(enteredAt, width)
      const to = firstAt(x, width)
      mask.data.fill(255, y * width + from, y * width + to)
      selected += to - from
    }
  }
  if (selected === 0) throw selectsNothing(points, width, height)
  return mask
}

interface Crossing {
  readonly x: number
  /** +1 for an edge that goes down the image, -1 for one that goes up. */
  readonly turn: number
}

/** Where the edges cross the middle line of each row of samples. An edge owns its upper end, not its lower one. */
function crossingsOf(points: readonly (readonly [number, number])[], height: number): Map<number, Crossing[]> {
  const rows = new Map<number, Crossing[]>()
  points.forEach((start, index) => {
    const end = points[(index + 1) % points.length]!
    const turn = start[1] < end[1] ? 1 : -1
    const [upper, lower] = turn > 0 ? [start, end] : [end, start]
    const slope = (lower[0] - upper[0]) / (lower[1] - upper[1])
    for (let y = firstAt(upper[1], height); y < firstAt(lower[1], height); y++) {
      const crossing = { x: upper[0] + (y + 0.5 - upper[1]) * slope, turn }
      const row = rows.get(y)
      if (row) row.push(crossing)
      else rows.set(y, [crossing])
    }
  })
  return rows
}

/** The first sample from 0 to `length` whose middle is not left of (or above) `position`. */
function firstAt(position: number, length: number): number {
  return Math.min(Math.max(Math.ceil(position - 0.5), 0), length)
}

function isCoordinate(value: unknown): value is number {
  return typeof value === 'number' && Math.abs(value) <= farthest
}

function isPoint(value: unknown): value is readonly [number, number] {
  return Array.isArray(value) && value.length === 2 && value.every(isCoordinate)
}

function selectsNothing(points: readonly (readonly [number, number])[], width: number, height: number): PaintoutError {
  const span = (axis: 0 | 1) => {
    let low = Number.POSITIVE_INFINITY
    let high = Number.NEGATIVE_INFINITY
    for (const point of points) {
      low = Math.min(low, point[axis])
      high = Math.max(high, point[axis])
    }
    return `${low} to ${high}`
  }
  return new PaintoutError(
    'invalid-mask',
    `Expected a shape that covers a sample of the image of ${width} × ${height}, got one from x ${span(0)}, ` +
      `y ${span(1)}. Coordinates count pixels of the upright image from its upper left corner.`,
  )
}

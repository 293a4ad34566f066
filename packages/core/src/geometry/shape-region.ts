import type { Limits } from '../engine.ts'
import { PaintoutError } from '../errors.ts'
import { intersectRect, type Rect, rectInside } from './rect.ts'

export interface Extent {
  readonly width: number
  readonly height: number
}

/** What a region has to hold. `least` and `most` may reach over the photo's edges. */
export interface Needs {
  /** What the fill decides. */
  readonly owns: Rect
  /** `owns` with the surroundings that no engine can do without. */
  readonly least: Rect
  /** `owns` with all the surroundings that an engine can make use of. */
  readonly most: Rect
}

/** Where a region lies, what an engine gets of it, and how sharp that is. */
export interface Shape {
  readonly rect: Rect
  readonly size: readonly [width: number, height: number]
  readonly scale: number
}

/** An answer that drifts comes back moved: a hole at the frame would be partly missing from it. */
const MARGIN = 0.05

/** Sizes that we make up are multiples of about this, so that their ratio is a small fraction. */
const COARSE_STEP = 16

/** How much of the way from `least` to `most` is tried, until the limits hold. */
const GENEROSITY = [1, 0.75, 0.5, 0.25, 0]

/**
 * The rectangle and the size that show `needs` to an engine best, with one exact ratio for both.
 * Sharpness comes first: context shrinks to `least` before the scale falls under 1. Then the share of real picture:
 * a rectangle is moved into the photo wherever it fits, and reaches over the edge only for its margin or its ratio.
 * A photo smaller than a fixed size is enlarged rather than framed by mirrors: the scale is over 1.
 */
export function shapeRegion(needs: Needs, photo: Extent, limits: Limits): Shape {
  if (limits.sizes) return shapeToBestSize(limits.sizes, needs, photo, limits)
  for (const share of GENEROSITY) {
    const shape = shapeFreely(mixRect(needs.least, needs.most, share), needs, photo, limits)
    if (holds(limits, ...shape.size)) return shape
  }
  return shapeToSize(makeSize(needs, photo, limits), needs, photo, limits)
}

function shapeFreely(box: Rect, needs: Needs, photo: Extent, limits: Limits): Shape {
  const across = (side: 'width' | 'height'): number => {
    const step = limits.multipleOf ?? 1
    const inside = Math.floor(photo[side] / step) * step
    let length = Math.ceil(Math.min(box[side], photo[side]) / step) * step
    if (length > inside && inside >= Math.min(needs.least[side], photo[side])) length = inside
    while (length < needs.owns[side] + 2 * marginOf(length, limits)) length += step
    return length
  }
  const width = across('width')
  const height = across('height')
  return { rect: placeRect(width, height, box, needs.owns, photo, limits), size: [width, height], scale: 1 }
}

function shapeToBestSize(
  sizes: readonly (readonly [number, number])[],
  needs: Needs,
  photo: Extent,
  limits: Limits,
): Shape {
  const whole = rectInside(photo.width, photo.height)
  const useful = intersectRect(needs.most, whole)
  const [best] = sizes
    .map((size) => {
      const shape = shapeToSize(size, needs, photo, limits)
      const real = areaOf(intersectRect(shape.rect, whole)) / areaOf(shape.rect)
      return {
        shape,
        detail: Math.min(1, shape.scale) * real,
        context: areaOf(intersectRect(shape.rect, useful)),
        pixels: size[0] * size[1],
      }
    })
    .sort(
      (a, b) => b.detail - a.detail || b.context - a.context || a.shape.scale - b.shape.scale || a.pixels - b.pixels,
    )
  if (!best) throw impossible('no sizes')
  return best.shape
}

/** Rectangles of exactly the ratio of `size` are whole steps of its smallest fraction: 848 × 1264 goes by 53 × 79. */
function shapeToSize(size: readonly [number, number], needs: Needs, photo: Extent, limits: Limits): Shape {
  const [width, height] = size
  const natural = greatestCommonDivisor(width, height)
  const across = width / natural
  const down = height / natural
  const inside = Math.min(Math.floor(photo.width / across), Math.floor(photo.height / down))
  const least = Math.max(
    Math.ceil(Math.min(needs.least.width, photo.width) / across),
    Math.ceil(Math.min(needs.least.height, photo.height) / down),
  )
  let steps = Math.max(1, least, Math.min(natural, inside))
  const tooTight = (): boolean =>
    steps * across < needs.owns.width + 2 * marginOf(steps * across, limits) ||
    steps * down < needs.owns.height + 2 * marginOf(steps * down, limits)
  while (tooTight()) steps++
  const rect = placeRect(steps * across, steps * down, needs.least, needs.owns, photo, limits)
  return { rect, size, scale: natural / steps }
}

/** The largest size within the limits that looks like `least`. */
function makeSize(needs: Needs, photo: Extent, limits: Limits): readonly [number, number] {
  const { maxSide = Number.POSITIVE_INFINITY, maxPixels = Number.POSITIVE_INFINITY, multipleOf = 1 } = limits
  const coarse = Math.ceil(COARSE_STEP / multipleOf) * multipleOf
  const step = holds(limits, coarse, coarse) ? coarse : multipleOf
  if (!holds(limits, step, step)) {
    throw impossible(`maxSide ${maxSide}, maxPixels ${maxPixels} and multipleOf ${multipleOf}`)
  }
  const width = Math.min(needs.least.width, photo.width)
  const height = Math.min(needs.least.height, photo.height)
  const scale = Math.min(1, maxSide / Math.max(width, height), Math.sqrt(maxPixels / (width * height)))
  const round = (length: number): number => Math.max(step, Math.floor(length / step) * step)
  const longest = round(Math.min(Math.max(width, height) * scale, maxPixels / step))
  const shortest = round(Math.min(Math.min(width, height) * scale, maxPixels / longest))
  return width > height ? [longest, shortest] : [shortest, longest]
}

/** Centred on `box`, moved into the photo where it fits, and out again as far as the margin asks. */
function placeRect(width: number, height: number, box: Rect, owns: Rect, photo: Extent, limits: Limits): Rect {
  const place = (length: number, centre: number, first: number, last: number, available: number): number => {
    const start = Math.round(centre - length / 2)
    const moved = clamp(start, Math.min(0, available - length), Math.max(0, available - length))
    const margin = marginOf(length, limits)
    return clamp(moved, last + margin - length, first - margin)
  }
  return {
    left: place(width, box.left + box.width / 2, owns.left, owns.left + owns.width, photo.width),
    top: place(height, box.top + box.height / 2, owns.top, owns.top + owns.height, photo.height),
    width,
    height,
  }
}

function marginOf(length: number, limits: Limits): number {
  return limits.drifts ? Math.ceil(length * MARGIN) : 0
}

function holds(limits: Limits, width: number, height: number): boolean {
  const { maxSide = Number.POSITIVE_INFINITY, maxPixels = Number.POSITIVE_INFINITY } = limits
  return Math.max(width, height) <= maxSide && width * height <= maxPixels
}

function impossible(given: string): PaintoutError {
  return new PaintoutError(
    'invalid-option',
    `Expected the limits of the engine to leave a size that it takes, got ${given}. This is a fault of the engine.`,
  )
}

function mixRect(from: Rect, to: Rect, share: number): Rect {
  const mix = (a: number, b: number): number => a + (b - a) * share
  const left = Math.floor(mix(from.left, to.left))
  const top = Math.floor(mix(from.top, to.top))
  return {
    left,
    top,
    width: Math.ceil(mix(from.left + from.width, to.left + to.width)) - left,
    height: Math.ceil(mix(from.top + from.height, to.top + to.height)) - top,
  }
}

function areaOf(rect: Rect): number {
  return rect.width * rect.height
}

function clamp(value: number, low: number, high: number): number {
  return Math.min(Math.max(value, low), high)
}

function greatestCommonDivisor(a: number, b: number): number {
  return b === 0 ? a : greatestCommonDivisor(b, a % b)
}

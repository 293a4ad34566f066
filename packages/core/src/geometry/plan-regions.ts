import type { Limits } from '../engine.ts'
import type { Region } from '../job.ts'
import { growRect, intersectRect, type Rect, unionRect } from './rect.ts'
import { type Extent, type Needs, type Shape, shapeRegion } from './shape-region.ts'

/**
 * Raised by hand, only when the same mask would be cut, resized or converted into another request. Part of the store's
 * key: raising it makes every answer that was paid for unknown.
 */
export const plannerContract = 1

export interface RegionOptions {
  /** Surroundings that an engine sees on each side, as a share of the object's longer side. Default 0.8. */
  readonly context?: number
  /** At least so many pixels of surroundings on each side. Default 48. */
  readonly minContext?: number
}

/** A region in the making. */
export interface Draft extends Shape {
  readonly needs: Needs
  /** The best scale that any of its objects could have had in a region of its own, at most 1. */
  readonly sharpest: number
}

/** Context is given up to this share before sharpness is: then the hole's box fills under half of the frame. */
const LEAST_CONTEXT = 0.25

/** A twentieth of the sharpness, which nobody sees, may be given up for a call less. */
const SHARP_ENOUGH = 0.95

/** Company has its price for a free engine too, which looks for its sources farther away: it must save this much. */
const FEWER_PIXELS = 0.85

/** Every pair of drafts is weighed, so specks beyond this number are first gathered with their neighbours. */
const MOST_DRAFTS = 128

/**
 * Cuts the photo into the regions that an engine fills: each object with its surroundings, in a shape that the engine
 * takes, near ones together. `objects` are the boxes of the mask's connected components, in any order.
 *
 * A region owns the box of its objects; no two of these overlap, so that each masked sample is decided once.
 * `rect` holds `owns`, and for an engine that drifts a margin of 5 % around it.
 * `size` over `rect` is `scale`, exactly and on both axes. Why regions are merged: `docs/regions.md`.
 *
 * Takes time in proportion to the objects. Throws `invalid-option` when no size meets the limits.
 */
export function planRegions(
  objects: readonly Rect[],
  photo: Extent,
  limits: Limits,
  options: RegionOptions = {},
): readonly Region[] {
  const needs = objects.map((object) => needsOf(object, options)).sort(inReadingOrder)
  const drafts = gatherSpecks(needs).map((needs) => draftOf(needs, photo, limits))
  return mergeDrafts(drafts, photo, limits)
    .sort((a, b) => inReadingOrder(a.needs, b.needs))
    .map(({ rect, needs: { owns }, size, scale }) => ({ rect, owns, size, scale }))
}

/**
 * Whether one call for both regions is better than a call for each. Sharpness comes first: no object may lose any by
 * the company of another. Then a call that is paid for is spared whenever it can be, however far the objects are
 * apart. A free engine sees both at once only where that spares it a seventh of the pixels: objects nearer than they
 * are large. What lies between objects far apart would only mislead it.
 */
export function worthMerging(a: Draft, b: Draft, merged: Draft, limits: Limits): boolean {
  if (merged.scale < SHARP_ENOUGH * merged.sharpest) return false
  if (limits.usdPerImage > 0) return true
  return pixelsOf(merged) <= FEWER_PIXELS * (pixelsOf(a) + pixelsOf(b))
}

function needsOf(owns: Rect, options: RegionOptions): Needs {
  const { context = 0.8, minContext = 48 } = options
  const side = Math.max(owns.width, owns.height)
  const grown = (share: number): Rect => growRect(owns, Math.max(minContext, Math.round(side * share)))
  return { owns, least: grown(Math.min(context, LEAST_CONTEXT)), most: grown(context) }
}

function draftOf(needs: Needs, photo: Extent, limits: Limits, sharpest?: number): Draft {
  const shape = shapeRegion(needs, photo, limits)
  return { ...shape, needs, sharpest: sharpest ?? Math.min(1, shape.scale) }
}

/** Until no two overlap and no two are worth merging. */
function mergeDrafts(drafts: readonly Draft[], photo: Extent, limits: Limits): Draft[] {
  const settled: Draft[] = []
  const waiting = drafts.toReversed()
  for (let draft = waiting.pop(); draft; draft = waiting.pop()) {
    const match = findPartner(draft, settled, waiting, photo, limits)
    if (!match) {
      settled.push(draft)
      continue
    }
    settled.splice(settled.indexOf(match.partner), 1)
    waiting.push(match.merged)
  }
  return settled.length < drafts.length ? mergeDrafts(settled, photo, limits) : settled
}

/**
 * The draft whose box overlaps, else the one worth merging that makes the smallest box together. A box that
 * would cut a third one is not for choice: that one would have to come along, and the next, until all are one.
 */
function findPartner(
  draft: Draft,
  settled: readonly Draft[],
  waiting: readonly Draft[],
  photo: Extent,
  limits: Limits,
): { partner: Draft; merged: Draft } | undefined {
  const bound = settled.find((other) => overlap(draft.needs.owns, other.needs.owns))
  if (bound) return { partner: bound, merged: draftOf(uniteNeeds(draft.needs, bound.needs), photo, limits) }
  let best: { partner: Draft; merged: Draft } | undefined
  for (const partner of settled) {
    const sharpest = Math.max(draft.sharpest, partner.sharpest)
    const merged = draftOf(uniteNeeds(draft.needs, partner.needs), photo, limits, sharpest)
    if (best && areaOf(merged.needs.owns) >= areaOf(best.merged.needs.owns)) continue
    if (!worthMerging(draft, partner, merged, limits)) continue
    const cuts = (other: Draft): boolean => other !== partner && overlap(merged.needs.owns, other.needs.owns)
    if (!settled.some(cuts) && !waiting.some(cuts)) best = { partner, merged }
  }
  return best
}

/** Neighbours in a grid are taken together, and the grid widened, until there are few enough to weigh every pair. */
function gatherSpecks(needs: readonly Needs[]): readonly Needs[] {
  let gathered = needs
  for (let side = 32; gathered.length > MOST_DRAFTS; side *= 2) {
    const cells = new Map<string, Needs>()
    for (const one of gathered) {
      const { left, top, width, height } = one.owns
      const cell = `${Math.floor((left + width / 2) / side)},${Math.floor((top + height / 2) / side)}`
      const other = cells.get(cell)
      cells.set(cell, other ? uniteNeeds(one, other) : one)
    }
    gathered = [...cells.values()]
  }
  return gathered
}

function uniteNeeds(a: Needs, b: Needs): Needs {
  return { owns: unionRect(a.owns, b.owns), least: unionRect(a.least, b.least), most: unionRect(a.most, b.most) }
}

function overlap(a: Rect, b: Rect): boolean {
  const { width, height } = intersectRect(a, b)
  return width > 0 && height > 0
}

function pixelsOf({ size: [width, height] }: Shape): number {
  return width * height
}

function areaOf(rect: Rect): number {
  return rect.width * rect.height
}

function inReadingOrder(a: Needs, b: Needs): number {
  return (
    a.owns.top - b.owns.top || a.owns.left - b.owns.left || a.owns.height - b.owns.height || a.owns.width - b.owns.width
  )
}

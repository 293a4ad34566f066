import { type Difference, largestAround } from '../drift/difference.ts'
import type { Plane } from '../drift/plane.ts'
import { medianSize } from '../drift/quantile.ts'
import { connectRuns } from '../geometry/components.ts'
import { rectInside } from '../geometry/rect.ts'
import { findRuns } from '../geometry/runs.ts'
import { createMask, type Mask } from '../pixels.ts'

export interface DetectOptions {
  /** Levels that prove a change, and levels that belong to one that is proven, on flat ground. */
  readonly proof: number
  readonly part: number
  /** How much more it takes where the answer slopes, by level of slope. */
  readonly bySlope: number
  /** Samples around, whose largest difference an edge is halfway up of; 0 does not look for edges. */
  readonly edgeReach: number
}

/** The same in medians of what differs anyway. */
const proofMedians = 6
const partMedians = 3
/** What belongs to a change takes less of the slope. */
const partOfSlope = 0.6
/** An edge is cut at so much of the height beside it, which counts up to so many proofs. */
const half = 0.46
const mostHeight = 1.5

/**
 * What changed, by hysteresis (Canny, 1986): all that hangs together above the low threshold, where some of it is above
 * the high one. Both rise with what differs anyway and with the slope. `selected` is where hardly anything changed.
 */
export function detectChange({ size }: Difference, slopes: Plane, selected: Uint8Array, options: DetectOptions): Mask {
  const { width, height } = size
  const usual = medianSize(size.data, 64, selected)
  const proof = Math.max(options.proof, proofMedians * usual)
  const part = Math.max(options.part, partMedians * usual)
  const heights = options.edgeReach > 0 ? heightsOf(size, options.edgeReach) : undefined
  const possible = createMask(width, height)
  const proven = new Uint8Array(size.data.length)
  for (let at = 0; at < proven.length; at++) {
    const slope = options.bySlope * slopes.data[at]!
    const high = proof + slope
    const edge = heights ? Math.min(half * heights.data[at]!, mostHeight * high) : 0
    const low = Math.max(part + partOfSlope * slope, edge)
    if (size.data[at]! <= low) continue
    possible.data[at] = 255
    if (size.data[at]! > high) proven[at] = 1
  }
  return keepProven(possible, proven)
}

function heightsOf(size: Plane, reach: number): Plane {
  let heights = size
  for (let step = 0; step < reach; step++) heights = largestAround(heights)
  return heights
}

/** In place. */
function keepProven(possible: Mask, proven: Uint8Array): Mask {
  const { width, height, data } = possible
  const { runs, labels, components } = connectRuns(
    findRuns(possible, rectInside(width, height), 'selected', 1),
    'corners',
  )
  const kept = new Uint8Array(components.length)
  for (let run = 0; run < runs.count; run++) {
    const row = runs.rows[run]! * width
    const label = labels[run]!
    for (let x = runs.starts[run]!; x < runs.ends[run]! && !kept[label]; x++) kept[label] = proven[row + x]!
  }
  for (let run = 0; run < runs.count; run++) {
    if (kept[labels[run]!]) continue
    const row = runs.rows[run]! * width
    data.fill(0, row + runs.starts[run]!, row + runs.ends[run]!)
  }
  return possible
}

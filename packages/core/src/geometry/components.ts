import type { Mask } from '../pixels.ts'
import { boundsOf, type Rect } from './rect.ts'
import { findRuns, type Runs } from './runs.ts'

/** Samples that hang together. */
export interface Component {
  readonly bounds: Rect
  /** How many samples. */
  readonly area: number
}

/** Runs, and for each of them the index of its component. */
export interface Labelled {
  readonly runs: Runs
  readonly labels: Int32Array
  readonly components: readonly Component[]
}

/**
 * The parts of a mask that do not touch each other, not even at a corner (8-connectivity), from the top down.
 * Linear in the samples of the mask's box; memory grows with its outline, not with its area.
 */
export function findComponents(mask: Mask): readonly Component[] {
  const bounds = boundsOf(mask)
  return bounds === undefined ? [] : connectRuns(findRuns(mask, bounds, 'selected', 1), 'corners').components
}

/**
 * Joins the runs that share a `'side'` (4-connectivity) or at least `'corners'` (8-connectivity): union by
 * the earlier run, then one pass that numbers the components in the order of their first runs.
 */
export function connectRuns(runs: Runs, touch: 'side' | 'corners'): Labelled {
  const { count, rows, starts, ends } = runs
  const reach = touch === 'corners' ? 1 : 0
  const parents = Int32Array.from({ length: count }, (_, run) => run)
  const rootOf = (run: number) => {
    let root = run
    while (parents[root] !== root) {
      parents[root] = parents[parents[root]!]!
      root = parents[root]!
    }
    return root
  }

  for (let run = 0, above = 0; run < count; run++) {
    const row = rows[run]!
    while (
      above < run &&
      (rows[above]! < row - 1 || (rows[above] === row - 1 && ends[above]! + reach <= starts[run]!))
    ) {
      above++
    }
    for (let other = above; rows[other] === row - 1 && starts[other]! < ends[run]! + reach; other++) {
      const a = rootOf(run)
      const b = rootOf(other)
      parents[Math.max(a, b)] = Math.min(a, b)
    }
  }
  return numberComponents(runs, parents)
}

function numberComponents(runs: Runs, parents: Int32Array): Labelled {
  const { count, rows, starts, ends } = runs
  const labels = new Int32Array(count)
  const edges: { left: number; top: number; right: number; bottom: number; area: number }[] = []
  for (let run = 0; run < count; run++) {
    const parent = parents[run]!
    const label = parent === run ? edges.length : labels[parent]!
    labels[run] = label
    const top = rows[run]!
    edges[label] ??= { left: starts[run]!, top, right: 0, bottom: 0, area: 0 }
    const edge = edges[label]
    edge.left = Math.min(edge.left, starts[run]!)
    edge.right = Math.max(edge.right, ends[run]!)
    edge.bottom = top + 1
    edge.area += ends[run]! - starts[run]!
  }
  const components = edges.map(({ left, top, right, bottom, area }) => ({
    bounds: { left, top, width: right - left, height: bottom - top },
    area,
  }))
  return { runs, labels, components }
}

import type { Plane } from '../drift/plane.ts'
import { connectRuns } from '../geometry/components.ts'
import { rectInside } from '../geometry/rect.ts'
import { findRuns } from '../geometry/runs.ts'
import { createMask, type Mask } from '../pixels.ts'
import { dilateMask } from './dilate.ts'

/** Lengths at a long side of 1024. */
const crumb = 12
const closing = 3
const opening = 1.5

/** Shares of the picture: holes up to one are filled, components from the other on are kept. */
const mostHole = 0.05
const leastArea = 0.0004

/** Of the heaviest component: what a component must weigh, and how strong it must be on the mean, in levels at least. */
const leastMass = 0.03
const leastStrength = 0.22
const leastLevels = 11

/** Smaller components of a mask that somebody else found, as a share of the picture, are crumbs of its making. */
const leastOfPicture = 0.00005

/** The same for what is found in a box, as shares of its largest component. */
const leastOfLargest = 0.02
const mostHoleOfLargest = 0.1

/**
 * Makes objects of what was detected: crumbs go, gaps close, holes fill, threads go, and of what is left only
 * components stay that are large, heavy and strong enough beside the heaviest. `strength` is the difference in levels,
 * `unit` the length of a sample at a long side of 1024, `whole` the samples of the whole picture.
 */
export function tidyChange(detected: Mask, strength: Plane, unit: number, whole: number): Mask {
  const reach = Math.max(1, closing * unit)
  const solid = keepComponents(detected, (area) => area >= crumb * unit * unit)
  const closed = dilateMask(dilateMask(solid, reach), -reach)
  const filled = fillHoles(closed, mostHole * whole)
  const opened = dilateMask(dilateMask(filled, -opening * unit), opening * unit)
  return keepHeavy(opened, strength, leastArea * whole)
}

/** A new mask without the components that are smaller than anybody would call an object. */
export function dropCrumbs(mask: Mask): Mask {
  return keepComponents(mask, (area) => area >= leastOfPicture * mask.width * mask.height)
}

/** The largest component and those of at least a tenth of it, with their holes filled. */
export function keepLargest(mask: Mask): Mask {
  const { components } = label(mask, 'selected')
  const largest = components.reduce((most, { area }) => Math.max(most, area), 0)
  const kept = keepComponents(mask, (area) => area >= leastOfLargest * largest)
  return fillHoles(kept, mostHoleOfLargest * largest)
}

function keepHeavy(mask: Mask, strength: Plane, least: number): Mask {
  const { runs, labels, components } = label(mask, 'selected')
  const masses = new Float64Array(components.length)
  for (let run = 0; run < runs.count; run++) {
    const row = runs.rows[run]! * mask.width
    for (let x = runs.starts[run]!; x < runs.ends[run]!; x++) masses[labels[run]!]! += strength.data[row + x]!
  }
  const heaviest = masses.indexOf(Math.max(...masses))
  if (heaviest < 0) return createMask(mask.width, mask.height)
  const strongest = masses[heaviest]! / components[heaviest]!.area
  return paint(mask, runs, labels, (index) => {
    const { area } = components[index]!
    const mass = masses[index]!
    const isStrong = mass / area >= Math.max(leastLevels, leastStrength * strongest)
    return area >= least && mass >= leastMass * masses[heaviest]! && isStrong
  })
}

function keepComponents(mask: Mask, isKept: (area: number) => boolean): Mask {
  const { runs, labels, components } = label(mask, 'selected')
  return paint(mask, runs, labels, (index) => isKept(components[index]!.area))
}

/** Unselected samples that are enclosed, in islands of at most `most`, are selected too. */
function fillHoles(mask: Mask, most: number): Mask {
  const { width, height } = mask
  const { runs, labels, components } = label(mask, 'unselected')
  const islands = paint(mask, runs, labels, (index) => {
    const { area, bounds } = components[index]!
    const isEnclosed =
      bounds.left > 0 && bounds.top > 0 && bounds.left + bounds.width < width && bounds.top + bounds.height < height
    return isEnclosed && area <= most
  })
  for (let at = 0; at < islands.data.length; at++) if (mask.data[at]) islands.data[at] = 255
  return islands
}

function label(mask: Mask, wanted: 'selected' | 'unselected') {
  const runs = findRuns(mask, rectInside(mask.width, mask.height), wanted, 1)
  return connectRuns(runs, wanted === 'selected' ? 'corners' : 'side')
}

type Labels = ReturnType<typeof connectRuns>

function paint(
  { width, height }: Mask,
  runs: Labels['runs'],
  labels: Int32Array,
  isPainted: (component: number) => boolean,
): Mask {
  const painted = createMask(width, height)
  for (let run = 0; run < runs.count; run++) {
    if (!isPainted(labels[run]!)) continue
    const row = runs.rows[run]! * width
    painted.data.fill(255, row + runs.starts[run]!, row + runs.ends[run]!)
  }
  return painted
}

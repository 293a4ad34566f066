import { type Affine, identity } from './affine.ts'
import { type Alignment, align } from './align.ts'
import { findPoints, type Points } from './points.ts'
import type { Level } from './pyramid.ts'
import { correlate, findStarts } from './search.ts'

/** Steps by level, from the coarsest. */
const steps = [12, 10, 8, 6, 5]
const cutoff = 4
const looseCutoff = 6
/** A start must beat the ones before it by this much correlation. */
const clearlyBetter = 0.01

/**
 * The map from the photo to the answer, coarse to fine: the best of a few starts on the coarsest level, refined on each
 * finer one. On the two coarsest levels the map is a similarity, for there is not enough to see of the rest.
 * `undefined` where photo and answer hardly overlap.
 */
export function findAffine(levels: readonly Level[], finestPoints: Points): Affine | undefined {
  let affine: Affine | undefined
  for (let index = levels.length - 1; index >= 0; index--) {
    const level = levels[index]!
    const points = index === 0 ? finestPoints : findPoints(level)
    const options = {
      unknowns: index >= levels.length - 2 && levels.length > 1 ? 4 : 6,
      steps: steps[Math.min(steps.length - 1, levels.length - 1 - index)]!,
      cutoff: index >= 2 || index === levels.length - 1 ? looseCutoff : cutoff,
    } as const
    const starts = affine ? [affine] : findStarts(level)
    affine = bestOf(
      level,
      starts.map((start) => align(level, points, start, options)),
    )
    if (!affine) return undefined
  }
  return affine ?? identity
}

function bestOf(level: Level, alignments: readonly (Alignment | undefined)[]): Affine | undefined {
  const found = alignments.filter((alignment) => alignment !== undefined)
  if (found.length <= 1) return found[0]?.affine
  return found
    .map(({ affine }) => ({ affine, score: correlate(level, affine) }))
    .reduce((best, other) => (other.score > best.score + clearlyBetter ? other : best)).affine
}

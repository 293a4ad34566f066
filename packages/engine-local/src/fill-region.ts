import { describe, type Region } from './features.ts'
import { findLines } from './find-lines.ts'
import { finish } from './finish.ts'
import type { Kernels } from './kernels.ts'
import { type Line, scaleLine } from './lines.ts'
import { parameters as defaults, type Parameters } from './parameters.ts'
import { buildPyramid } from './pyramid.ts'
import { solve } from './solve.ts'
import { predictor } from './vote.ts'

export interface RegionSettings {
  readonly seed: number
  /** The search runs at `1/scale` of the region's size; samples are copied at full size all the same. */
  readonly scale: number
  /** Straight lines to continue, in pixels of the finest level. Default: those that are found. */
  readonly lines?: readonly Line[]
}

/** Fills the masked pixels of a region in place. False if no patch of it is free of the hole: nothing was changed. */
export function fillRegion(
  region: Region,
  settings: RegionSettings,
  kernels: Kernels,
  progress: (share: number) => void = () => {},
  parameters: Parameters = defaults,
): boolean {
  const levels = buildPyramid(describe(region, settings.scale, parameters), parameters)
  if (levels[0]!.sources === 0) return false
  progress(0.1)
  const lines = settings.lines ?? findLines(levels)
  const finest = Math.log2(settings.scale)
  const solution = solve(levels, finest, lines, kernels, settings.seed, parameters, (share) =>
    progress(0.1 + 0.75 * share),
  )
  const full = lines.map((line) => scaleLine(line, settings.scale))
  finish(region, predictor(region, solution, settings.scale), full, parameters)
  progress(1)
  return true
}

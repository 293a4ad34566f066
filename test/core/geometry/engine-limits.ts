import type { Limits } from '@paintout/core'
import { geminiSizes } from '@paintout/engine-vertex'

const common = { maxCandidates: 1, takesMask: true, targets: [] } as const

/** Any size, no drift, no price: the engine that works on this machine. */
export const free: Limits = { ...common, drifts: false, usdPerImage: 0 }

/** A paid model with one size. */
export const square: Limits = { ...common, sizes: [[1024, 1024]], drifts: true, usdPerImage: 0.04 }

/** A paid model with the sizes of a family whose ratios are not the nominal ones. */
export const ratios: Limits = {
  ...common,
  sizes: geminiSizes.later['1K'],
  drifts: true,
  usdPerImage: 0.067,
}

import type { Mask, Pixels } from '../pixels.ts'

export interface RimReport {
  /** How much of the rim has a strong edge of the picture along it, 0 to 1. */
  readonly share: number
  /** Whether that is too much. */
  readonly tight: boolean
  /** How many pixels more to dilate so that the edge lies inside the mask. 0 when not tight. */
  readonly suggestion: number
}

/** Placeholder until calibrated. */
export function tightRim(_pixels: Pixels, _mask: Mask): RimReport {
  return { share: 0, tight: false, suggestion: 0 }
}

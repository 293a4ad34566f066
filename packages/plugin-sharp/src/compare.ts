import type { Channels, Mask, Pixels } from '@paintout/core'
import { depthOf } from '@paintout/core'
import { withChannels, withDepth } from './pixels.ts'

/** How far two pictures differ where a mask is 0. */
export interface Difference {
  /** Samples that differ. */
  readonly changed: number
  /** The mean absolute difference of all samples that were compared, in levels of the deeper picture. */
  readonly mean: number
  readonly max: number
}

/** Compares two pictures of one size outside a mask; missing channels count as opaque, or as grey. */
export function compareOutside(a: Pixels, b: Pixels, mask: Mask): Difference {
  const channels = Math.max(a.channels, b.channels) as Channels
  const both: Channels = channels === 3 && (a.channels === 2 || b.channels === 2) ? 4 : channels
  const depth = depthOf(a) === 16 || depthOf(b) === 16 ? 16 : 8
  const before = withDepth(withChannels(a, both), depth).data
  const after = withDepth(withChannels(b, both), depth).data
  let changed = 0
  let compared = 0
  let sum = 0
  let max = 0
  mask.data.forEach((selected, pixel) => {
    if (selected !== 0) return
    compared += both
    for (let k = pixel * both; k < (pixel + 1) * both; k++) {
      const difference = Math.abs(before[k]! - after[k]!)
      if (difference === 0) continue
      changed++
      sum += difference
      if (difference > max) max = difference
    }
  })
  return { changed, mean: compared === 0 ? 0 : sum / compared, max }
}

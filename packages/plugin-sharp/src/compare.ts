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
  const selected = mask.data
  for (let pixel = 0, at = 0; pixel < selected.length; pixel++) {
    const end = at + both
    if (selected[pixel] !== 0) {
      at = end
      continue
    }
    compared += both
    for (; at < end; at++) {
      const distance = Math.abs(before[at]! - after[at]!)
      changed += distance === 0 ? 0 : 1
      sum += distance
      if (distance > max) max = distance
    }
  }
  return { changed, mean: compared === 0 ? 0 : sum / compared, max }
}

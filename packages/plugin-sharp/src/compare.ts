import type { Channels, Mask, Pixels, Samples } from '@paintout/core'
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
  const [beforeBytes, afterBytes] = [bytesOf(before), bytesOf(after)]
  const rowBytes = a.width * both * before.BYTES_PER_ELEMENT
  let changed = 0
  let sum = 0
  let max = 0
  for (let y = 0; y < a.height; y++) {
    const from = y * rowBytes
    if (beforeBytes.compare(afterBytes, from, from + rowBytes, from, from + rowBytes) === 0) continue
    for (let pixel = y * a.width; pixel < (y + 1) * a.width; pixel++) {
      if (mask.data[pixel] !== 0) continue
      const end = (pixel + 1) * both
      for (let at = pixel * both; at < end; at++) {
        const distance = Math.abs(before[at]! - after[at]!)
        changed += distance === 0 ? 0 : 1
        sum += distance
        if (distance > max) max = distance
      }
    }
  }
  const compared = both * countZeros(mask.data)
  return { changed, mean: compared === 0 ? 0 : sum / compared, max }
}

/** The same memory: whole rows of it are compared faster than samples are. */
function bytesOf({ buffer, byteOffset, byteLength }: Samples): Buffer {
  return Buffer.from(buffer, byteOffset, byteLength)
}

function countZeros(samples: Samples): number {
  let count = 0
  for (let k = 0; k < samples.length; k++) if (samples[k] === 0) count++
  return count
}

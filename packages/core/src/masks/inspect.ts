import { PaintoutError } from '../errors.ts'
import { boundsOf, type Rect } from '../geometry/rect.ts'
import { findRuns } from '../geometry/runs.ts'
import type { Mask } from '../pixels.ts'

export type Border = 'left' | 'top' | 'right' | 'bottom'

export interface MaskDescription {
  /** Samples above 0. */
  readonly selected: number
  /** `selected` over all samples, 0 to 1. */
  readonly share: number
  /** The box of the selected samples; absent when there are none. */
  readonly bounds: Rect | undefined
  /** The borders of the image that the mask touches. */
  readonly borders: readonly Border[]
  /** It selects most of the image and nearly all of its frame, but not everything: as if black and white were swapped. */
  readonly looksInverted: boolean
}

/** Objects may be cut by one border or two; what runs along nearly the whole frame is a background. */
const invertedFrame = 0.9
const invertedShare = 0.5

/** What a person would want to know about a mask at a glance. */
export function describeMask(mask: Mask): MaskDescription {
  const { width, height } = mask
  const bounds = boundsOf(mask)
  if (bounds === undefined) return { selected: 0, share: 0, bounds, borders: [], looksInverted: false }
  const selected = count(mask, bounds)
  const share = selected / (width * height)
  const borders: Border[] = []
  if (bounds.left === 0) borders.push('left')
  if (bounds.top === 0) borders.push('top')
  if (bounds.left + bounds.width === width) borders.push('right')
  if (bounds.top + bounds.height === height) borders.push('bottom')
  const looksInverted = borders.length === 4 && share > invertedShare && share < 1 && frameShare(mask) >= invertedFrame
  return { selected, share, bounds, borders, looksInverted }
}

/**
 * Throws `mask-empty` when no sample of `mask` is selected and `mask-full` when none is left to keep.
 * `name` says which mask it was: "the mask of photo.jpg"; `details` what else is known of it, as a sentence, asked for only then.
 */
export function assertSelects(mask: Mask, name: string, details?: () => string): void {
  const { width, height } = mask
  const { selected, share } = describeMask(mask)
  const size = `${width} × ${height}`
  const more = () => (details ? ` ${details()}` : '')
  if (selected === 0) {
    throw new PaintoutError(
      'mask-empty',
      `Expected ${name} to select something, got ${size} samples of which none is selected.${more()} White (or opaque) removes, ` +
        'black (or transparent) keeps: set `maskInvert` if it is drawn the other way round, lower `maskThreshold` ' +
        'if it is drawn in grey.',
    )
  }
  if (share === 1) {
    throw new PaintoutError(
      'mask-full',
      `Expected ${name} to leave something of the photo, got ${size} samples of which all are selected.${more()} ` +
        'White (or opaque) removes, black (or transparent) keeps: check that it is a mask and not the photo, ' +
        'set `maskInvert` if it is drawn the other way round, lower `dilate` if it was grown too far.',
    )
  }
}

function count(mask: Mask, area: Rect): number {
  const runs = findRuns(mask, area, 'selected', 1)
  let sum = 0
  for (let run = 0; run < runs.count; run++) sum += runs.ends[run]! - runs.starts[run]!
  return sum
}

/** How much of the outermost samples of the image is selected, 0 to 1. */
function frameShare(mask: Mask): number {
  const { width, height } = mask
  const sides: readonly Rect[] = [
    { left: 0, top: 0, width, height: 1 },
    { left: 0, top: height - 1, width, height: 1 },
    { left: 0, top: 0, width: 1, height },
    { left: width - 1, top: 0, width: 1, height },
  ]
  return sides.reduce((sum, side) => sum + count(mask, side), 0) / (2 * width + 2 * height)
}

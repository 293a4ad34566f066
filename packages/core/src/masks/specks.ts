import { connectRuns } from '../geometry/components.ts'
import { boundsOf } from '../geometry/rect.ts'
import { findRuns } from '../geometry/runs.ts'
import { createMask, type Mask } from '../pixels.ts'

/** Up to 8 × 8 samples: less than what any engine can take structure from, whatever the size of the mask. */
const alwaysSpeck = 64

/**
 * And up to this share of the mask: a pinhole that a segmenter leaves grows with the photo, while what a person leaves
 * out on purpose (the view through a handle, a ring, a bicycle wheel) is a hundredth of the object and more.
 */
const speckShare = 0.0005

/**
 * Fills the specks of a mask: samples under half that the mask encloses (by their sides, away from the edge of the image)
 * in islands of at most 64 samples or 0.05 % of the mask, whichever is more. Left alone, each becomes a smear: too small
 * to be seen for what it is, yet large enough to be a source for the fill.
 *
 * `specks` counts the islands, `filled` their samples. Without any, the mask is given back as it is; else a new one.
 */
export function fillSpecks(mask: Mask): { mask: Mask; specks: number; filled: number } {
  const bounds = boundsOf(mask)
  if (bounds === undefined) return { mask, specks: 0, filled: 0 }
  const { runs, labels, components } = connectRuns(findRuns(mask, bounds, 'unselected', 128), 'side')
  const unselected = components.reduce((sum, { area }) => sum + area, 0)
  const limit = Math.max(alwaysSpeck, speckShare * (bounds.width * bounds.height - unselected))
  const isSpeck = components.map(
    ({ area, bounds: island }) =>
      area <= limit &&
      island.left > bounds.left &&
      island.top > bounds.top &&
      island.left + island.width < bounds.left + bounds.width &&
      island.top + island.height < bounds.top + bounds.height,
  )
  const specks = isSpeck.filter(Boolean).length
  if (specks === 0) return { mask, specks: 0, filled: 0 }

  const whole = createMask(mask.width, mask.height, Uint8Array.from(mask.data))
  let filled = 0
  for (let run = 0; run < runs.count; run++) {
    if (!isSpeck[labels[run]!]) continue
    const row = runs.rows[run]! * mask.width
    whole.data.fill(255, row + runs.starts[run]!, row + runs.ends[run]!)
    filled += runs.ends[run]! - runs.starts[run]!
  }
  return { mask: whole, specks, filled }
}

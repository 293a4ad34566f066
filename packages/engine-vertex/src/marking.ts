import { copyPixels, dilateMask, type Mask, type Pixels } from '@paintout/core'

export const markings = ['overlay', 'blank', 'mask-image', 'none'] as const

/**
 * How a model that takes no mask is shown what is to go.
 *
 * - `overlay`, the default: the object is tinted and outlined in magenta. The model still sees what it is, so it takes
 *   the object's shadow and reflection along; and an object that it leaves in place is found out by comparing.
 * - `blank`: magenta covers the object, which then never leaves this machine. But what is left of the colour cannot be
 *   told from a fill by comparing with the photo.
 * - `mask-image`: the untouched picture, then a black and white mask. Reported not to bind the edit to the mask.
 * - `none`: the untouched picture; only the words say what is to go.
 */
export type Marking = (typeof markings)[number]

/** No photograph holds much of it, and it has a name that models know. */
const magenta = [255, 0, 255] as const

const outline = 3

/** A copy of 8-bit RGB pixels with the masked ones marked. The same pixels where nothing is drawn. */
export function markPixels(pixels: Pixels, mask: Mask, marking: Marking): Pixels {
  if (marking === 'none' || marking === 'mask-image') return pixels
  const marked = copyPixels(pixels)
  const inner = marking === 'overlay' ? dilateMask(mask, -outline).data : undefined
  for (let i = 0; i < mask.data.length; i++) {
    if (mask.data[i] === 0) continue
    for (let c = 0; c < 3; c++) {
      const at = i * pixels.channels + c
      marked.data[at] = inner && inner[i]! > 0 ? (marked.data[at]! + magenta[c]!) >> 1 : magenta[c]!
    }
  }
  return marked
}

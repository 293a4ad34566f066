import { boundsOf, cropPixels, growRect, intersectRect, type Rect, rectInside } from '../geometry/rect.ts'
import { createMask, type Mask } from '../pixels.ts'
import { growDisk } from './grow-disk.ts'
import { invertMask } from './levels.ts'

/** Soft masks with more different values than this are grown at so many of them. */
const mostLevels = 32

/**
 * A new mask, grown by `radius` pixels (any real number); a negative radius shrinks.
 *
 * Each sample becomes the largest one within a Euclidean disk around it, `dx² + dy² <= radius²` (flat grey-scale
 * dilation), so that a hard mask stays hard and a soft edge moves outwards with its values as they are. With more than
 * 32 different values, those in between count as the next lower of 32 spread evenly over them: a sample may then come
 * out up to a thirty-second of the range too low, never lower than it was, and never selected less than it should.
 *
 * Shrinking is growing what is not selected. Outside the image nothing is selected for growing and everything is for
 * shrinking, so that an object cut by the photo's edge stays at the edge. Works in the box of the mask; the cost does
 * not depend on the radius.
 */
export function dilateMask(mask: Mask, radius: number): Mask {
  const bounds = boundsOf(mask)
  const out = createMask(mask.width, mask.height)
  if (bounds === undefined) return out
  if (radius >= 0) grow(mask, bounds, radius, out)
  else shrink(mask, bounds, -radius, out)
  return out
}

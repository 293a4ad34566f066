import type { Plane } from './plane.ts'

/** Rounding alone makes levels differ by so much. */
const rounding = 0.5

/**
 * Whether two planes hold the same levels but for rounding, wherever `hole` is 0: then nothing moved and no tone
 * changed, and neither has to be looked for. Most answers that differ do so among the first samples.
 */
export function isAlike(photo: Plane, answer: Plane, hole: Plane | undefined): boolean {
  for (let at = 0; at < photo.data.length; at++) {
    if (Math.abs(photo.data[at]! - answer.data[at]!) > rounding && !(hole && hole.data[at]! > 0)) return false
  }
  return true
}

import { boxMean } from './box-mean.ts'
import { createPlane, type Plane } from './plane.ts'

/** Half a window of what counts as the surroundings of a sample. */
const radius = 6

/** Levels of noise that must not be taken for structure. */
const noise = 5

/**
 * Structure without tone: how far each sample is from the mean of its surroundings, in deviations of theirs,
 * (L - mean) / √(variance + 5²) over 13 × 13. Gain, offset and light cancel out; flat parts come out near 0.
 */
export function normaliseLocally(luma: Plane): Plane {
  const { width, height } = luma
  const reach = Math.max(3, Math.min(radius, Math.round(width / 8)))
  const mean = boxMean(luma, reach)
  const squares = createPlane(width, height)
  for (let at = 0; at < squares.data.length; at++) squares.data[at] = (luma.data[at]! - mean.data[at]!) ** 2
  const variance = boxMean(squares, reach)
  for (let at = 0; at < squares.data.length; at++) {
    squares.data[at] = (luma.data[at]! - mean.data[at]!) / Math.sqrt(variance.data[at]! + noise * noise)
  }
  return squares
}

import { boxMean } from './box-mean.ts'
import { createPlane, type Plane } from './plane.ts'

/** Of the window around each sample: the variances of two planes, and their covariance. */
export interface LocalStructure {
  readonly spreadA: Plane
  readonly spreadB: Plane
  readonly shared: Plane
}

/** Windows are `2 * radius + 1` samples wide. */
export function compareStructure(a: Plane, b: Plane, radius: number): LocalStructure {
  const { width, height } = a
  const meanA = boxMean(a, radius)
  const meanB = boxMean(b, radius)
  const squareA = createPlane(width, height)
  const squareB = createPlane(width, height)
  const product = createPlane(width, height)
  for (let at = 0; at < product.data.length; at++) {
    const ofA = a.data[at]! - meanA.data[at]!
    const ofB = b.data[at]! - meanB.data[at]!
    squareA.data[at] = ofA * ofA
    squareB.data[at] = ofB * ofB
    product.data[at] = ofA * ofB
  }
  return { spreadA: boxMean(squareA, radius), spreadB: boxMean(squareB, radius), shared: boxMean(product, radius) }
}

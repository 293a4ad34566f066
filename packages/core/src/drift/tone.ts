import { createPlane, type Plane } from './plane.ts'
import { Histogram } from './quantile.ts'
import { medianDifference, takeSamples } from './samples.ts'

/** What brings an answer's channel to the photo's level: `gain * level + offset`. */
export interface Tone {
  readonly gain: number
  readonly offset: number
}

const rounds = 6
/** Levels: differences beyond are another thing than tone, at first and at the least; in deviations from then on. */
const firstCutoff = 40
const leastCutoff = 6
const cutoff = 4
const deviationPerMedian = 1.4826

const leastGain = 0.8
const mostGain = 1.25
/** A gain is 1 give or take this, against noise of so many levels: a flat channel says nothing about it. */
const gainDeviation = 0.1
const noise = 3
/** Samples by which the prior counts at least, and the share of all. */
const priorCount = 50
const priorShare = 0.02
const fewest = 32

/** So many samples settle two unknowns, spread over the picture. */
const enough = 6_000

/**
 * Robust gain and offset between two planes over the samples of `selected`, of which a few thousand are enough:
 * least squares, weighted again and again by Tukey's biweight.
 */
export function fitTone(photo: Plane, answer: Plane, selected: Uint8Array): Tone {
  const samples = takeSamples(selected, enough)
  const limits = new Histogram(64)
  let gain = 1
  let offset = medianDifference(photo, answer, samples)
  let limit = firstCutoff
  for (let round = 0; round < rounds; round++) {
    limits.clear()
    const perLimit = 1 / (limit * limit)
    let [sum, sumA, sumB, sumBB, sumAB] = [0, 0, 0, 0, 0]
    for (const at of samples) {
      const a = photo.data[at]!
      const b = answer.data[at]!
      const residual = a - gain * b - offset
      limits.add(residual)
      const inside = 1 - residual * residual * perLimit
      if (inside <= 0) continue
      const weight = inside * inside
      sum += weight
      sumA += weight * a
      sumB += weight * b
      sumBB += weight * b * b
      sumAB += weight * a * b
    }
    if (sum < fewest) break
    const meanA = sumA / sum
    const meanB = sumB / sum
    const prior = (noise * noise) / gainDeviation ** 2 / Math.max(priorCount, priorShare * sum)
    const slope = (sumAB / sum - meanA * meanB + prior) / (sumBB / sum - meanB * meanB + prior)
    gain = Math.min(mostGain, Math.max(leastGain, slope))
    offset = meanA - gain * meanB
    limit = Math.max(leastCutoff, cutoff * deviationPerMedian * limits.quantile(0.5))
  }
  return { gain, offset }
}

export function applyTone({ data, width, height }: Plane, { gain, offset }: Tone): Plane {
  const out = createPlane(width, height)
  for (let at = 0; at < data.length; at++) out.data[at] = gain * data[at]! + offset
  return out
}

/** How far a tone moved the levels of `selected`, on the mean. */
export function sizeOfTone(before: Plane, after: Plane, selected: Uint8Array): number {
  let sum = 0
  let count = 0
  for (let at = 0; at < selected.length; at++) {
    if (!selected[at]) continue
    sum += Math.abs(after.data[at]! - before.data[at]!)
    count++
  }
  return count === 0 ? 0 : sum / count
}

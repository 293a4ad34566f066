import { boxMean } from './box-mean.ts'
import { solveLaplace } from './laplace.ts'
import { createPlane, type Plane } from './plane.ts'
import { pullPush } from './pull-push.ts'
import { medianSize } from './quantile.ts'

export interface Surroundings {
  /** 1 where photo and answer may be compared. */
  readonly known: Uint8Array
  /** 1 where the difference is to be found. */
  readonly unknown: Uint8Array
}

/** Samples that a slow change of light takes, and that the rim is smoothed over. */
const slow = 11
const rim = 1

/** Differences of structure, in medians of all and in levels at the least, weigh a half. */
const halfWeight = 2.5
const leastHalf = 3

/** Weights under which a mean is not to be trusted. */
const leastSlow = 0.02
const leastRim = 0.05

/**
 * What must be added to the answer so that it meets the photo around the hole: slow changes of light as a low-frequency
 * field (normalised convolution; Knutsson and Westin, 1993), then what is left along the rim, smoothed, carried inwards
 * by the Laplace equation (the membrane of Pérez, Gangnet and Blake, "Poisson Image Editing", 2003). Where the answer
 * differs by structure, at an edge that is not quite in place, it has no say. The raw rim instead would streak.
 */
export function findCorrection(
  photo: readonly Plane[],
  answer: readonly Plane[],
  { known, unknown }: Surroundings,
): readonly Plane[] {
  const differences = photo.map((plane, channel) => subtract(plane, answer[channel]!))
  const weights = weighStructure(differences, known)
  const slowWeights = blur(weights, slow)
  const rimWeights = blur(weights, rim)
  const hasSlow = Float32Array.from(slowWeights.data, (weight) => Number(weight > leastSlow))
  const isKnown = Float32Array.from(known)
  return differences.map((difference) => {
    const slowMeans = divide(blur(multiply(difference, weights), slow), slowWeights, 1e-5)
    const light = pullPush(slowMeans, hasSlow)
    const rest = subtract(difference, light)
    const rimMeans = divide(blur(multiply(rest, weights), rim), rimWeights, leastRim)
    const field = add(pullPush(rimMeans, isKnown), light)
    solveLaplace(field, unknown)
    return field
  })
}

/** One weight for all channels, near 0 where any of them differs from its surroundings. */
function weighStructure(differences: readonly Plane[], known: Uint8Array): Plane {
  const { width, height } = differences[0]!
  let weights = createPlane(width, height, Float32Array.from(known))
  for (let pass = 0; pass < 2; pass++) {
    const total = blur(weights, slow)
    const sizes = new Float32Array(known.length)
    for (const difference of differences) {
      const light = blur(multiply(difference, weights), slow)
      for (let at = 0; at < sizes.length; at++) {
        const rest = difference.data[at]! - light.data[at]! / (total.data[at]! + 1e-6)
        sizes[at]! += rest * rest
      }
    }
    for (let at = 0; at < sizes.length; at++) sizes[at] = Math.sqrt(sizes[at]!)
    const half = Math.max(leastHalf, halfWeight * medianSize(sizes, 64, known))
    weights = createPlane(width, height)
    for (let at = 0; at < sizes.length; at++) {
      const size = (sizes[at]! / half) ** 2
      if (known[at]) weights.data[at] = 1 / (1 + size * size)
    }
  }
  return weights
}

function blur(plane: Plane, radius: number): Plane {
  return boxMean(boxMean(plane, radius), radius)
}

function multiply({ data, width, height }: Plane, by: Plane): Plane {
  const out = createPlane(width, height)
  for (let at = 0; at < data.length; at++) out.data[at] = data[at]! * by.data[at]!
  return out
}

function subtract({ data, width, height }: Plane, other: Plane): Plane {
  const out = createPlane(width, height)
  for (let at = 0; at < data.length; at++) out.data[at] = data[at]! - other.data[at]!
  return out
}

function add({ data, width, height }: Plane, other: Plane): Plane {
  const out = createPlane(width, height)
  for (let at = 0; at < data.length; at++) out.data[at] = data[at]! + other.data[at]!
  return out
}

/** `least` is added below the line: thin evidence counts for less. */
function divide({ data, width, height }: Plane, by: Plane, least: number): Plane {
  const out = createPlane(width, height)
  for (let at = 0; at < data.length; at++) out.data[at] = data[at]! / (by.data[at]! + least)
  return out
}

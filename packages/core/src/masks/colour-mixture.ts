/** Colours as a mixture of normal distributions (RGB, levels of 8 bits). */
export interface Mixture {
  /** Minus the logarithm of how likely a colour is: lower is likelier. */
  cost(red: number, green: number, blue: number): number
}

interface Part {
  readonly mean: readonly [number, number, number]
  /** Of the inverse covariance, which is symmetric: rr, rg, rb, gg, gb, bb. */
  readonly inverse: readonly [number, number, number, number, number, number]
  /** Minus the logarithm of weight over the root of the covariance's determinant. */
  readonly offset: number
}

const mostParts = 5
const rounds = 6

/** Noise that every picture has, as a variance: what is all of one colour still spreads so far. */
const leastVariance = 9

/** Enough to know a colour by; more takes time and tells nothing new. */
const mostSamples = 6000

/**
 * The colours of those samples of an interleaved RGB picture for which `selected` is 1, by k-means and one normal
 * distribution for each mean, as in GrabCut (Rother et al., 2004). Undefined where there are none.
 */
export function mixColours(data: Float32Array, selected: Uint8Array): Mixture | undefined {
  const samples = pick(selected)
  if (samples.length === 0) return undefined
  const labels = cluster(data, samples)
  const parts = Array.from({ length: mostParts }, (_, label) => partOf(data, samples, labels, label))
  const found = parts.filter((part) => part !== undefined)
  return {
    cost(red, green, blue) {
      let least = Number.POSITIVE_INFINITY
      for (const { mean, inverse, offset } of found) {
        const r = red - mean[0]
        const g = green - mean[1]
        const b = blue - mean[2]
        const [rr, rg, rb, gg, gb, bb] = inverse
        const squares = rr * r * r + gg * g * g + bb * b * b + 2 * (rg * r * g + rb * r * b + gb * g * b)
        least = Math.min(least, offset + squares / 2)
      }
      return least
    },
  }
}

function pick(selected: Uint8Array): Int32Array {
  let count = 0
  for (const each of selected) count += each
  const step = Math.max(1, Math.floor(count / mostSamples))
  const picked: number[] = []
  for (let at = 0, seen = 0; at < selected.length; at++) if (selected[at] && seen++ % step === 0) picked.push(at)
  return Int32Array.from(picked)
}

/** k-means; it begins at samples that are far from each other, always the same ones. */
function cluster(data: Float32Array, samples: Int32Array): Uint8Array {
  const means = farthest(data, samples)
  const labels = new Uint8Array(samples.length)
  for (let round = 0; round < rounds; round++) {
    const sums = means.map(() => [0, 0, 0, 0])
    for (const [index, at] of samples.entries()) {
      const label = nearest(data, at, means).label
      labels[index] = label
      const sum = sums[label]!
      for (let c = 0; c < 3; c++) sum[c]! += data[at * 3 + c]!
      sum[3]!++
    }
    for (const [label, [red, green, blue, count]] of sums.entries()) {
      if (count) means[label] = [red! / count, green! / count, blue! / count]
    }
  }
  return labels
}

type Colour = readonly [number, number, number]

function farthest(data: Float32Array, samples: Int32Array): Colour[] {
  const colourAt = (at: number): Colour => [data[at * 3]!, data[at * 3 + 1]!, data[at * 3 + 2]!]
  const means: Colour[] = [colourAt(samples[samples.length >> 1]!)]
  while (means.length < mostParts) {
    let best = samples[0]!
    let most = 0
    for (const at of samples) {
      const { distance } = nearest(data, at, means)
      if (distance <= most) continue
      most = distance
      best = at
    }
    if (most === 0) break
    means.push(colourAt(best))
  }
  return means
}

function nearest(data: Float32Array, at: number, means: readonly Colour[]): { label: number; distance: number } {
  let label = 0
  let distance = Number.POSITIVE_INFINITY
  for (let index = 0; index < means.length; index++) {
    const [red, green, blue] = means[index]!
    const here = (data[at * 3]! - red) ** 2 + (data[at * 3 + 1]! - green) ** 2 + (data[at * 3 + 2]! - blue) ** 2
    if (here >= distance) continue
    distance = here
    label = index
  }
  return { label, distance }
}

function partOf(data: Float32Array, samples: Int32Array, labels: Uint8Array, label: number): Part | undefined {
  const sum = new Float64Array(10)
  for (const [index, at] of samples.entries()) {
    if (labels[index] !== label) continue
    const r = data[at * 3]!
    const g = data[at * 3 + 1]!
    const b = data[at * 3 + 2]!
    for (const [k, value] of [1, r, g, b, r * r, r * g, r * b, g * g, g * b, b * b].entries()) sum[k]! += value
  }
  const [count, r, g, b, rr, rg, rb, gg, gb, bb] = sum as unknown as number[]
  if (!count) return undefined
  const mean = [r! / count, g! / count, b! / count] as const
  const [xx, xy, xz, yy, yz, zz] = [
    rr! / count - mean[0] ** 2 + leastVariance,
    rg! / count - mean[0] * mean[1],
    rb! / count - mean[0] * mean[2],
    gg! / count - mean[1] ** 2 + leastVariance,
    gb! / count - mean[1] * mean[2],
    bb! / count - mean[2] ** 2 + leastVariance,
  ] as const
  const [a, d, e] = [yy * zz - yz * yz, xz * yz - xy * zz, xy * yz - xz * yy]
  const determinant = xx * a + xy * d + xz * e
  return {
    mean,
    inverse: [
      a / determinant,
      d / determinant,
      e / determinant,
      (xx * zz - xz * xz) / determinant,
      (xy * xz - xx * yz) / determinant,
      (xx * yy - xy * xy) / determinant,
    ],
    offset: Math.log(determinant) / 2 - Math.log(count / samples.length),
  }
}

import { createPlane, type Plane } from './plane.ts'
import { Histogram } from './quantile.ts'
import { countSelected, medianDifference, takeSamples } from './samples.ts'
import { solve } from './solve.ts'

/**
 * What brings a channel of an answer to the photo's levels: a gain, and an offset that bends over the picture,
 * `gain * level + c0 + c1 u + c2 v + c3 u² + c4 uv + c5 v²` with u and v from -1 to 1.
 */
export interface Light {
  readonly gain: number
  readonly bend: readonly number[]
}

/** Where the samples of a plane lie in the picture, from -1 to 1: the first one's outer edge, and steps. */
export interface Frame {
  readonly left: number
  readonly top: number
  readonly across: number
  readonly down: number
}

export function wholeFrame({ width, height }: { width: number; height: number }): Frame {
  return { left: -1, top: -1, across: 2 / width, down: 2 / height }
}

const unknowns = 7
const rounds = 8
const roundsAgain = 4
const firstCutoff = 36
const leastCutoff = 6
const cutoff = 4
const deviationPerMedian = 1.4826

/** How far each unknown is from 1 or 0, as a standard deviation in levels: gain by 64 levels, offset, and bends. */
const deviations = [7.7, 1e6, 10, 10, 8, 8, 8]
/** Noise in levels squared, times the samples at the long side of 1024 that tell the same. */
const noise = 9 * 30

const leastGain = 0.77
const mostGain = 1.3
const fewest = 64
const enough = 15_000

/** Robust least squares over the samples of `selected`, from `start` where there is one, weighted by Tukey's biweight. */
export function fitLight(photo: Plane, answer: Plane, selected: Uint8Array, frame: Frame, start?: Light): Light {
  const { width } = photo
  const samples = takeSamples(selected, enough)
  const share = Math.max(1, countSelected(selected) / Math.max(1, samples.length))
  const found = Float64Array.of(
    start?.gain ?? 1,
    ...(start?.bend ?? [medianDifference(photo, answer, samples), 0, 0, 0, 0, 0]),
  )
  const sizes = new Histogram(64)
  const basis = new Float64Array(unknowns)
  let limit = firstCutoff
  for (let round = 0; round < (start ? roundsAgain : rounds); round++) {
    const matrix = new Float64Array(unknowns * unknowns)
    const right = new Float64Array(unknowns)
    const perLimit = 1 / (limit * limit)
    let total = 0
    sizes.clear()
    for (let index = 0; index < samples.length; index++) {
      const at = samples[index]!
      const y = Math.floor(at / width)
      const level = answer.data[at]!
      setBasis(basis, level, frame.left + (at - y * width + 0.5) * frame.across, frame.top + (y + 0.5) * frame.down)
      const residual = photo.data[at]! - evaluate(found, basis, level)
      sizes.add(residual)
      const inside = 1 - residual * residual * perLimit
      if (inside <= 0) continue
      const weight = inside * inside
      total += weight
      for (let row = 0; row < unknowns; row++) {
        const weighted = weight * basis[row]!
        right[row]! += weighted * residual
        for (let column = row; column < unknowns; column++)
          matrix[row * unknowns + column]! += weighted * basis[column]!
      }
    }
    if (total < fewest) break
    addPrior(matrix, right, found, noise / share)
    const change = solve(matrix, right)
    if (!change) break
    const gain = change[0]! / 64
    found[0] = Math.min(mostGain, Math.max(leastGain, found[0]! + gain))
    found[1]! += change[1]! - 128 * gain
    for (let i = 2; i < unknowns; i++) found[i]! += change[i]!
    limit = Math.max(leastCutoff, cutoff * deviationPerMedian * sizes.quantile(0.5))
  }
  return { gain: found[0]!, bend: [...found.subarray(1)] }
}

/** The plane in the photo's light. */
export function applyLight({ data, width, height }: Plane, { gain, bend }: Light, frame: Frame): Plane {
  const out = createPlane(width, height)
  const [c0, c1, c2, c3, c4, c5] = bend as [number, number, number, number, number, number]
  for (let y = 0, at = 0; y < height; y++) {
    const v = frame.top + (y + 0.5) * frame.down
    const row = c0 + c2 * v + c5 * (v * v - third)
    for (let x = 0; x < width; x++, at++) {
      const u = frame.left + (x + 0.5) * frame.across
      out.data[at] = gain * data[at]! + row + u * (c1 + c4 * v) + c3 * (u * u - third)
    }
  }
  return out
}

/** Squares less their mean, so that they have nothing to do with the offset. */
const third = 1 / 3

function setBasis(basis: Float64Array, level: number, u: number, v: number): void {
  basis[0] = (level - 128) / 64
  basis[1] = 1
  basis[2] = u
  basis[3] = v
  basis[4] = u * u - third
  basis[5] = u * v
  basis[6] = v * v - third
}

function evaluate(found: Float64Array, basis: Float64Array, level: number): number {
  let value = found[0]! * level
  for (let i = 1; i < unknowns; i++) value += found[i]! * basis[i]!
  return value
}

function addPrior(matrix: Float64Array, right: Float64Array, found: Float64Array, strength: number): void {
  for (let i = 0; i < unknowns; i++) {
    for (let j = 0; j < i; j++) matrix[i * unknowns + j] = matrix[j * unknowns + i]!
    const pull = strength / deviations[i]! ** 2
    const now = i === 0 ? (found[0]! - 1) * 64 : i === 1 ? 0 : found[i]!
    matrix[i * unknowns + i]! += pull
    right[i]! -= pull * now
  }
}

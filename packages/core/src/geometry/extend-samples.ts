import { createSamples, type Mask, type Pixels, type Samples } from '../pixels.ts'

interface Level {
  readonly width: number
  readonly height: number
  /** Means of the known samples below, interleaved as in the picture. */
  readonly means: Float32Array
  /** How much is known, 0 to 1. */
  readonly weights: Float32Array
}

/**
 * A copy in which unknown samples continue their surroundings smoothly. `known` is as large as the picture:
 * 255 keeps a sample, 0 replaces it, between blends. Where nothing at all is known, nothing changes.
 *
 * The pull-push of Gortler et al., "The Lumigraph" (1996): means of what is known, ever coarser, each level filling
 * the gaps of the one below. Takes time in proportion to the picture.
 */
export function extendSamples<S extends Samples>(pixels: Pixels<S>, known: Mask): Pixels<S>
export function extendSamples(pixels: Pixels, known: Mask): Pixels {
  const levels = [levelOf(pixels, known)]
  for (let level = levels[0]!; level.width > 1 || level.height > 1; levels.push(level)) level = halve(level)
  const data = createSamples(pixels.data, pixels.data.length)
  data.set(pixels.data)
  const extended = { ...pixels, data }
  if (levels.at(-1)!.weights[0] === 0) return extended
  for (let index = levels.length - 2; index >= 0; index--) fillGaps(levels[index]!, levels[index + 1]!)
  const { means } = levels[0]!
  for (let at = 0, sample = 0; at < known.data.length; at++) {
    if (known.data[at] === 255) sample += pixels.channels
    else for (let channel = 0; channel < pixels.channels; channel++, sample++) data[sample] = Math.round(means[sample]!)
  }
  return extended
}

function levelOf({ data, width, height }: Pixels, known: Mask): Level {
  const weights = new Float32Array(known.data)
  for (let at = 0; at < weights.length; at++) weights[at]! /= 255
  return { width, height, means: new Float32Array(data), weights }
}

function halve({ width, height, means, weights }: Level): Level {
  const channels = means.length / weights.length
  const half = { width: Math.ceil(width / 2), height: Math.ceil(height / 2) }
  const halfWeights = new Float32Array(half.width * half.height)
  const halfMeans = new Float32Array(halfWeights.length * channels)
  for (let y = 0, at = 0; y < height; y++) {
    for (let x = 0; x < width; x++, at++) {
      const weight = weights[at]!
      if (weight === 0) continue
      const to = (y >> 1) * half.width + (x >> 1)
      halfWeights[to]! += weight
      for (let channel = 0; channel < channels; channel++) {
        halfMeans[to * channels + channel]! += weight * means[at * channels + channel]!
      }
    }
  }
  for (let at = 0; at < halfWeights.length; at++) {
    const weight = halfWeights[at]!
    if (weight === 0) continue
    for (let channel = 0; channel < channels; channel++) halfMeans[at * channels + channel]! /= weight
    halfWeights[at] = Math.min(1, weight)
  }
  return { ...half, means: halfMeans, weights: halfWeights }
}

/** What `fine` does not know is read from `coarse`, linearly between the centres of its samples. */
function fillGaps(fine: Level, coarse: Level): void {
  const { means } = coarse
  const channels = fine.means.length / fine.weights.length
  for (let y = 0, at = 0; y < fine.height; y++) {
    const row = (y >> 1) * coarse.width
    const nextRow = neighbour(y, coarse.height) * coarse.width
    for (let x = 0; x < fine.width; x++, at++) {
      const gap = (1 - fine.weights[at]!) / 16
      if (gap === 0) continue
      const column = x >> 1
      const nextColumn = neighbour(x, coarse.width)
      let near = (row + column) * channels
      let beside = (row + nextColumn) * channels
      let below = (nextRow + column) * channels
      let across = (nextRow + nextColumn) * channels
      for (let sample = at * channels; sample < (at + 1) * channels; sample++) {
        const continued = 9 * means[near++]! + 3 * (means[beside++]! + means[below++]!) + means[across++]!
        fine.means[sample] = (1 - 16 * gap) * fine.means[sample]! + gap * continued
      }
    }
  }
}

/** The coarse sample beside the one above `index`, on the side where `index` lies. */
function neighbour(index: number, length: number): number {
  const side = index % 2 === 0 ? (index >> 1) - 1 : (index >> 1) + 1
  return Math.min(Math.max(side, 0), length - 1)
}

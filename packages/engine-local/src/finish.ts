import type { Region } from './features.ts'
import { barrierOf, type Line, moveLine } from './lines.ts'
import { spread } from './membrane.ts'
import type { Parameters } from './parameters.ts'
import { pullTones } from './pull.ts'
import { type Predict, premultiply, store } from './vote.ts'

/** The part of a region that is worked on: the hole and some known pixels around it. Right and bottom are beyond it. */
interface Window {
  readonly left: number
  readonly top: number
  readonly width: number
  readonly height: number
}

/** Known pixels around the hole that say what tones to expect in it. */
const margin = 32

/**
 * Paints the hole from native samples: what the field predicts, less what the prediction misses at the mask's edge,
 * its tones drawn to the ones expected.
 */
export function finish(region: Region, predict: Predict, lines: readonly Line[], parameters: Parameters): void {
  const { width, channels, mask } = region
  const window = windowOf(region)
  const { left, top } = window
  const size = window.width * window.height
  const hole = new Uint8Array(size)
  const painted = new Float32Array(size * channels)
  const shifted = lines.map((line) => moveLine(line, -left, -top))
  for (let y = 0; y < window.height; y++) {
    for (let x = 0; x < window.width; x++) {
      const i = y * window.width + x
      const pixel = (top + y) * width + left + x
      if (mask[pixel]) {
        hole[i] = 1
        predict(left + x, top + y, painted, i * channels)
      } else premultiply(region, pixel, painted, i * channels)
    }
  }
  closeSeam(painted, hole, window, region, predict, parameters)
  if (parameters.pull > 0)
    pullTones(painted, hole, window, channels, barrierOf(shifted), parameters.pull, parameters.toneDoubt * unit(region))
  for (let i = 0; i < size; i++) {
    if (!hole[i]) continue
    const pixel = (top + Math.floor(i / window.width)) * width + left + (i % window.width)
    store(region, pixel, painted, i * channels)
  }
}

/** One of 255 levels in the region's samples. */
const unit = ({ data }: Region) => (data instanceof Uint16Array ? 257 : 1)

/** Takes away what the prediction misses at the mask's edge, by a membrane through the hole. */
function closeSeam(
  painted: Float32Array,
  hole: Uint8Array,
  { left, top, width, height }: Window,
  region: Region,
  predict: Predict,
  { seamLimit }: Parameters,
): void {
  const { channels } = region
  const misses = new Float32Array(painted.length)
  const state = new Uint8Array(hole.length)
  const said = new Float32Array(channels)
  const limit = seamLimit * unit(region)
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      const i = y * width + x
      if (hole[i]) {
        state[i] = 2
        continue
      }
      const beside =
        (x > 0 && hole[i - 1]) ||
        (x < width - 1 && hole[i + 1]) ||
        (y > 0 && hole[i - width]) ||
        (y < height - 1 && hole[i + width])
      if (!beside || !predict(left + x, top + y, said, 0)) continue
      const at = i * channels
      let miss = 0
      for (let c = 0; c < channels; c++) miss += Math.abs(painted[at + c]! - said[c]!) / channels
      // Tukey's weight: a large difference is an edge that ends at the mask, and is not to be smeared into it.
      const share = miss >= limit ? 0 : 1 - (miss / limit) ** 2
      for (let c = 0; c < channels; c++) misses[at + c] = share * (painted[at + c]! - said[c]!)
      state[i] = 1
    }
  }
  spread(misses, state, width, height, channels)
  for (let i = 0; i < hole.length; i++) {
    if (!hole[i]) continue
    for (let c = i * channels; c < (i + 1) * channels; c++) painted[c] = painted[c]! + misses[c]!
  }
}

function windowOf({ mask, width, height }: Region): Window {
  let left = width
  let right = 0
  let top = height
  let bottom = 0
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      if (!mask[y * width + x]) continue
      left = Math.min(left, x)
      right = Math.max(right, x + 1)
      top = Math.min(top, y)
      bottom = y + 1
    }
  }
  left = Math.max(0, left - margin)
  top = Math.max(0, top - margin)
  return {
    left,
    top,
    width: Math.min(width, right + margin) - left,
    height: Math.min(height, bottom + margin) - top,
  }
}

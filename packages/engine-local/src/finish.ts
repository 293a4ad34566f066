import type { Region } from './features.ts'
import { spread } from './membrane.ts'
import type { Parameters } from './parameters.ts'
import { type Predict, premultiply, store } from './vote.ts'

/**
 * Paints the hole from native samples: what the field predicts, and a membrane that takes away what the prediction
 * misses at the mask's edge.
 */
export function finish(region: Region, predict: Predict, { seamLimit }: Parameters): void {
  const { width, height, channels, mask } = region
  const box = holeBox(mask, width, height)
  const boxWidth = box.right - box.left + 1
  const boxHeight = box.bottom - box.top + 1
  const misses = new Float32Array(boxWidth * boxHeight * channels)
  const state = new Uint8Array(boxWidth * boxHeight)
  const said = new Float32Array(channels)
  const truth = new Float32Array(channels)
  const limit = seamLimit * (region.data instanceof Uint16Array ? 257 : 1)

  const holeBeside = (x: number, y: number) =>
    (x > 0 && mask[y * width + x - 1]) ||
    (x < width - 1 && mask[y * width + x + 1]) ||
    (y > 0 && mask[(y - 1) * width + x]) ||
    (y < height - 1 && mask[(y + 1) * width + x])

  for (let y = box.top; y <= box.bottom; y++) {
    for (let x = box.left; x <= box.right; x++) {
      const pixel = y * width + x
      const at = (y - box.top) * boxWidth + x - box.left
      if (mask[pixel]) {
        state[at] = 2
        continue
      }
      if (!holeBeside(x, y) || !predict(x, y, said)) continue
      premultiply(region, pixel, truth)
      let miss = 0
      for (let c = 0; c < channels; c++) miss += Math.abs(truth[c]! - said[c]!) / channels
      // Tukey's weight: a large difference is an edge that ends at the mask, and is not to be smeared into it.
      const share = miss >= limit ? 0 : 1 - (miss / limit) ** 2
      for (let c = 0; c < channels; c++) misses[at * channels + c] = share * (truth[c]! - said[c]!)
      state[at] = 1
    }
  }
  spread(misses, state, boxWidth, boxHeight, channels)

  for (let y = box.top; y <= box.bottom; y++) {
    for (let x = box.left; x <= box.right; x++) {
      const pixel = y * width + x
      if (!mask[pixel]) continue
      predict(x, y, said)
      const at = ((y - box.top) * boxWidth + x - box.left) * channels
      for (let c = 0; c < channels; c++) said[c] = said[c]! + misses[at + c]!
      store(region, pixel, said)
    }
  }
}

/** The hole's box with one known pixel around it, within the region. */
function holeBox(mask: Uint8Array, width: number, height: number) {
  let left = width
  let right = -1
  let top = height
  let bottom = -1
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      if (!mask[y * width + x]) continue
      left = Math.min(left, x)
      right = Math.max(right, x)
      top = Math.min(top, y)
      bottom = y
    }
  }
  return {
    left: Math.max(0, left - 1),
    right: Math.min(width - 1, right + 1),
    top: Math.max(0, top - 1),
    bottom: Math.min(height - 1, bottom + 1),
  }
}

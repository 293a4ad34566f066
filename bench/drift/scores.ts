import type { Mask, Pixels } from '@paintout/core'

/** Peak signal to noise of `picture` against `plate` where `mask` selects, in dB. */
export function psnrInside(picture: Pixels, plate: Pixels, mask: Mask): number {
  let sum = 0
  let count = 0
  for (let at = 0; at < mask.data.length; at++) {
    if (mask.data[at] === 0) continue
    for (let sample = 3 * at; sample < 3 * at + 3; sample++) sum += (picture.data[sample]! - plate.data[sample]!) ** 2
    count += 3
  }
  return 10 * Math.log10((255 * 255 * count) / Math.max(1e-6, sum))
}

const reach = 4
const tile = 16
const fewestPairs = 6

/**
 * The step across the mask's edge, in levels: the error of 4 samples inside less that of 4 samples outside, signed,
 * averaged along tiles of 16, so that grain cancels out and a visible edge does not.
 */
export function stepAcross(picture: Pixels, plate: Pixels, mask: Mask): number {
  const { width, height } = plate
  const tiles = new Map<number, { sums: [number, number, number]; pairs: number }>()
  const error = (sample: number) => picture.data[sample]! - plate.data[sample]!
  for (let y = reach; y < height - reach; y++) {
    for (let x = reach; x < width - reach; x++) {
      const at = y * width + x
      for (const step of [1, width]) {
        const next = at + step
        if (isSelected(mask, at) === isSelected(mask, next)) continue
        const sign = isSelected(mask, next) ? 1 : -1
        const key = Math.floor(y / tile) * width + Math.floor(x / tile)
        const found = tiles.get(key) ?? { sums: [0, 0, 0], pairs: 0 }
        for (let channel = 0; channel < 3; channel++) {
          let difference = 0
          for (let k = 0; k < reach; k++) {
            difference += error(3 * (next + k * step) + channel) - error(3 * (at - k * step) + channel)
          }
          found.sums[channel]! += (sign * difference) / reach
        }
        found.pairs++
        tiles.set(key, found)
      }
    }
  }
  const steps = [...tiles.values()]
    .filter(({ pairs }) => pairs >= fewestPairs)
    .map(({ sums, pairs }) => sums.reduce((sum, one) => sum + Math.abs(one), 0) / 3 / pairs)
  return mean(steps)
}

function isSelected(mask: Mask, at: number): boolean {
  return mask.data[at] !== 0
}

export function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / Math.max(1, values.length)
}

import { PaintoutError } from './errors.ts'
import type { Mask, Pixels, Samples } from './pixels.ts'

/**
 * How many pixels outside the mask (its sample is 0) differ in any channel between `original` and `result`.
 * The check on `composite`, which shares no code with it. The three are of one size, the images of one depth
 * and as many channels; else it throws `invalid-image`.
 */
export function countOutside(original: Pixels, result: Pixels, mask: Mask): number {
  const samples = original.width * original.height * original.channels
  const alike =
    original.width === result.width &&
    original.height === result.height &&
    original.channels === result.channels &&
    original.data.BYTES_PER_ELEMENT === result.data.BYTES_PER_ELEMENT &&
    original.data.length === samples &&
    result.data.length === samples
  if (!alike || mask.width !== original.width || mask.height !== original.height) {
    throw new PaintoutError(
      'invalid-image',
      `Expected the original, the result and the mask to be of one size, channels and depth, got ` +
        `${describe(original)}, ${describe(result)} and ${describe(mask)}.`,
    )
  }
  const before = original.data
  const after = result.data
  const { channels } = original
  let count = 0
  let counted = -1
  const compare = (from: number, to: number) => {
    for (let k = from; k < to; k++) {
      if (before[k] === after[k]) continue
      const pixel = Math.floor(k / channels)
      if (pixel === counted || mask.data[pixel] !== 0) continue
      counted = pixel
      count++
    }
  }

  const wordsBefore = wordsOf(before)
  const wordsAfter = wordsOf(after)
  const perWord = 4 / before.BYTES_PER_ELEMENT
  for (let w = 0; w < wordsBefore.length; w++) {
    if (wordsBefore[w] !== wordsAfter[w]) compare(w * perWord, (w + 1) * perWord)
  }
  compare(wordsBefore.length * perWord, samples)
  return count
}

/** True if two images of one size, depth and as many channels differ anywhere. Ends at the first sample that does. */
export function differs(original: Pixels, result: Pixels): boolean {
  const before = wordsOf(original.data)
  const after = wordsOf(result.data)
  for (let w = 0; w < before.length; w++) if (before[w] !== after[w]) return true
  for (let k = before.length * (4 / original.data.BYTES_PER_ELEMENT); k < original.data.length; k++) {
    if (original.data[k] !== result.data[k]) return true
  }
  return false
}

/** Most of two images is the same: whole words say so four bytes at a time. Samples that start off a word are copied. */
function wordsOf(samples: Samples): Int32Array {
  const { buffer, byteOffset, byteLength } = alignedToWords(samples)
  return new Int32Array(buffer, byteOffset, byteLength >>> 2)
}

function alignedToWords(samples: Samples): Samples {
  if (samples.byteOffset % 4 === 0) return samples
  return samples instanceof Uint16Array ? new Uint16Array(samples) : new Uint8Array(samples)
}

function describe({ width, height, channels, data }: Pixels): string {
  return `${width} × ${height} × ${channels} at ${data.BYTES_PER_ELEMENT * 8} bits`
}

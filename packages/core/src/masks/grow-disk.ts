import { growRect, intersectRect, type Rect, rectInside } from '../geometry/rect.ts'
import { Scanner } from '../geometry/scan.ts'
import type { Mask } from '../pixels.ts'

/**
 * Writes `value` into `out` wherever a sample of `mask` that is at least `level` lies within `radius` pixels,
 * centre to centre: the exact Euclidean disk. `bounds` is the box of those samples; `out` has the size of `mask`,
 * and what lies out of reach is left as it is.
 *
 * A selected sample covers half a chord of its disk in every column near it, upwards and downwards. So each row gets
 * the longest half chord at each column, all of them sink and rise by one a row (a distance transform of slope 1),
 * and what is above 0 in the end is covered. Four samples share a word, so that every radius costs the same.
 */
export function growDisk(mask: Mask, level: number, bounds: Rect, radius: number, value: number, out: Mask): void {
  const chords = chordsOf(radius)
  const area = intersectRect(growRect(bounds, chords.length - 1), rectInside(mask.width, mask.height))
  const wide = chords[0]! > 255
  const lanes = wide ? lanesOf16 : lanesOf8
  const stride = (area.width + 3) & ~3
  const samples = wide ? new Uint16Array(stride * area.height) : new Uint8Array(stride * area.height)
  const words = new Int32Array(samples.buffer)
  const wordsPerRow = words.length / area.height

  layChords(mask, level, bounds, chords, samples, area, stride)
  for (let y = 1; y < area.height; y++) {
    carry(words, (y - 1) * wordsPerRow, y * wordsPerRow, wordsPerRow, lanes)
  }
  const covered = new Uint8Array(stride)
  const coveredWords = new Int32Array(covered.buffer)
  const scanner = new Scanner(covered)
  for (let y = area.height - 1; y >= 0; y--) {
    if (y > 0) carry(words, y * wordsPerRow, (y - 1) * wordsPerRow, wordsPerRow, lanes)
    if (wide) for (let x = 0, s = y * stride; x < area.width; x++, s++) covered[x] = samples[s] === 0 ? 0 : 255
    else fillLanes(words, y * wordsPerRow, coveredWords, lanes)
    const row = (area.top + y) * out.width + area.left
    for (let x = scanner.skip(0, 0, area.width); x < area.width; ) {
      const end = scanner.skip(255, x, area.width)
      out.data.fill(value, row + x, row + end)
      x = scanner.skip(0, end, area.width)
    }
  }
}

/** `chords[d]`: rows that the disk covers from its middle down, the middle row included, `d` columns from its centre. */
function chordsOf(radius: number): Uint16Array {
  const length = Math.floor(radius) + 1
  return Uint16Array.from({ length }, (_, d) => Math.floor(Math.sqrt(radius * radius - d * d)) + 1)
}

/** Gives each sample of a row the chord at its distance to the row's nearest selected sample; 0 stays out of reach. */
function layChords(
  mask: Mask,
  level: number,
  bounds: Rect,
  chords: Uint16Array,
  samples: Uint8Array | Uint16Array,
  area: Rect,
  stride: number,
): void {
  const { data, width } = mask
  const scanner = new Scanner(data)
  for (let y = bounds.top; y < bounds.top + bounds.height; y++) {
    const row = y * width
    const from = row + bounds.left
    const to = from + bounds.width
    const toSample = (y - area.top) * stride - row - area.left
    const first = row + area.left + toSample
    let freeFrom = -1
    for (let i = scanner.skip(0, from, to); i < to; i = scanner.skip(0, i, to)) {
      const start = i
      while (i < to && data[i]! >= level) i = data[i] === 255 ? scanner.skip(255, i, to) : i + 1
      if (i === start) {
        i++
        continue
      }
      const begin = start + toSample
      const middle = freeFrom < 0 ? first : (freeFrom + begin + 1) >> 1
      if (freeFrom >= 0) layFall(samples, chords, freeFrom, middle)
      layRise(samples, chords, middle, begin)
      samples.fill(chords[0]!, begin, i + toSample)
      freeFrom = i + toSample
    }
    if (freeFrom >= 0) layFall(samples, chords, freeFrom, first + area.width)
  }
}

/** The chords to the right of a run that ends before `end`. */
function layFall(samples: Uint8Array | Uint16Array, chords: Uint16Array, end: number, stop: number): void {
  const count = Math.min(stop - end, chords.length - 1)
  for (let d = 1; d <= count; d++) samples[end + d - 1] = chords[d]!
}

/** The chords to the left of a run that begins at `start`. */
function layRise(samples: Uint8Array | Uint16Array, chords: Uint16Array, from: number, start: number): void {
  const count = Math.min(start - from, chords.length - 1)
  for (let d = 1; d <= count; d++) samples[start - d] = chords[d]!
}

/** How samples lie in a word: the highest bit of each, and how far it is from the lowest. */
interface Lanes {
  readonly high: number
  readonly shift: number
}
const lanesOf8: Lanes = { high: 0x80808080 | 0, shift: 7 }
const lanesOf16: Lanes = { high: 0x80008000 | 0, shift: 15 }

/**
 * `to = max(to, from - 1)` for each unsigned sample of two rows, never below 0; all samples of a word at once.
 * (Comparing within a word: Warren, Hacker's Delight, 2-18.)
 */
function carry(words: Int32Array, from: number, to: number, count: number, { high, shift }: Lanes): void {
  const low = ~high
  for (let k = 0; k < count; k++) {
    const there = words[from + k]!
    const here = words[to + k]!
    if (there === here || there === 0) continue
    const sunk = (there - (((((there & low) + low) | there) & high) >>> shift)) | 0
    if (here === 0) {
      words[to + k] = sunk
      continue
    }
    const difference = ((sunk | high) - (here & low)) | 0
    const notLess = ((sunk & ~here) | (~(sunk ^ here) & difference)) & high
    const lane = (notLess - (notLess >>> shift)) | notLess | 0
    words[to + k] = (sunk & lane) | (here & ~lane)
  }
}

/** A row of `to`: each sample above 0 with all its bits set. */
function fillLanes(words: Int32Array, from: number, to: Int32Array, { high, shift }: Lanes): void {
  const low = ~high
  for (let k = 0; k < to.length; k++) {
    const word = words[from + k]!
    const some = (((word & low) + low) | word) & high
    to[k] = (some - (some >>> shift)) | some
  }
}

import { growRect, intersectRect, type Rect, rectInside } from '../geometry/rect.ts'
import { Scanner } from '../geometry/scan.ts'
import type { Mask } from '../pixels.ts'

/** A part of a mask: 255 where it is covered, else 0. Rows are `stride` samples long, the first `area.width` count. */
export interface Sheet {
  readonly data: Uint8Array
  readonly stride: number
  readonly area: Rect
}

/**
 * Covers what lies within `radius` pixels, centre to centre, of a sample of `mask` that is at least `level`: the exact
 * Euclidean disk. `bounds` is the box of those samples; the sheet reaches as far as the disk, within the image.
 *
 * A selected sample covers half a chord of its disk in every column near it, upwards and downwards. So each row gets
 * the longest half chord at each column, all of them sink and rise by one a row (a distance transform of slope 1),
 * and what is above 0 in the end is covered. Four samples share a word, so that every radius costs the same, and
 * it all happens in one array: on large masks, memory that is touched for the first time costs more than the work.
 */
export function growDisk(mask: Mask, level: number, bounds: Rect, radius: number): Sheet {
  const area = intersectRect(growRect(bounds, Math.floor(radius)), rectInside(mask.width, mask.height))
  const chords = chordsOf(radius, area)
  const wide = chords[0]! > 255
  const lanes = wide ? lanesOf16 : lanesOf8
  const stride = (area.width + 3) & ~3
  const samples = wide ? new Uint16Array(stride * area.height) : new Uint8Array(stride * area.height)
  const words = new Int32Array(samples.buffer)
  const wordsPerRow = words.length / area.height

  layChords(mask, level, bounds, chords, samples, area, stride)
  for (let row = wordsPerRow; row < words.length; row += wordsPerRow) {
    carry(words, row - wordsPerRow, row, wordsPerRow, lanes)
  }
  for (let row = words.length - wordsPerRow; row >= 0; row -= wordsPerRow) {
    if (row > 0) carry(words, row, row - wordsPerRow, wordsPerRow, lanes)
    fillLanes(words, row, wordsPerRow, lanes)
  }
  return { data: wide ? narrow(samples) : (samples as Uint8Array), stride, area }
}

/** The low byte of each sample, in the memory of the samples themselves: no byte is written before it was read. */
function narrow(samples: Uint8Array | Uint16Array): Uint8Array {
  const bytes = new Uint8Array(samples.buffer, 0, samples.length)
  for (let i = 0; i < samples.length; i++) bytes[i] = samples[i]!
  return bytes
}

/**
 * `chords[d]`: rows that the disk covers from its middle down, the middle row included, `d` columns from its centre.
 * No more columns and rows than the area has.
 */
function chordsOf(radius: number, { width, height }: Rect): Uint16Array {
  const length = Math.min(Math.floor(radius), width) + 1
  return Uint16Array.from({ length }, (_, d) => Math.min(Math.floor(Math.sqrt(radius * radius - d * d)) + 1, height))
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

/** Sets all bits of each sample of a row that is above 0. */
function fillLanes(words: Int32Array, from: number, count: number, { high, shift }: Lanes): void {
  const low = ~high
  for (let i = from; i < from + count; i++) {
    const word = words[i]!
    const some = (((word & low) + low) | word) & high
    words[i] = (some - (some >>> shift)) | some
  }
}

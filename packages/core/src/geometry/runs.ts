import type { Mask } from '../pixels.ts'
import type { Rect } from './rect.ts'
import { Scanner } from './scan.ts'

/** Stretches of samples in a row, from the top down and from left to right; `ends` are exclusive. */
export interface Runs {
  readonly count: number
  readonly rows: Int32Array
  readonly starts: Int32Array
  readonly ends: Int32Array
}

/** The stretches in `area` where `mask` is at least `level` (`'selected'`), or below it (`'unselected'`). */
export function findRuns(mask: Mask, area: Rect, wanted: 'selected' | 'unselected', level: number): Runs {
  const { data, width } = mask
  const scanner = new Scanner(data)
  const selected = wanted === 'selected'
  let count = 0
  let rows = new Int32Array(1024)
  let starts = new Int32Array(1024)
  let ends = new Int32Array(1024)
  /** The first sample from `i` on that is wanted, or is not. */
  const next = (from: number, to: number, isWanted: boolean) => {
    let i = from
    while (i < to && (data[i]! >= level === selected) !== isWanted) {
      const value = data[i]!
      i = value === 0 || value === 255 ? scanner.skip(value, i, to) : i + 1
    }
    return i
  }
  for (let y = area.top; y < area.top + area.height; y++) {
    const row = y * width
    const to = row + area.left + area.width
    for (let i = next(row + area.left, to, true); i < to; i = next(i, to, true)) {
      if (count === rows.length) {
        rows = doubled(rows)
        starts = doubled(starts)
        ends = doubled(ends)
      }
      rows[count] = y
      starts[count] = i - row
      i = next(i, to, false)
      ends[count++] = i - row
    }
  }
  return { count, rows, starts, ends }
}

function doubled(values: Int32Array<ArrayBuffer>): Int32Array<ArrayBuffer> {
  const larger = new Int32Array(values.length * 2)
  larger.set(values)
  return larger
}

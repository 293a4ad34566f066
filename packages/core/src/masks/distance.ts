import { rectInside } from '../geometry/rect.ts'
import { findRuns } from '../geometry/runs.ts'
import type { Mask } from '../pixels.ts'

/** Stands for every squared distance over the limit. */
export const far = 0xffffffff

/**
 * The exact squared Euclidean distance, in pixels, from each sample to the nearest one of `sources` that is above 0,
 * centre to centre: 0 at the sources, 0xffffffff where it is over `limit`. Row by row, as large as `sources`.
 *
 * Meijster, Roerdink, Hesselink, "A General Algorithm for Computing Distance Transforms in Linear Time" (2000):
 * distances along the columns, then the lower envelope of their parabolas along each row. Two sources of a row hide
 * from what is between them all that is beyond them, so that each stretch between sources is a problem of its own.
 */
export function squaredDistances(sources: Mask, limit = Number.POSITIVE_INFINITY): Uint32Array {
  const { width, height } = sources
  const columns = columnDistances(sources, Math.min(Math.floor(limit), height) + 1)
  const squared = new Uint32Array(width * height)
  const layEnvelope = envelopeOf(columns, squared, width, limit)
  const { count, rows, starts, ends } = findRuns(sources, rectInside(width, height), 'unselected', 1)
  for (let run = 0; run < count; run++) layEnvelope(rows[run]! * width, starts[run]!, ends[run]!)
  return squared
}

interface Columns {
  /** Rows to the nearest source of the column, or `cap`. */
  readonly distances: Uint16Array | Uint32Array
  readonly cap: number
}

function columnDistances({ data, width, height }: Mask, cap: number): Columns {
  const distances = cap > 0xffff ? new Uint32Array(width * height) : new Uint16Array(width * height)
  for (let i = 0; i < width; i++) distances[i] = data[i] === 0 ? cap : 0
  for (let i = width; i < distances.length; i++) {
    distances[i] = data[i] === 0 ? Math.min(distances[i - width]! + 1, cap) : 0
  }
  for (let i = distances.length - width - 1; i >= 0; i--) {
    const below = distances[i + width]! + 1
    if (below < distances[i]!) distances[i] = below
  }
  return { distances, cap }
}

/** A function that writes the distances of the samples from `start` to `end` in a row, none of which is a source. */
function envelopeOf({ distances, cap }: Columns, squared: Uint32Array, width: number, limit: number) {
  /** The parabolas of the envelope: the column of each, and the first column where it is the lowest. */
  const tips = new Int32Array(width + 1)
  const froms = new Int32Array(width + 1)
  const largest = limit * limit
  return function layEnvelope(row: number, start: number, end: number): void {
    let last = -1
    const stop = Math.min(end + 1, width)
    for (let tip = Math.max(start - 1, 0); tip < stop; tip++) {
      const height = distances[row + tip]!
      if (height === cap) continue
      let from = start
      for (; last >= 0; last--) {
        const other = tips[last]!
        const otherHeight = distances[row + other]!
        const rise = (tip - other) * (tip + other) + (height - otherHeight) * (height + otherHeight)
        from = Math.max(Math.floor(rise / (2 * (tip - other))) + 1, start)
        if (from > froms[last]!) break
        from = start
      }
      if (last >= 0 && from >= end) continue
      last++
      tips[last] = tip
      froms[last] = from
    }
    if (last < 0) {
      squared.fill(far, row + start, row + end)
      return
    }
    for (let x = end - 1; x >= start; x--) {
      while (froms[last]! > x) last--
      const dx = x - tips[last]!
      const dy = distances[row + tips[last]!]!
      const distance = dx * dx + dy * dy
      squared[row + x] = distance > largest ? far : distance
    }
  }
}

import { Scanner } from '../geometry/scan.ts'
import type { Mask } from '../pixels.ts'

/** Stands for every squared distance over the limit. */
export const far = 0xffffffff

/**
 * The exact squared Euclidean distance, in pixels, from each sample to the nearest one of `sources` that is above 0,
 * centre to centre: 0 at the sources, 0xffffffff where it is over `limit`. Row by row, as large as `sources`.
 */
export function squaredDistances(sources: Mask, limit = Number.POSITIVE_INFINITY): Uint32Array {
  const squared = new Uint32Array(sources.width * sources.height)
  eachRowOfDistances(sources, limit, (y, row) => squared.set(row, y * sources.width))
  return squared
}

/**
 * Calls `visit` for each row, from the top down, with the squared distances of its samples, in an array that is used again
 * for the next one: four bytes a sample for a whole picture would cost more than the work.
 *
 * Meijster, Roerdink, Hesselink, "A General Algorithm for Computing Distance Transforms in Linear Time" (2000):
 * distances along the columns, then the lower envelope of their parabolas along each row. Two sources of a row hide
 * from what is between them all that is beyond them, so that each stretch between sources is a problem of its own.
 */
export function eachRowOfDistances(
  sources: Mask,
  limit: number,
  visit: (y: number, squared: Uint32Array) => void,
): void {
  const { data, width, height } = sources
  const columns = columnDistances(sources, Math.min(Math.floor(limit), height) + 1)
  const squared = new Uint32Array(width)
  const layEnvelope = envelopeOf(columns, squared, limit)
  const scanner = new Scanner(data)
  for (let y = 0; y < height; y++) {
    const row = y * width
    const end = row + width
    squared.fill(0)
    for (let i = row; i < end; ) {
      const value = data[i]!
      if (value === 0) {
        const source = scanner.skip(0, i, end)
        layEnvelope(row, i - row, source - row)
        i = source
      } else {
        i = value === 255 ? scanner.skip(255, i, end) : i + 1
      }
    }
    visit(y, squared)
  }
}

interface Columns {
  /** Rows to the nearest source of the column, or `cap`. */
  readonly distances: Uint8Array | Uint16Array | Uint32Array
  readonly cap: number
}

function columnDistances({ data, width, height }: Mask, cap: number): Columns {
  const Distances = cap > 0xffff ? Uint32Array : cap > 0xff ? Uint16Array : Uint8Array
  const distances = new Distances(width * height)
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

/** A function that writes the distances of the samples from `start` to `end` of a row, none of which is a source. */
function envelopeOf({ distances, cap }: Columns, squared: Uint32Array, limit: number) {
  const width = squared.length
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
      squared.fill(far, start, end)
      return
    }
    for (let x = end - 1; x >= start; x--) {
      while (froms[last]! > x) last--
      const dx = x - tips[last]!
      const dy = distances[row + tips[last]!]!
      const distance = dx * dx + dy * dy
      squared[x] = distance > largest ? far : distance
    }
  }
}

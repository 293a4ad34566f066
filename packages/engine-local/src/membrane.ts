/**
 * A correction that runs smoothly through the hole, `channels` values a pixel, from what is given at its edge.
 * `state` is 0 where nothing is, 1 where a value is given, 2 where one is wanted. Wanted values are harmonic (the
 * membrane of Pérez et al. 2003, *Poisson image editing*, for the difference instead of the picture), solved from
 * coarse to fine. Nothing spreads across `barrier`. Changes `values`.
 */
export function spread(
  values: Float32Array,
  state: Uint8Array,
  width: number,
  height: number,
  channels: number,
  barrier?: Barrier,
): void {
  const wanted = wantedPixels(state)
  if (wanted.length === 0) return
  const coarse = wanted.length > 60 && Math.min(width, height) > 4
  if (coarse) {
    const w = (width + 1) >> 1
    const h = (height + 1) >> 1
    const smaller = new Float32Array(w * h * channels)
    const smallerState = new Uint8Array(w * h)
    const given = new Uint8Array(w * h)
    for (let i = 0; i < state.length; i++) {
      if (state[i] === 0) continue
      const at = ((i / width) >> 1) * w + ((i % width) >> 1)
      if (state[i] === 1) {
        smallerState[at] = 1
        given[at] = given[at]! + 1
        for (let c = 0; c < channels; c++)
          smaller[at * channels + c] = smaller[at * channels + c]! + values[i * channels + c]!
      } else if (smallerState[at] === 0) smallerState[at] = 2
    }
    for (let at = 0; at < given.length; at++)
      for (let c = 0; c < channels && given[at]! > 1; c++)
        smaller[at * channels + c] = smaller[at * channels + c]! / given[at]!
    spread(smaller, smallerState, w, h, channels, barrier?.halved())
    for (const i of wanted) {
      const at = (((i / width) >> 1) * w + ((i % width) >> 1)) * channels
      for (let c = 0; c < channels; c++) values[i * channels + c] = smaller[at + c]!
    }
  }
  // Coarse cells mix both sides of a barrier: what starts from them takes longer to come right.
  const rounds = !coarse ? 60 : barrier ? 24 : 6
  relax(values, state, width, height, channels, wanted, rounds, barrier?.sides(width, height))
}

function wantedPixels(state: Uint8Array): Int32Array {
  let count = 0
  for (const value of state) if (value === 2) count++
  const pixels = new Int32Array(count)
  for (let i = 0, at = 0; i < state.length; i++) if (state[i] === 2) pixels[at++] = i
  return pixels
}

/** On which side of up to eight lines each pixel lies, and which of them run past it: a bit for each line. */
export interface Sides {
  readonly side: Uint8Array
  readonly beside: Uint8Array
}

/** Lines that nothing spreads across, on the scale of a picture. */
export interface Barrier {
  sides(width: number, height: number): Sides
  /** For a picture half as large. */
  halved(): Barrier
}

const apart = (sides: Sides | undefined, a: number, b: number) =>
  sides !== undefined && ((sides.side[a]! ^ sides.side[b]!) & sides.beside[a]! & sides.beside[b]!) !== 0

/** Gauss-Seidel, back and forth. */
function relax(
  values: Float32Array,
  state: Uint8Array,
  width: number,
  height: number,
  channels: number,
  wanted: Int32Array,
  rounds: number,
  sides?: Sides,
): void {
  const below = (height - 1) * width
  for (let round = 0; round < rounds; round++) {
    for (let n = 0; n < wanted.length; n++) {
      const i = wanted[round & 1 ? wanted.length - 1 - n : n]!
      const x = i % width
      const west = x > 0 && state[i - 1] && !apart(sides, i, i - 1) ? i - 1 : -1
      const east = x < width - 1 && state[i + 1] && !apart(sides, i, i + 1) ? i + 1 : -1
      const north = i >= width && state[i - width] && !apart(sides, i, i - width) ? i - width : -1
      const south = i < below && state[i + width] && !apart(sides, i, i + width) ? i + width : -1
      const count = +(west >= 0) + +(east >= 0) + +(north >= 0) + +(south >= 0)
      if (count === 0) continue
      for (let c = 0; c < channels; c++) {
        let sum = 0
        if (west >= 0) sum += values[west * channels + c]!
        if (east >= 0) sum += values[east * channels + c]!
        if (north >= 0) sum += values[north * channels + c]!
        if (south >= 0) sum += values[south * channels + c]!
        values[i * channels + c] = sum / count
      }
    }
  }
}

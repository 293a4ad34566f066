import { certainty } from './expect.ts'
import { type Barrier, spread } from './membrane.ts'

/** Side of a cell in pixels. */
const cell = 8

/**
 * Draws the mean of each cell in the hole a `share` of the way to the one expected from around it (see `expect.ts`),
 * smoothly between cells: what is invented deep in a hole strays from its surroundings. Texture is not touched.
 */
export function pullTones(
  painted: Float32Array,
  hole: Uint8Array,
  { width, height }: { readonly width: number; readonly height: number },
  channels: number,
  barrier: Barrier | undefined,
  share: number,
  doubt: number,
): void {
  const w = Math.ceil(width / cell)
  const h = Math.ceil(height / cell)
  const stride = channels + 1
  const known = new Float32Array(w * h * stride)
  const filled = new Float32Array(w * h * channels)
  const knownCount = new Int32Array(w * h)
  const filledCount = new Int32Array(w * h)
  for (let i = 0; i < hole.length; i++) {
    const at = Math.floor(i / width / cell) * w + Math.floor((i % width) / cell)
    const sums = hole[i] ? filled : known
    const to = at * (hole[i] ? channels : stride)
    const counts = hole[i] ? filledCount : knownCount
    counts[at] = counts[at]! + 1
    for (let c = 0; c < channels; c++) sums[to + c] = sums[to + c]! + painted[i * channels + c]!
  }
  const state = new Uint8Array(w * h)
  for (let at = 0; at < w * h; at++) {
    // A sliver of known pixels says little of a cell's mean.
    state[at] = knownCount[at]! >= cell ? 1 : 2
    const squares = at * stride + channels
    for (let c = 0; c < channels; c++) {
      const mean = state[at] === 1 ? known[at * stride + c]! / knownCount[at]! : 0
      known[at * stride + c] = mean
      known[squares] = known[squares]! + mean ** 2
      if (filledCount[at]! > 0) filled[at * channels + c] = filled[at * channels + c]! / filledCount[at]!
    }
  }
  spread(known, state, w, h, stride, barrier?.halved().halved().halved())

  const change = new Float32Array(w * h * channels)
  for (let at = 0; at < w * h; at++) {
    if (state[at] !== 2 || filledCount[at] === 0) continue
    const sure = share * certainty(known, at * stride, channels, doubt)
    for (let c = 0; c < channels; c++)
      change[at * channels + c] = sure * (known[at * stride + c]! - filled[at * channels + c]!)
  }
  for (let i = 0; i < hole.length; i++) {
    if (!hole[i]) continue
    const x = Math.min(Math.max(((i % width) + 0.5) / cell - 0.5, 0), w - 1)
    const y = Math.min(Math.max((Math.floor(i / width) + 0.5) / cell - 0.5, 0), h - 1)
    const right = x - Math.floor(x)
    const down = y - Math.floor(y)
    const at = Math.floor(y) * w + Math.floor(x)
    const east = right > 0 ? 1 : 0
    const south = down > 0 ? w : 0
    for (let c = 0; c < channels; c++) {
      const upper = (1 - right) * change[at * channels + c]! + right * change[(at + east) * channels + c]!
      const lower =
        (1 - right) * change[(at + south) * channels + c]! + right * change[(at + south + east) * channels + c]!
      painted[i * channels + c] = painted[i * channels + c]! + (1 - down) * upper + down * lower
    }
  }
}

import { type Rect, rectInside } from '../geometry/rect.ts'
import { createSamples, maxOf, type Pixels } from '../pixels.ts'
import { type Affine, inPixels, type Sides } from './affine.ts'
import type { Flow } from './flow.ts'
import { createPlane, type Plane } from './plane.ts'

/** From the photo to the answer: first the flow, then the affine map. */
export interface Movements {
  readonly affine: Affine
  readonly flow?: Flow | undefined
}

/** Where the samples of a row of the photo lie in the answer, in samples from 0. */
class Places {
  readonly across: Float32Array
  readonly down: Float32Array
  readonly #affine: Affine
  readonly #flow: Flow | undefined
  readonly #photo: Sides
  readonly #moveX: Float32Array
  readonly #moveY: Float32Array

  constructor({ affine, flow }: Movements, photo: Sides, answer: Sides) {
    const { width } = photo
    this.across = new Float32Array(width)
    this.down = new Float32Array(width)
    this.#affine = inPixels(affine, photo, answer)
    this.#flow = flow
    this.#photo = photo
    this.#moveX = new Float32Array(width)
    this.#moveY = new Float32Array(width)
  }

  /** Reads row `y` of the photo. */
  read(y: number): void {
    const { width, height } = this.#photo
    if (this.#flow) {
      readMoves(this.#flow.u, y, width / 2, height, this.#moveX)
      readMoves(this.#flow.v, y, height / 2, height, this.#moveY)
    }
    placeRow(this.#affine, y, this.#moveX, this.#moveY, this.across, this.down)
  }
}

function placeRow(
  { xx, xy, x, yx, yy, y }: Affine,
  row: number,
  moveX: Float32Array,
  moveY: Float32Array,
  across: Float32Array,
  down: Float32Array,
): void {
  for (let column = 0; column < across.length; column++) {
    const u = column + 0.5 + moveX[column]!
    const v = row + 0.5 + moveY[column]!
    across[column] = xx * u + xy * v + x - 0.5
    down[column] = yx * u + yy * v + y - 0.5
  }
}

/** One row of the flow, by straight lines between its cells, times `scale`. */
function readMoves({ data, width, height }: Plane, y: number, scale: number, rows: number, moves: Float32Array): void {
  const line = within(((y + 0.5) * height) / rows - 0.5, height)
  const above = Math.floor(line) * width
  const below = Math.min(height - 1, Math.floor(line) + 1) * width
  const lower = (line - Math.floor(line)) * scale
  const upper = scale - lower
  const step = width / moves.length
  for (let x = 0; x < moves.length; x++) {
    const place = within((x + 0.5) * step - 0.5, width)
    const left = place | 0
    const right = left + 1 < width ? left + 1 : left
    const part = place - left
    const first = data[above + left]! * upper + data[below + left]! * lower
    const second = data[above + right]! * upper + data[below + right]! * lower
    moves[x] = first + (second - first) * part
  }
}

/** Planes of the answer as the photo has them, by straight lines; `valid` is 0 where the answer has nothing. */
export function warpPlanes(planes: readonly Plane[], movements: Movements): { planes: Plane[]; valid: Uint8Array } {
  const { width, height } = planes[0]!
  const places = new Places(movements, planes[0]!, planes[0]!)
  const { across, down } = places
  const valid = new Uint8Array(width * height)
  const warped = planes.map(() => createPlane(width, height))
  for (let y = 0; y < height; y++) {
    places.read(y)
    for (let x = 0; x < width; x++) {
      if (isInside(across[x]!, down[x]!, width, height)) valid[y * width + x] = 1
    }
    keepWithin(places, width, height)
    for (let index = 0; index < planes.length; index++) {
      readPlaneRow(planes[index]!, across, down, warped[index]!.data, y * width)
    }
  }
  return { planes: warped, valid }
}

function readPlaneRow(
  { data, width, height }: Plane,
  across: Float32Array,
  down: Float32Array,
  out: Float32Array,
  to: number,
): void {
  for (let x = 0; x < width; x++) {
    const left = across[x]! | 0
    const top = down[x]! | 0
    const part = across[x]! - left
    const at = top * width + left
    const right = left + 1 < width ? 1 : 0
    const below = at + (top + 1 < height ? width : 0)
    const upper = data[at]! + part * (data[at + right]! - data[at]!)
    const lower = data[below]! + part * (data[below + right]! - data[below]!)
    out[to + x] = upper + (down[x]! - top) * (lower - upper)
  }
}

/**
 * The answer as the photo has it and as large as `photo`, in new samples: in `fine` by cubic interpolation (Keys, "Cubic
 * Convolution Interpolation", 1981, a = -0.5), which keeps texture crisp, elsewhere by straight lines, good enough to
 * compare. Beyond the answer's frame its outermost samples count. The answer may be of another size, but not much
 * larger, or detail breaks up. `area` gives only a part of the photo, which `fine` may reach over.
 */
export function warpPixels(
  answer: Pixels,
  movements: Movements,
  photo: Sides,
  fine: Rect,
  area: Rect = rectInside(photo.width, photo.height),
): Pixels {
  const { channels } = answer
  const { left, top, width, height } = area
  const data = createSamples(answer.data, width * height * channels)
  const places = new Places(movements, photo, answer)
  const { across, down } = places
  const right = left + width
  for (let y = top; y < top + height; y++) {
    places.read(y)
    keepWithin(places, answer.width, answer.height)
    const row = { across, down, out: data, to: ((y - top) * width - left) * channels }
    const isFine = y >= fine.top && y < fine.top + fine.height
    const fineFrom = isFine ? clamp(fine.left, left, right) : right
    const fineTo = isFine ? clamp(fine.left + fine.width, left, right) : right
    readLinear(answer, row, left, fineFrom)
    readCubic(answer, row, fineFrom, fineTo)
    readLinear(answer, row, fineTo, right)
  }
  return { data, width, height, channels }
}

/** A row of the photo: where its samples lie in the answer, and where they go. */
interface Row {
  readonly across: Float32Array
  readonly down: Float32Array
  readonly out: Uint8Array | Uint16Array
  readonly to: number
}

function readLinear(
  { data, width, height, channels }: Pixels,
  { across, down, out, to }: Row,
  start: number,
  end: number,
): void {
  const stride = width * channels
  for (let x = start; x < end; x++) {
    const left = across[x]! | 0
    const top = down[x]! | 0
    const part = across[x]! - left
    const lower = down[x]! - top
    const at = top * stride + left * channels
    const right = left + 1 < width ? channels : 0
    const below = top + 1 < height ? stride : 0
    for (let channel = 0; channel < channels; channel++) {
      const from = at + channel
      const first = data[from]!
      const second = data[from + below]!
      const upper = first + part * (data[from + right]! - first)
      const under = second + part * (data[from + below + right]! - second)
      out[to + x * channels + channel] = upper + lower * (under - upper) + 0.5
    }
  }
}

function readCubic(answer: Pixels, { across, down, out, to }: Row, start: number, end: number): void {
  const { data, width, height, channels } = answer
  const stride = width * channels
  const largest = maxOf(answer)
  for (let x = start; x < end; x++) {
    const left = across[x]! | 0
    const top = down[x]! | 0
    const t = across[x]! - left
    const s = down[x]! - top
    const c1 = left * channels
    const c0 = left > 0 ? c1 - channels : c1
    const c2 = left + 1 < width ? c1 + channels : c1
    const c3 = left + 2 < width ? c2 + channels : c2
    const x0 = ((2 - t) * t - 1) * t * 0.5
    const x1 = (1.5 * t - 2.5) * t * t + 1
    const x2 = ((2 - 1.5 * t) * t + 0.5) * t
    const x3 = (t - 1) * t * t * 0.5
    const y0 = ((2 - s) * s - 1) * s * 0.5
    const y1 = (1.5 * s - 2.5) * s * s + 1
    const y2 = ((2 - 1.5 * s) * s + 0.5) * s
    const y3 = (s - 1) * s * s * 0.5
    const r1 = top * stride
    const r0 = top > 0 ? r1 - stride : r1
    const r2 = top + 1 < height ? r1 + stride : r1
    const r3 = top + 2 < height ? r2 + stride : r2
    for (let channel = 0; channel < channels; channel++) {
      const d0 = c0 + channel
      const d1 = c1 + channel
      const d2 = c2 + channel
      const d3 = c3 + channel
      const sum =
        y0 * (x0 * data[r0 + d0]! + x1 * data[r0 + d1]! + x2 * data[r0 + d2]! + x3 * data[r0 + d3]!) +
        y1 * (x0 * data[r1 + d0]! + x1 * data[r1 + d1]! + x2 * data[r1 + d2]! + x3 * data[r1 + d3]!) +
        y2 * (x0 * data[r2 + d0]! + x1 * data[r2 + d1]! + x2 * data[r2 + d2]! + x3 * data[r2 + d3]!) +
        y3 * (x0 * data[r3 + d0]! + x1 * data[r3 + d1]! + x2 * data[r3 + d2]! + x3 * data[r3 + d3]!) +
        0.5
      out[to + x * channels + channel] = sum < 0 ? 0 : Math.min(sum, largest)
    }
  }
}

function keepWithin({ across, down }: Places, width: number, height: number): void {
  for (let x = 0; x < across.length; x++) {
    across[x] = within(across[x]!, width)
    down[x] = within(down[x]!, height)
  }
}

/** Half a sample beyond the outermost centres is still the answer's. */
function isInside(x: number, y: number, width: number, height: number): boolean {
  return x >= -0.5 && y >= -0.5 && x <= width - 0.5 && y <= height - 0.5
}

function within(place: number, length: number): number {
  return place < 0 ? 0 : Math.min(place, length - 1)
}

function clamp(value: number, low: number, high: number): number {
  return Math.min(Math.max(value, low), high)
}

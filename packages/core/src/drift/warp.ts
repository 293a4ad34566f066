import type { Rect } from '../geometry/rect.ts'
import { createSamples, maxOf, type Pixels } from '../pixels.ts'
import { type Affine, inPixels } from './affine.ts'
import type { Flow } from './flow.ts'
import { createPlane, type Plane } from './plane.ts'

/** From the photo to the answer: first the flow, then the affine map. */
export interface Movements {
  readonly affine: Affine
  readonly flow?: Flow | undefined
}

/** Writes where the samples of row `y` of the photo lie in an answer of the same size, in samples from 0. */
type RowOfPlaces = (y: number, across: Float32Array, down: Float32Array) => void

/** Where samples come from, row by row. Both pictures are `width` × `height`. */
export function placesOf({ affine, flow }: Movements, width: number, height: number): RowOfPlaces {
  const { xx, xy, x, yx, yy, y } = inPixels(affine, width, height)
  const move = flow && movesOf(flow, width, height)
  const moveX = new Float32Array(width)
  const moveY = new Float32Array(width)
  return (row, across, down) => {
    move?.(row, moveX, moveY)
    const v = row + 0.5
    for (let column = 0; column < width; column++) {
      const u = column + 0.5 + moveX[column]!
      const w = v + moveY[column]!
      across[column] = xx * u + xy * w + x - 0.5
      down[column] = yx * u + yy * w + y - 0.5
    }
  }
}

function movesOf({ u, v }: Flow, width: number, height: number): RowOfPlaces {
  const lineU = new Float32Array(u.width)
  const lineV = new Float32Array(u.width)
  return (row, moveX, moveY) => {
    const line = within(((row + 0.5) * u.height) / height - 0.5, u.height)
    const above = Math.floor(line) * u.width
    const below = Math.min(u.height - 1, Math.floor(line) + 1) * u.width
    const part = line - Math.floor(line)
    for (let column = 0; column < u.width; column++) {
      lineU[column] = ((u.data[above + column]! * (1 - part) + u.data[below + column]! * part) * width) / 2
      lineV[column] = ((v.data[above + column]! * (1 - part) + v.data[below + column]! * part) * height) / 2
    }
    for (let column = 0; column < width; column++) {
      const place = within(((column + 0.5) * u.width) / width - 0.5, u.width)
      const left = place | 0
      const right = left + 1 < u.width ? left + 1 : left
      const part = place - left
      moveX[column] = lineU[left]! + (lineU[right]! - lineU[left]!) * part
      moveY[column] = lineV[left]! + (lineV[right]! - lineV[left]!) * part
    }
  }
}

/** Planes of the answer as the photo has them, by straight lines; `valid` is 0 where the answer has nothing. */
export function warpPlanes(planes: readonly Plane[], movements: Movements): { planes: Plane[]; valid: Uint8Array } {
  const { width, height } = planes[0]!
  const places = placesOf(movements, width, height)
  const across = new Float32Array(width)
  const down = new Float32Array(width)
  const valid = new Uint8Array(width * height)
  const warped = planes.map(() => createPlane(width, height))
  for (let y = 0; y < height; y++) {
    places(y, across, down)
    for (let x = 0; x < width; x++) {
      if (isInside(across[x]!, down[x]!, width, height)) valid[y * width + x] = 1
      across[x] = within(across[x]!, width)
      down[x] = within(down[x]!, height)
    }
    planes.forEach(({ data }, index) => {
      const row = warped[index]!.data.subarray(y * width, (y + 1) * width)
      for (let x = 0; x < width; x++) {
        const left = across[x]! | 0
        const top = down[x]! | 0
        const part = across[x]! - left
        const at = top * width + left
        const right = left + 1 < width ? 1 : 0
        const below = at + (top + 1 < height ? width : 0)
        const upper = data[at]! + part * (data[at + right]! - data[at]!)
        const lower = data[below]! + part * (data[below + right]! - data[below]!)
        row[x] = upper + (down[x]! - top) * (lower - upper)
      }
    })
  }
  return { planes: warped, valid }
}

/**
 * The answer as the photo has it, in new samples: in `fine` by cubic interpolation (Keys, "Cubic Convolution
 * Interpolation", 1981, a = -0.5), which keeps texture crisp, elsewhere by straight lines. Beyond the answer's frame
 * its outermost samples count. Colours and alpha alike.
 */
export function warpPixels(answer: Pixels, movements: Movements, fine: Rect): Pixels {
  const { width, height, channels } = answer
  const data = createSamples(answer.data, answer.data.length)
  const places = placesOf(movements, width, height)
  const across = new Float32Array(width)
  const down = new Float32Array(width)
  const sample = samplerOf(answer, data)
  for (let y = 0; y < height; y++) {
    places(y, across, down)
    const isFine = y >= fine.top && y < fine.top + fine.height
    const start = isFine ? fine.left : width
    const end = isFine ? fine.left + fine.width : width
    for (let x = 0, to = y * width * channels; x < width; x++, to += channels) {
      const cubic = x >= start && x < end
      if (cubic) sample.cubic(within(across[x]!, width), within(down[x]!, height), to)
      else sample.linear(within(across[x]!, width), within(down[x]!, height), to)
    }
  }
  return { ...answer, data }
}

function samplerOf(answer: Pixels, out: Uint8Array | Uint16Array) {
  const { data, width, height, channels } = answer
  const largest = maxOf(answer)
  const stride = width * channels
  const wx = new Float64Array(4)
  const wy = new Float64Array(4)
  const columns = new Int32Array(4)
  const rows = new Int32Array(4)
  return {
    linear(x: number, y: number, to: number): void {
      const left = x | 0
      const top = y | 0
      const part = x - left
      const lower = y - top
      const at = top * stride + left * channels
      const right = left + 1 < width ? channels : 0
      const below = top + 1 < height ? stride : 0
      for (let channel = 0; channel < channels; channel++) {
        const from = at + channel
        const upper = data[from]! + part * (data[from + right]! - data[from]!)
        const under = data[from + below]! + part * (data[from + below + right]! - data[from + below]!)
        out[to + channel] = upper + lower * (under - upper) + 0.5
      }
    },
    cubic(x: number, y: number, to: number): void {
      const left = x | 0
      const top = y | 0
      cubicWeights(x - left, wx)
      cubicWeights(y - top, wy)
      for (let i = 0; i < 4; i++) {
        columns[i] = clampIndex(left - 1 + i, width) * channels
        rows[i] = clampIndex(top - 1 + i, height) * stride
      }
      const [c0, c1, c2, c3] = [columns[0]!, columns[1]!, columns[2]!, columns[3]!]
      const [x0, x1, x2, x3] = [wx[0]!, wx[1]!, wx[2]!, wx[3]!]
      for (let channel = 0; channel < channels; channel++) {
        let sum = 0.5
        for (let j = 0; j < 4; j++) {
          const row = rows[j]! + channel
          sum += wy[j]! * (x0 * data[row + c0]! + x1 * data[row + c1]! + x2 * data[row + c2]! + x3 * data[row + c3]!)
        }
        out[to + channel] = sum < 0 ? 0 : sum > largest ? largest : sum
      }
    },
  }
}

function cubicWeights(t: number, weights: Float64Array): void {
  const t2 = t * t
  const t3 = t2 * t
  weights[0] = -0.5 * t3 + t2 - 0.5 * t
  weights[1] = 1.5 * t3 - 2.5 * t2 + 1
  weights[2] = -1.5 * t3 + 2 * t2 + 0.5 * t
  weights[3] = 0.5 * t3 - 0.5 * t2
}

/** Half a sample beyond the outermost centres is still the answer's. */
function isInside(x: number, y: number, width: number, height: number): boolean {
  return x >= -0.5 && y >= -0.5 && x <= width - 0.5 && y <= height - 0.5
}

function within(place: number, length: number): number {
  return place < 0 ? 0 : place > length - 1 ? length - 1 : place
}

function clampIndex(index: number, length: number): number {
  return index < 0 ? 0 : index >= length ? length - 1 : index
}

import type { Pixels } from '@paintout/core'
import { geminiSizes } from '@paintout/engine-vertex'
import { generator } from '../local-fill/holes.ts'
import { throughJpeg } from './photographs.ts'

/** What a model did to a plate beside removing the object. Lengths are shares of the plate's width. */
export interface Drift {
  /** From the answer to the plate, about the middle: shift, then the matrix of scale, rotation and shear. */
  readonly dx: number
  readonly dy: number
  readonly matrix: readonly [xx: number, xy: number, yx: number, yy: number]
  readonly tone: Tone | undefined
  /** Standard deviation of a smooth warp on top, in pixels of the answer. */
  readonly warp: number
}

interface Tone {
  readonly gain: readonly number[]
  readonly offset: readonly number[]
  /** Levels of light across, down, of its bend, and of a wave. */
  readonly light: readonly [across: number, down: number, bend: number, wave: number, phase: number]
}

export const noDrift: Drift = { dx: 0, dy: 0, matrix: [1, 0, 0, 1], tone: undefined, warp: 0 }

/** Shift and scale to ±3 %, shear to ±2 %, gain to ±5 %, offset to ±8 levels, light to ±12. */
export function randomDrift(seed: number, warp = 0): Drift {
  const random = generator(seed)
  const within = (reach: number) => (2 * random() - 1) * reach
  const scale = 1 + within(0.03)
  return {
    matrix: [scale + within(0.006), within(0.02), within(0.02), scale + within(0.006)],
    dx: within(0.03),
    dy: within(0.03),
    tone: {
      gain: [1 + within(0.05), 1 + within(0.05), 1 + within(0.05)],
      offset: [within(8), within(8), within(8)],
      light: [within(8), within(8), within(6), within(3), 6 * random()],
    },
    warp,
  }
}

/** What a Gemini image model answers at 1K, `width × height`: the size whose ratio is nearest to the picture's. */
export function answerSize({ width, height }: { width: number; height: number }): readonly [number, number] {
  const error = ([w, h]: readonly [number, number]) => Math.abs(Math.log((w / h) * (height / width)))
  return geminiSizes.later['1K'].toSorted((a, b) => error(a) - error(b))[0]!
}

/** Displacement of single details, blur, and noise that every model adds. */
const local = { sigma: 0.4, cell: 28 }
const detail = { sigma: 0.25, cell: 12 }
const blurSigma = 0.7
const grain = 2

/** A plate as a model gives it back: at its own size, drifted, texture drawn anew, as JPEG. */
export function drawAnswer(plate: Pixels<Uint8Array>, drift: Drift, seed: number): Promise<Pixels<Uint8Array>> {
  const [width, height] = answerSize(plate)
  const normal = normals(seed)
  const moveX = smoothField(normal, width, height, local.cell, local.sigma)
  const moveY = smoothField(normal, width, height, local.cell, local.sigma)
  const texture = smoothField(normal, width, height, detail.cell, detail.sigma)
  if (drift.warp > 0) {
    addTo(moveX, smoothField(normal, width, height, width / 3, drift.warp))
    addTo(moveY, smoothField(normal, width, height, width / 3, drift.warp))
  }
  const data = new Uint8Array(width * height * 3)
  for (let channel = 0; channel < 3; channel++) {
    const source = softenFor(channelOf(plate, channel), plate.width, plate.height, plate.width / width)
    const moved = move(source, plate, drift, width, height, moveX, moveY)
    const soft = gaussian(moved, width, height, blurSigma)
    const softer = gaussian(moved, width, height, 2.2)
    for (let y = 0, at = 0; y < height; y++) {
      for (let x = 0; x < width; x++, at++) {
        const drawn = soft[at]! + (soft[at]! - softer[at]!) * (texture[at]! - 0.05)
        const level = tint(drawn, drift.tone, channel, x / width - 0.5, y / height - 0.5) + grain * normal()
        data[3 * at + channel] = Math.max(0, Math.min(255, Math.round(level)))
      }
    }
  }
  return throughJpeg({ data, width, height, channels: 3 })
}

function tint(level: number, tone: Tone | undefined, channel: number, u: number, v: number): number {
  if (!tone) return level
  const [across, down, bend, wave, phase] = tone.light
  const light = across * u + down * v + bend * (u * u - 0.08) * 2 + wave * Math.sin(5 * u + 3 * v + phase)
  return (level - 128) * tone.gain[channel]! + 128 + tone.offset[channel]! + light
}

function move(
  source: Float32Array,
  plate: Pixels,
  { dx, dy, matrix: [xx, xy, yx, yy] }: Drift,
  width: number,
  height: number,
  moveX: Float32Array,
  moveY: Float32Array,
): Float32Array {
  const moved = new Float32Array(width * height)
  const scaleX = plate.width / width
  const scaleY = plate.height / height
  for (let y = 0, at = 0; y < height; y++) {
    for (let x = 0; x < width; x++, at++) {
      const u = (x + 0.5 + moveX[at]!) * scaleX - plate.width / 2
      const v = (y + 0.5 + moveY[at]!) * scaleY - plate.height / 2
      const toX = xx * u + xy * v + (dx + 0.5) * plate.width - 0.5
      const toY = yx * u + yy * v + dy * plate.width + plate.height / 2 - 0.5
      moved[at] = cubic(source, plate.width, plate.height, toX, toY)
    }
  }
  return moved
}

/** Catmull-Rom; beyond the edge the picture is mirrored. */
function cubic(source: Float32Array, width: number, height: number, x: number, y: number): number {
  const left = Math.floor(x)
  const top = Math.floor(y)
  const across = cubicWeights(x - left)
  const down = cubicWeights(y - top)
  let sum = 0
  for (let j = 0; j < 4; j++) {
    const row = mirror(top - 1 + j, height) * width
    let line = 0
    for (let i = 0; i < 4; i++) line += across[i]! * source[row + mirror(left - 1 + i, width)]!
    sum += down[j]! * line
  }
  return sum
}

function cubicWeights(t: number): readonly number[] {
  const t2 = t * t
  const t3 = t2 * t
  return [-t3 / 2 + t2 - t / 2, 1.5 * t3 - 2.5 * t2 + 1, -1.5 * t3 + 2 * t2 + t / 2, (t3 - t2) / 2]
}

function softenFor(source: Float32Array, width: number, height: number, shrink: number): Float32Array {
  return shrink > 1 ? gaussian(source, width, height, 0.45 * Math.sqrt(shrink * shrink - 1)) : source
}

function channelOf({ data }: Pixels, channel: number): Float32Array {
  return Float32Array.from({ length: data.length / 3 }, (_, at) => data[3 * at + channel]!)
}

export function gaussian(source: Float32Array, width: number, height: number, sigma: number): Float32Array {
  if (sigma < 0.2) return source
  const reach = Math.ceil(3 * sigma)
  const kernel = Float32Array.from({ length: 2 * reach + 1 }, (_, i) =>
    Math.exp(-((i - reach) ** 2) / (2 * sigma ** 2)),
  )
  const total = kernel.reduce((sum, weight) => sum + weight, 0)
  const across = new Float32Array(source.length)
  const out = new Float32Array(source.length)
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      let sum = 0
      for (let i = -reach; i <= reach; i++) sum += kernel[i + reach]! * source[y * width + mirror(x + i, width)]!
      across[y * width + x] = sum / total
    }
  }
  for (let y = 0; y < height; y++) {
    for (let i = -reach; i <= reach; i++) {
      const row = mirror(y + i, height) * width
      const weight = kernel[i + reach]! / total
      for (let x = 0; x < width; x++) out[y * width + x]! += weight * across[row + x]!
    }
  }
  return out
}

/** Random values on a grid of about `cell` pixels, joined smoothly. */
function smoothField(normal: () => number, width: number, height: number, cell: number, sigma: number): Float32Array {
  const columns = Math.max(2, Math.round(width / cell))
  const rows = Math.max(2, Math.round(height / cell))
  const grid = Float32Array.from({ length: (columns + 1) * (rows + 1) }, () => normal() * sigma)
  const field = new Float32Array(width * height)
  const ease = (t: number) => t * t * (3 - 2 * t)
  for (let y = 0, at = 0; y < height; y++) {
    const row = Math.floor((y / height) * rows)
    const down = ease((y / height) * rows - row)
    for (let x = 0; x < width; x++, at++) {
      const column = Math.floor((x / width) * columns)
      const across = ease((x / width) * columns - column)
      const corner = row * (columns + 1) + column
      const top = grid[corner]! * (1 - across) + grid[corner + 1]! * across
      const bottom = grid[corner + columns + 1]! * (1 - across) + grid[corner + columns + 2]! * across
      field[at] = top * (1 - down) + bottom * down
    }
  }
  return field
}

function addTo(field: Float32Array, other: Float32Array): void {
  for (let at = 0; at < field.length; at++) field[at]! += other[at]!
}

/** Standard normal numbers (Box and Muller). */
function normals(seed: number): () => number {
  const random = generator(seed)
  return () => Math.sqrt(-2 * Math.log(random() || 1e-9)) * Math.cos(2 * Math.PI * random())
}

function mirror(index: number, length: number): number {
  const period = 2 * length - 2
  const phase = ((index % period) + period) % period
  return phase < length ? phase : period - phase
}

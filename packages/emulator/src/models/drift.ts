import type { Pixels } from '@paintout/core'
import sharp from 'sharp'

/** What a model changes where it should not. Lengths are shares of the picture's longer side; all default to nothing. */
export interface Drift {
  /** To the right and down. */
  readonly shift?: readonly [dx: number, dy: number]
  /** 0.03 is 3 % larger. */
  readonly scale?: number
  /** Pixels sideways for a pixel down. */
  readonly shear?: number
  /** Root mean square of a smooth local displacement, in pixels. */
  readonly warp?: number
  /** 1.05 is 5 % brighter. */
  readonly gain?: number
  /** In levels of 255. */
  readonly offset?: number
  /** Levels that light falls off by, from one corner to the other. */
  readonly illumination?: number
  /** Standard deviations: of a blur in pixels, of noise in levels. */
  readonly blur?: number
  readonly grain?: number
  /** Of the warp and the grain. Default 1. */
  readonly seed?: number
}

/** Drifted 8-bit RGB pixels. Geometry first, by bicubic interpolation about the centre; then light; then blur and grain. */
export async function applyDrift(pixels: Pixels, drift: Drift): Promise<Pixels> {
  const moved = movesAnything(drift) ? move(pixels, drift) : { ...pixels, data: Uint8Array.from(pixels.data) }
  relight(moved, drift)
  const blurred = drift.blur ? await blur(moved, drift.blur) : moved
  if (drift.grain) addGrain(blurred, drift.grain, drift.seed ?? 1)
  return blurred
}

function movesAnything({ shift, scale, shear, warp }: Drift): boolean {
  return Boolean(shift || scale || shear || warp)
}

function move(pixels: Pixels, { shift = [0, 0], scale = 0, shear = 0, warp = 0, seed = 1 }: Drift): Pixels<Uint8Array> {
  const { width, height, channels } = pixels
  const side = Math.max(width, height)
  const data = new Uint8Array(pixels.data.length)
  const bend = createWarp(warp, side, seed)
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      const [bx, by] = bend(x, y)
      const u = x + 0.5 - width / 2 - shift[0] * side
      const v = y + 0.5 - height / 2 - shift[1] * side
      const sourceX = (u - shear * v) / (1 + scale) + width / 2 - 0.5 + bx
      const sourceY = v / (1 + scale) + height / 2 - 0.5 + by
      for (let c = 0; c < channels; c++) data[(y * width + x) * channels + c] = sample(pixels, sourceX, sourceY, c)
    }
  }
  return { data, width, height, channels }
}

/** A sum of three slow waves a direction, scaled to a root mean square of `pixels`. */
function createWarp(pixels: number, side: number, seed: number): (x: number, y: number) => readonly [number, number] {
  if (pixels === 0) return () => [0, 0]
  const random = createRandom(seed)
  const wave = () => {
    const angle = random() * 2 * Math.PI
    const cycles = 1 + 2 * random()
    const phase = random() * 2 * Math.PI
    return (x: number, y: number): number =>
      Math.sin(phase + ((2 * Math.PI * cycles) / side) * (x * Math.cos(angle) + y * Math.sin(angle)))
  }
  const [a, b] = [0, 1].map(() => [wave(), wave(), wave()]) as [ReturnType<typeof wave>[], ReturnType<typeof wave>[]]
  // Each direction holds half of the energy: three waves of a mean square of a half.
  const amplitude = pixels / Math.sqrt(3)
  const sum = (waves: ReturnType<typeof wave>[], x: number, y: number): number =>
    amplitude * waves.reduce((total, each) => total + each(x, y), 0)
  return (x, y) => [sum(a, x, y), sum(b, x, y)]
}

/** Keys' cubic convolution (1981), edges repeated. */
function sample({ data, width, height, channels }: Pixels, x: number, y: number, channel: number): number {
  const left = Math.floor(x)
  const top = Math.floor(y)
  let value = 0
  for (let j = -1; j <= 2; j++) {
    const row = Math.min(Math.max(top + j, 0), height - 1) * width
    const weight = cubic(y - top - j)
    for (let i = -1; i <= 2; i++) {
      const column = Math.min(Math.max(left + i, 0), width - 1)
      value += weight * cubic(x - left - i) * data[(row + column) * channels + channel]!
    }
  }
  return clamp(value)
}

function cubic(distance: number): number {
  const d = Math.abs(distance)
  if (d < 1) return 1.5 * d ** 3 - 2.5 * d ** 2 + 1
  return d < 2 ? -0.5 * d ** 3 + 2.5 * d ** 2 - 4 * d + 2 : 0
}

/** In place. */
function relight(pixels: Pixels, { gain = 1, offset = 0, illumination = 0 }: Drift): void {
  const { data, width, height, channels } = pixels
  if (gain === 1 && offset === 0 && illumination === 0) return
  for (let i = 0; i < data.length; i++) {
    const pixel = Math.floor(i / channels)
    const across = (pixel % width) / width + Math.floor(pixel / width) / height - 1
    data[i] = clamp(data[i]! * gain + offset + illumination * across)
  }
}

async function blur(pixels: Pixels, sigma: number): Promise<Pixels> {
  const { width, height, channels } = pixels
  const picture = sharp(pixels.data as Uint8Array, { raw: { width, height, channels } })
  return { ...pixels, data: await picture.blur(Math.max(0.3, sigma)).raw().toBuffer() }
}

/** In place: the same for all channels of a pixel, as film and sensors have it in the main. */
function addGrain({ data, channels }: Pixels, deviation: number, seed: number): void {
  const random = createRandom(seed)
  for (let i = 0; i < data.length; i += channels) {
    const noise = deviation * Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random())
    for (let c = 0; c < channels; c++) data[i + c] = clamp(data[i + c]! + noise)
  }
}

function clamp(value: number): number {
  return Math.min(Math.max(Math.round(value), 0), 255)
}

/** Mulberry32, by Tommy Ettinger, in the public domain. */
export function createRandom(seed: number): () => number {
  let state = seed >>> 0
  return () => {
    state = (state + 0x6d2b79f5) >>> 0
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32
  }
}

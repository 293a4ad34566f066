import { setImmediate } from 'node:timers/promises'
import { createSamples, type Mask, PaintoutError, type Pixels } from '@paintout/core'
import type { Region } from './features.ts'
import type { Kernels } from './kernels.ts'
import { areaOf, type Box, holdsPatch, holesOf, memoryFor, surround } from './plan.ts'
import { runInThread } from './pool.ts'

export interface FillOptions {
  /** Same seed, same fill, whatever the machine and its load. Default 1. */
  readonly seed?: number
  /** How far around a hole sources are looked for, times its longer side, at least 48 px. From 0.1 to 10, default 0.8. */
  readonly context?: number
  /** Bytes that one region may take, default 1 GiB. A larger region gets fewer surroundings, then a coarser search. */
  readonly maxMemory?: number
  /** Stops the work at once, also in the middle. The promise rejects with `aborted`. */
  readonly signal?: AbortSignal
  /** Gets the share that is done, from 0 to 1. */
  readonly progress?: (share: number) => void
  /** Gets what the caller should know of, with figures: `less-context`, `coarse-search`, `more-context`. */
  readonly warn?: (code: string, message: string) => void
  /** Default: SIMD where there is any. Both give the same samples. */
  readonly kernels?: Kernels['kind']
}

/**
 * Fills the masked pixels (mask above 0) with what their surroundings would go on with. Returns new pixels, equal to
 * the given ones outside of the mask, sample for sample; neither the pixels nor the mask are changed. 8 and 16 bit,
 * any channels; alpha is filled too, and colour under full transparency is no source.
 *
 * Works in threads of a pool, one per region: holes far apart are regions of their own.
 *
 * @throws PaintoutError `invalid-image`, `invalid-mask`, `invalid-option`, `no-source` if no 7 x 7 pixels of the
 * picture are free of the mask, `aborted`.
 */
export async function fillPixels(pixels: Pixels, mask: Mask, options: FillOptions = {}): Promise<Pixels> {
  const { seed = 1, context = 0.8, maxMemory = 2 ** 30, signal, progress, warn, kernels } = options
  check(pixels, mask, options)
  if (signal?.aborted) throw aborted(signal)

  const filled = { ...pixels, data: await copyOf(pixels.data) }
  const holes = await holesOf(mask, context)
  const areas = holes.map((hole) => (hole.right - hole.left) * (hole.bottom - hole.top))
  const total = areas.reduce((sum, area) => sum + area, 0)
  const shares = holes.map(() => 0)
  const tell = (hole: number, share: number) => {
    shares[hole] = share
    progress?.(shares.reduce((sum, done, i) => sum + done * areas[i]!, 0) / total)
  }
  // Where one region fails, the others need not go on.
  const stop = new AbortController()
  const either = signal === undefined ? stop.signal : AbortSignal.any([signal, stop.signal])
  try {
    await Promise.all(
      holes.map((hole, i) =>
        fillHole(
          filled,
          pixels,
          mask,
          hole,
          { seed, context, maxMemory, warn, kernels },
          either,
          progress && ((share) => tell(i, share)),
        ),
      ),
    )
  } catch (error) {
    stop.abort()
    throw signal?.aborted ? aborted(signal) : error
  }
  progress?.(1)
  return filled
}

interface HoleSettings {
  readonly seed: number
  readonly context: number
  readonly maxMemory: number
  readonly warn: FillOptions['warn']
  readonly kernels: FillOptions['kernels']
}

/** Fills one hole into `filled`; looks further around while there is no source. */
async function fillHole(
  filled: Pixels,
  pixels: Pixels,
  mask: Mask,
  hole: Box,
  { seed, context, maxMemory, warn, kernels }: HoleSettings,
  signal: AbortSignal,
  progress: ((share: number) => void) | undefined,
): Promise<void> {
  for (let around = context; ; around *= 2) {
    const { box, scale } = withinMemory(pixels, mask, hole, around, maxMemory, warn)
    const region = crop(pixels, mask, box)
    const answer = holdsPatch(box)
      ? await runInThread({ region, settings: { seed, scale }, ...(kernels && { kernels }) }, { signal, progress })
      : undefined
    if (answer) {
      paste(filled, mask, box, hole, answer)
      return
    }
    const whole = box.left === 0 && box.top === 0 && box.right === pixels.width && box.bottom === pixels.height
    if (whole || around > 1e4) throw noSource(pixels, mask)
    warn?.('more-context', `No source within ${around} times the hole's size: looking twice as far.`)
  }
}

/** The surroundings of a hole that `maxMemory` allows: first fewer of them, then a search at a smaller scale. */
function withinMemory(
  pixels: Pixels,
  mask: Mask,
  hole: Box,
  context: number,
  maxMemory: number,
  warn: FillOptions['warn'],
): { box: Box; scale: number } {
  const bytes = (box: Box, scale: number) =>
    memoryFor(areaOf(box), areaOf(hole), pixels.channels * pixels.data.BYTES_PER_ELEMENT, scale)
  const megabytes = (count: number) => `${Math.round(count / 2 ** 20)} MB`
  let around = context
  let box = surround(hole, mask, around)
  const wanted = bytes(box, 1)
  const least = Math.min(context, 0.25)
  while (bytes(box, 1) > maxMemory && around > least) {
    around = Math.max(least, around * 0.8)
    box = surround(hole, mask, around)
  }
  if (around < context)
    warn?.(
      'less-context',
      `A region with surroundings of ${context} times the hole would take ${megabytes(wanted)} of the ${megabytes(maxMemory)} ` +
        `allowed: only ${around.toFixed(2)} times are read. Raise maxMemory for a better fill.`,
    )
  let scale = 1
  while (bytes(box, scale) > maxMemory && scale < 16) scale *= 2
  if (scale > 1)
    warn?.(
      'coarse-search',
      `The hole is ${hole.right - hole.left} x ${hole.bottom - hole.top} pixels: within ${megabytes(maxMemory)} its sources are ` +
        `looked for at 1/${scale} of the size. Raise maxMemory to ${megabytes(bytes(box, 1))} for a finer fill.`,
    )
  return { box, scale }
}

function crop(pixels: Pixels, mask: Mask, { left, top, right, bottom }: Box): Region {
  const width = right - left
  const height = bottom - top
  const row = width * pixels.channels
  const data = createSamples(pixels.data, row * height)
  const cut = new Uint8Array(width * height)
  for (let y = 0; y < height; y++) {
    const from = (top + y) * pixels.width + left
    data.set(pixels.data.subarray(from * pixels.channels, from * pixels.channels + row), y * row)
    cut.set(mask.data.subarray(from, from + width), y * width)
  }
  return { data, width, height, channels: pixels.channels, mask: cut }
}

/** Copies the masked pixels of a hole from an answer that covers `box`. */
function paste(filled: Pixels, mask: Mask, box: Box, hole: Box, answer: Region['data']): void {
  const { width, channels, data } = filled
  for (let y = hole.top; y < hole.bottom; y++) {
    for (let x = hole.left; x < hole.right; x++) {
      const to = y * width + x
      if (mask.data[to] === 0) continue
      const from = (y - box.top) * (box.right - box.left) + x - box.left
      for (let c = 0; c < channels; c++) data[to * channels + c] = answer[from * channels + c]!
    }
  }
}

/** A copy made in slices, so that the main loop answers in between. */
async function copyOf(data: Pixels['data']): Promise<Pixels['data']> {
  const slice = 2 ** 23
  const copy = createSamples(data, data.length)
  for (let at = 0; at < data.length; at += slice) {
    if (at > 0) await setImmediate()
    copy.set(data.subarray(at, at + slice), at)
  }
  return copy
}

function check(pixels: Pixels, mask: Mask, { seed = 1, context = 0.8, maxMemory = 2 ** 30 }: FillOptions): void {
  const { width, height, channels, data } = pixels
  if (data.length !== width * height * channels || data.length === 0)
    throw new PaintoutError(
      'invalid-image',
      `Expected ${width} x ${height} pixels of ${channels} channels to have ${width * height * channels} samples, got ${data.length}.`,
    )
  if (mask.width !== width || mask.height !== height || mask.data.length !== width * height)
    throw new PaintoutError(
      'invalid-mask',
      `Expected a mask of ${width} x ${height}, as large as the image, got ${mask.width} x ${mask.height} with ` +
        `${mask.data.length} samples. Resize the mask to the image.`,
    )
  number('seed', seed, Number.isInteger(seed) && seed >= 0 && seed < 2 ** 32, 'a whole number from 0 to 4294967295')
  number('context', context, context >= 0.1 && context <= 10, 'a number from 0.1 to 10')
  number('maxMemory', maxMemory, maxMemory >= 2 ** 20, 'at least 1048576 bytes (1 MiB)')
}

function number(name: string, value: unknown, right: boolean, expected: string): void {
  if (right) return
  throw new PaintoutError('invalid-option', `Expected \`${name}\` to be ${expected}, got \`${String(value)}\`.`)
}

function noSource({ width, height }: Pixels, mask: Mask): PaintoutError {
  let masked = 0
  for (const value of mask.data) if (value) masked++
  const share = ((100 * masked) / (width * height)).toFixed(1)
  return new PaintoutError(
    'no-source',
    `Expected somewhere in the picture 7 x 7 pixels free of the mask to fill from, got ${width} x ${height} pixels with ` +
      `${share} % masked. Mask less (a smaller dilate), or give a larger crop of the photo.`,
  )
}

function aborted(signal: AbortSignal): PaintoutError {
  return new PaintoutError('aborted', 'Expected the fill to finish, got an abort. Call again to start anew.', {
    cause: signal.reason,
  })
}

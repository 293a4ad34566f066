import { PaintoutError } from '../errors.ts'
import { type Hooks, missingCodec } from '../hooks.ts'
import type { Job } from '../job.ts'
import { show } from '../options.ts'
import { checkPixels, isPixels, type Mask, type Pixels } from '../pixels.ts'
import { assertSelects, describeMask } from './inspect.ts'
import { invertMask, levelsOf, thresholdMask, transparencyOf, uniteMasks } from './levels.ts'
import { drawPolygon, drawRect } from './shapes.ts'
import { fillSpecks } from './specks.ts'

/**
 * Reads the masks of a job, unites them, and sets `job.mask`. Without a mask in the request there is none after.
 * @throws `invalid-mask`, `mask-empty`, `mask-full`, `no-codec`
 */
export async function readMask(hooks: Hooks, job: Job): Promise<void> {
  const { mask: input, maskInvert = false, maskThreshold = 128, maskSoft = false } = job.request
  if (input === undefined) return
  const inputs = listOf(input)
  if (inputs.length === 0) {
    throw new PaintoutError('invalid-mask', 'Expected at least one mask in the list, got none.')
  }
  const masks = await Promise.all(inputs.map((each) => readOne(hooks, job, each)))
  const united = uniteMasks(masks)
  const levels = maskInvert ? invertMask(united) : united
  const { mask, specks } = fillSpecks(maskSoft ? levels : thresholdMask(levels, maskThreshold))
  assertSelects(mask, `the mask of ${job.name}`, () => describeLevels(levels, maskThreshold))
  const { selected, share } = describeMask(mask)
  job.report.mask = { selected, share, specks }
  job.mask = mask
}

/** A list of masks; bytes and the points of a polygon are one mask. */
function listOf(input: unknown): readonly unknown[] {
  return Array.isArray(input) ? input : [input]
}

async function readOne(hooks: Hooks, job: Job, input: unknown): Promise<Mask> {
  const { image, signal } = job
  const { width, height } = image
  if (isPixels(input)) return fit(hooks, input, image)
  if (isShape(input, 'rect')) return drawRect(input.rect as never, width, height)
  if (isShape(input, 'polygon')) return drawPolygon(input.polygon as never, width, height)
  if (isShape(input, 'transparency')) return transparencyOf(image)
  const isFile =
    typeof input === 'string' || input instanceof URL || input instanceof Uint8Array || isShape(input, 'svg')
  if (!isFile) {
    throw new PaintoutError(
      'invalid-mask',
      `Expected a file, bytes, pixels, \`{ svg }\`, \`{ rect }\`, \`{ polygon }\` or \`{ transparency: true }\` for the mask of ${job.name}, got ${show(input)}.`,
    )
  }
  const mask = await hooks.rasterize.promise({ input, width, height, signal })
  if (!mask) throw missingCodec('read this mask')
  return mask
}

function isShape<K extends string>(input: unknown, key: K): input is Record<K, unknown> {
  return typeof input === 'object' && input !== null && key in input
}

/** Pixels as a mask: their alpha where something is transparent, else their lightness, as large as the image. */
async function fit(hooks: Hooks, pixels: Pixels, image: Pixels): Promise<Mask> {
  checkPixels(pixels, 'the mask')
  const levels = levelsOf(pixels)
  const { width, height } = image
  if (levels.width === width && levels.height === height) return levels
  const resized = await hooks.resize.promise({ pixels: levels, width, height })
  if (!resized) throw missingCodec(`resize a mask of ${levels.width} × ${levels.height} to ${width} × ${height}`)
  return { data: resized.data as Uint8Array, width, height, channels: 1 }
}

/** What a person needs to know who drew in grey, or the other way round. */
function describeLevels({ data }: Mask, threshold: number): string {
  let low = 255
  let high = 0
  for (const level of data) {
    if (level < low) low = level
    if (level > high) high = level
  }
  return `Its samples are ${low} to ${high}, and ${threshold} or more is selected.`
}

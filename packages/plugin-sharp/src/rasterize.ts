import { createMask, hasAlpha, type Mask, PaintoutError, type Pixels, type Rasterizing } from '@paintout/core'
import { checkSvg } from './check-svg.ts'
import { readNative } from './decode.ts'
import { assertGoing, explainReading } from './failures.ts'
import { isTransparent, toPixels, withDepth } from './pixels.ts'
import { type InputBytes, readInput } from './read-input.ts'
import { resize } from './resize.ts'
import type { ReadLimits, SharpLibrary } from './sharp.ts'
import { signatureOf } from './signature.ts'

/**
 * A mask file as one channel of `width` × `height`: its alpha where any sample is transparent, else its luminance.
 * Read upright and stretched to the size; an SVG is drawn at the size. Levels are not cut.
 * @throws `invalid-mask` beside what `decode` throws
 */
export async function rasterize(
  sharp: SharpLibrary,
  { input, width, height, signal }: Rasterizing,
  limits: ReadLimits,
): Promise<Mask> {
  const read = await readMaskInput(input, signal)
  const isSvg = signatureOf(read.bytes)?.name === 'SVG'
  const pixels = isSvg
    ? await drawSvg(sharp, read, width, height, limits)
    : (await readNative(sharp, read.bytes, read.name, limits)).pixels
  assertGoing(signal)
  const { data } = await resize(sharp, { pixels: levelsOf(withDepth(pixels, 8)), width, height })
  return createMask(width, height, data as Uint8Array)
}

function readMaskInput(input: unknown, signal: AbortSignal): Promise<InputBytes> {
  if (typeof input === 'object' && input !== null && 'svg' in input) {
    if (typeof input.svg !== 'string' || !input.svg.includes('<')) {
      throw new PaintoutError('invalid-mask', 'Expected the text of an SVG for `mask.svg`, got something else.', {
        by: 'codec',
      })
    }
    return readInput(Buffer.from(input.svg), 'the mask', signal)
  }
  if (typeof input === 'string' && input.trimStart().startsWith('<')) {
    throw new PaintoutError('invalid-mask', 'Expected a path for the mask, got markup. Write `mask: { svg: … }`.', {
      by: 'codec',
    })
  }
  return readInput(input, 'the mask', signal)
}

async function drawSvg(
  sharp: SharpLibrary,
  { bytes, name }: InputBytes,
  width: number,
  height: number,
  limits: ReadLimits,
): Promise<Pixels> {
  checkSvg(bytes, name, 'invalid-mask')
  try {
    const drawn = sharp(bytes, limits).resize(width, height, { fit: 'fill' })
    return await toPixels(drawn, { grey: false, alpha: true, deep: false })
  } catch (cause) {
    throw explainReading(name, bytes, cause)
  }
}

/** Luma as Rec. 709 weighs it, in 16 bits of fixed point; the weights add up to 65536, so that grey stays as it is. */
const RED = 13933
const GREEN = 46871
const BLUE = 4732

function levelsOf(pixels: Pixels): Pixels {
  const { data, width, height, channels } = pixels
  if (channels === 1) return pixels
  const levels = new Uint8Array(width * height)
  const alphaAt = hasAlpha(pixels) && isTransparent(pixels) ? channels - 1 : undefined
  for (let at = 0, to = 0; to < levels.length; at += channels, to++) {
    if (alphaAt !== undefined) levels[to] = data[at + alphaAt]!
    else if (channels === 2) levels[to] = data[at]!
    else levels[to] = (data[at]! * RED + data[at + 1]! * GREEN + data[at + 2]! * BLUE + 32768) >>> 16
  }
  return { data: levels, width, height, channels: 1 }
}

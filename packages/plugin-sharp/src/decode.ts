import { extname } from 'node:path'
import { type Decoded, PaintoutError, type Pixels, type Warning } from '@paintout/core'
import type { Metadata } from 'sharp'
import { checkSvg } from './check-svg.ts'
import { counters } from './counters.ts'
import { assertGoing, explainReading } from './failures.ts'
import { digestImage } from './image-digest.ts'
import { holdsTiffExif } from './metadata/exif.ts'
import { profileChannels } from './metadata/icc.ts'
import { formOf, toPixels } from './pixels.ts'
import { type InputBytes, readInput } from './read-input.ts'
import type { ReadLimits, SharpLibrary } from './sharp.ts'
import { signatureOf } from './signature.ts'
import { isForeignSpace, lossesOf, readSource } from './source.ts'

/** Samples as the file has them: upright, nothing converted but what no engine and no output knows (CMYK, Lab). */
export interface Native {
  readonly pixels: Pixels
  readonly metadata: Metadata
  /** The profile of `pixels`. */
  readonly icc: Uint8Array | undefined
}

/**
 * Reads an image file, and what it takes to write such a file again.
 * @throws `input-missing`, `input-unreadable`, `unsupported-image`, `too-large`, `aborted`
 */
export async function decode(
  sharp: SharpLibrary,
  input: unknown,
  limits: ReadLimits,
  signal: AbortSignal,
): Promise<Decoded> {
  const read = await readInput(input, 'the input', signal)
  const { bytes, name } = read
  if (signatureOf(bytes)?.name === 'SVG') checkSvg(bytes, name, 'unsupported-image')
  const { pixels, metadata, icc } = await readNative(sharp, bytes, name, limits)
  assertGoing(signal)
  return {
    pixels,
    ...(icc && fits(icc, pixels) ? { profile: icc } : {}),
    source: readSource(read, metadata, icc),
    name,
    digest: async () => digestImage(bytes, { orientation: metadata.orientation ?? 1, icc }),
    warnings: warningsOf(read, metadata),
  }
}

/** The samples of an encoded image, upright. */
export async function readNative(
  sharp: SharpLibrary,
  bytes: Uint8Array,
  name: string,
  limits: ReadLimits,
): Promise<Native> {
  counters.decoded++
  try {
    const metadata = await sharp(bytes, limits).metadata()
    assertOnePicture(name, metadata)
    const form = formOf(metadata)
    const image = sharp(bytes, limits).autoOrient()
    if (isForeignSpace(metadata)) {
      return { pixels: await toPixels(image, { ...form, grey: false, deep: false }), metadata, icc: undefined }
    }
    return { pixels: await toPixels(image.keepIccProfile(), form), metadata, icc: metadata.icc }
  } catch (cause) {
    throw explainReading(name, bytes, cause)
  }
}

function assertOnePicture(name: string, { pages = 1, depth, channels, hasAlpha, space }: Metadata): void {
  if (pages > 1) {
    throw new PaintoutError(
      'unsupported-image',
      `Expected ${name} to hold one picture, got ${pages} frames or pages. Take it apart first; animations are not supported.`,
      { by: 'codec' },
    )
  }
  if (depth !== 'uchar' && depth !== 'ushort') {
    throw new PaintoutError(
      'unsupported-image',
      `Expected ${name} to have samples of 8 or 16 bits, got ${depth}. Convert it to 16 bits first.`,
      { by: 'codec' },
    )
  }
  const colours = channels - (hasAlpha ? 1 : 0)
  if (colours !== 1 && colours !== 3 && space !== 'cmyk') {
    throw new PaintoutError(
      'unsupported-image',
      `Expected ${name} to have one or three colour channels, got ${colours}. Convert it to RGB first.`,
      { by: 'codec' },
    )
  }
}

/** A profile of another number of channels describes nothing, and is only written again. */
function fits(icc: Uint8Array, { channels }: Pixels): boolean {
  return profileChannels(icc) === (channels <= 2 ? 1 : 3)
}

function warningsOf({ bytes, name }: InputBytes, metadata: Metadata): Warning[] {
  const warnings: Warning[] = []
  const suffix = extname(name).toLowerCase()
  const signature = signatureOf(bytes)
  if (
    signature?.readable &&
    /^\.(jpe?g|png|webp|avif|tiff?|gif|svg)$/.test(suffix) &&
    !signature.suffixes.includes(suffix)
  ) {
    warnings.push({
      code: 'wrong-suffix',
      message: `${name} is called ${suffix}, but it is a ${signature.name}, and was read as one. Rename it to ${signature.suffixes[0]}.`,
    })
  }
  if (holdsTiffExif(bytes)) {
    warnings.push({
      code: 'metadata-lost',
      message: `${name} is a TIFF with EXIF, which sharp does not read: it is left out. Copy it over with another tool, such as exiftool.`,
    })
  }
  return [...warnings, ...lossesOf(name, metadata)]
}

import { type Job, type OutputReport, PaintoutError, type Pixels, type Result, show } from '@paintout/core'
import { compareOutside } from './compare.ts'
import { readNative } from './decode.ts'
import { encodeFile, type Settings } from './encode.ts'
import { assertGoing, explainWriting } from './failures.ts'
import { depthsOf, fitTo } from './fit.ts'
import { type FormatName, formatNames, formatOfPath, formats, type Metadata } from './formats/formats.ts'
import { graftJpeg } from './jpeg/graft.ts'
import { markGenerated } from './metadata/provenance.ts'
import type { SharpLibrary } from './sharp.ts'
import { isSource, type Source } from './source.ts'
import { assertNotInput, writeWhole } from './write.ts'

export interface OutputOptions {
  /** Default: what the path's suffix says, else the input's format, else PNG. */
  readonly format?: FormatName
  /**
   * 1 to 100. Default: the input's where it can be read (JPEG), else 90 for JPEG and WebP and 75 for AVIF.
   * Without it, a JPEG from a JPEG takes over every block that the mask does not touch.
   */
  readonly quality?: number
  /** A colour, as CSS writes it, under transparent samples in a format without alpha. Without it that is an error. */
  readonly background?: string
  /** Which candidate, 0 being the best. Default 0. */
  readonly candidate?: number
  /** Says in XMP that parts were made by a generative model, where they were. Default true. */
  readonly provenance?: boolean
}

/** What was written. */
export interface Output extends OutputReport {
  readonly width: number
  readonly height: number
}

/** What the codec adds to a result. */
export interface OutputMethods {
  /**
   * Writes a file, whole or not at all, and never over the input. Metadata, profile and depth are the input's.
   * Sets `report.output`.
   * @throws `output-is-input`, `output-failed`, `outside-changed`, `invalid-option`, `aborted`
   */
  toFile(path: string, options?: OutputOptions): Promise<Output>
  /** The same as bytes. */
  toBuffer(options?: OutputOptions): Promise<Buffer>
}

/** The methods for one result. */
export function outputMethods(
  sharp: SharpLibrary,
  job: Job,
  result: Result,
  defaults: Pick<OutputOptions, 'quality' | 'provenance'>,
): OutputMethods {
  const source = isSource(job.source) ? job.source : undefined
  const make = (path: string | undefined, options: OutputOptions) =>
    makeOutput(sharp, job, result, source, path, { ...defaults, ...options })
  return {
    async toFile(path, options = {}) {
      if (typeof path !== 'string' || path === '') {
        throw new PaintoutError('invalid-option', `Expected a path to write to, got ${show(path)}.`, { by: 'codec' })
      }
      await assertNotInput(path, source?.file)
      const { bytes, output } = await make(path, options)
      await writeWhole(path, bytes, job.signal)
      return output
    },
    async toBuffer(options = {}) {
      return (await make(undefined, options)).bytes
    },
  }
}

async function makeOutput(
  sharp: SharpLibrary,
  job: Job,
  result: Result,
  source: Source | undefined,
  path: string | undefined,
  options: OutputOptions,
): Promise<{ bytes: Buffer; output: Output }> {
  checkOutputOptions(sharp, options, result)
  const started = performance.now()
  const format = options.format ?? formatOfPath(path ?? '') ?? source?.format ?? 'png'
  const name = path ?? `the ${format} bytes`
  const pixels = result.candidates[options.candidate ?? 0]!
  const settings: Settings = { ...options, format, lossless: isLossless(format, source) }
  const origin = withProvenance(job, name, format, options, source ?? (job.profile ? { icc: job.profile } : {}))
  assertGoing(job.signal)
  try {
    const fitting = { format, depths: depthsOf(format, origin), background: options.background }
    const fitted = await fitTo(sharp, pixels, fitting, name)
    const takesOver = format === 'jpeg' && options.quality === undefined
    const grafted = takesOver ? await graftJpeg(sharp, fitted, result.mask, origin) : undefined
    const bytes = grafted?.bytes ?? (await encodeFile(sharp, fitted, settings, origin))
    assertGoing(job.signal)
    const reference = await fitTo(sharp, job.image, { ...fitting, background: options.background ?? 'white' }, name)
    const outside = await measure(sharp, bytes, name, reference, result, settings)
    const blocks = grafted && { blocks: { copied: grafted.copied, of: grafted.of } }
    const output = { format, bytes: bytes.length, lossless: settings.lossless, outside, ...blocks }
    job.report.output = output
    warnOfLosses(job, name, format, origin, fitted)
    job.report.milliseconds.encode = performance.now() - started
    return { bytes, output: { ...output, width: pixels.width, height: pixels.height } }
  } catch (cause) {
    throw explainWriting(name, cause)
  }
}

/** What is written beside the samples: with a model's share in them said, unless nobody shall. */
function withProvenance(
  job: Job,
  name: string,
  format: FormatName,
  { provenance = true }: OutputOptions,
  source: Partial<Source>,
): Partial<Source> {
  if (!provenance || !job.report.regions.some(({ generative }) => generative)) return source
  if (formats[format].carries.includes('xmp')) return { ...source, xmp: markGenerated(source.xmp) }
  job.warn(
    'provenance-lost',
    `${name} cannot say that parts of it were made by a generative model: ${format} files hold no XMP. Write another format, or say \`provenance: false\`.`,
  )
  return source
}

/** Reads what is about to be written, and says how far it is from the input outside the mask. */
async function measure(
  sharp: SharpLibrary,
  bytes: Uint8Array,
  name: string,
  reference: Pixels,
  { mask }: Result,
  { lossless, format }: Settings,
): Promise<OutputReport['outside']> {
  const written = await readNative(sharp, bytes, name, { limitInputPixels: 0, failOn: 'warning' })
  const outside = compareOutside(reference, written.pixels, mask)
  if (lossless && outside.changed > 0) {
    throw new PaintoutError(
      'outside-changed',
      `Expected every sample outside the mask to stay in ${name}, got ${outside.changed} changed by the ${format} encoder. Nothing was written; choose another format.`,
      { by: 'codec' },
    )
  }
  return outside
}

function isLossless(format: FormatName, source: Source | undefined): boolean {
  const { lossless } = formats[format]
  if (lossless !== 'optional') return lossless === 'always'
  return source?.format === format && source.webp?.lossless === true
}

function warnOfLosses(job: Job, name: string, format: FormatName, source: Partial<Source>, fitted: Pixels): void {
  const { carries } = formats[format]
  const kinds: readonly Metadata[] = ['icc', 'exif', 'xmp', 'iptc']
  const lost = kinds.filter((kind) => source[kind] !== undefined && !carries.includes(kind))
  if (lost.length > 0) {
    const list = lost.map((kind) => kind.toUpperCase()).join(', ')
    job.warn('metadata-lost', `${name} cannot hold ${list} of the input: ${format} files are written without.`)
  }
  if (fitted.data.BYTES_PER_ELEMENT < job.image.data.BYTES_PER_ELEMENT) {
    job.warn(
      'depth-reduced',
      `${name} holds 8 bits of the input's 16: this ${format} has no more. Write PNG or TIFF to keep them.`,
    )
  }
}

function checkOutputOptions(
  sharp: SharpLibrary,
  { format, quality, background, candidate = 0, provenance }: OutputOptions,
  { candidates }: Result,
): void {
  const refuse = (option: string, wanted: string, value: unknown) =>
    new PaintoutError('invalid-option', `Expected \`${option}\` of the output to be ${wanted}, got ${show(value)}.`, {
      by: 'codec',
    })
  if (format !== undefined && !formatNames.includes(format)) {
    throw refuse('format', `one of ${formatNames.map((name) => `\`${name}\``).join(', ')}`, format)
  }
  if (quality !== undefined && !(Number.isInteger(quality) && quality >= 1 && quality <= 100)) {
    throw refuse('quality', 'an integer from 1 to 100', quality)
  }
  if (background !== undefined && !isColour(sharp, background)) {
    throw refuse('background', 'a colour such as `white` or `#ffffff`', background)
  }
  if (provenance !== undefined && typeof provenance !== 'boolean') throw refuse('provenance', 'a boolean', provenance)
  if (!candidates[candidate]) throw refuse('candidate', `a number under ${candidates.length}`, candidate)
}

/** sharp knows colours and throws at the call. */
function isColour(sharp: SharpLibrary, colour: unknown): boolean {
  try {
    sharp().flatten({ background: colour as string })
    return typeof colour === 'string'
  } catch {
    return false
  }
}

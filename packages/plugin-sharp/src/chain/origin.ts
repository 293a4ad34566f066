import { PaintoutError, type Warning } from '@paintout/core'
import type { Metadata } from 'sharp'
import { renewExif } from '../metadata/exif.ts'
import { renewXmp } from '../metadata/xmp.ts'
import { type Form, formOf } from '../pixels.ts'
import type { SharpLibrary } from '../sharp.ts'
import { hasGainMap, isForeignSpace, lossesOf } from '../source.ts'
import { type ChainState, createInstance, type InputState } from './internals.ts'

/** What is known of the file at the start of a chain, and goes with its pixels. Metadata fit the upright picture. */
export interface Origin {
  /** How messages call the picture. */
  readonly name: string
  /** The format to write where nobody names one. */
  readonly format: string
  readonly form: Form
  readonly icc?: Uint8Array | undefined
  /** CMYK and the like: sharp makes sRGB of it before anything else. */
  readonly isForeign: boolean
  /** The profile is carried along but not applied, as the input's options say. */
  readonly ignoresIcc: boolean
  readonly exif?: Uint8Array | undefined
  readonly xmp?: Uint8Array | undefined
  readonly warnings: readonly Warning[]
  /** Pixels per inch. */
  readonly density?: number | undefined
}

/**
 * Reads the header of a chain's input.
 * @throws what sharp throws for input that it cannot read; `unsupported-image` for animations
 */
export async function readOrigin(sharp: SharpLibrary, state: ChainState, input: InputState): Promise<Origin> {
  const name = input.file ?? 'the input'
  const ignoresIcc = input.ignoreIcc === true
  // sharp joins inputs when it makes an output; before that there is no header to read.
  if (state.join !== undefined) {
    if (input.joinAnimated) throw animated(name)
    return {
      name,
      format: 'png',
      form: { grey: false, alpha: false, deep: false },
      isForeign: false,
      ignoresIcc,
      warnings: [],
    }
  }
  const instance = createInstance(sharp)
  Object.assign(instance.options, { debuglog: state.debuglog, input })
  const metadata = await (instance as unknown as { metadata(): Promise<Metadata> }).metadata()
  if (metadata.pageHeight !== undefined) throw animated(name, metadata.pages)
  const { exif, xmp, icc, density } = metadata
  const isForeign = isForeignSpace(metadata)
  return {
    name,
    format: metadata.format === 'svg' ? 'png' : metadata.format,
    form: formOf(metadata),
    ignoresIcc,
    isForeign,
    icc: isForeign ? undefined : icc,
    exif: exif && renewExif(exif),
    xmp: xmp && !hasGainMap(metadata) ? renewXmp(xmp) : undefined,
    density,
    warnings: lossesOf(name, metadata),
  }
}

function animated(name: string, frames?: number): PaintoutError {
  return new PaintoutError(
    'unsupported-image',
    `Expected ${name} to hold one picture for a removal, got ${frames ?? 'several'} frames or pages. Leave out \`animated\` and \`pages\` to take the first.`,
    { by: 'codec' },
  )
}

import { depthOf, hasAlpha, PaintoutError, type Pixels } from '@paintout/core'
import { type FormatName, formatNames, formats } from './formats/formats.ts'
import { formOfPixels, fromPixels, isTransparent, toPixels, withDepth } from './pixels.ts'
import type { SharpLibrary } from './sharp.ts'
import type { Source } from './source.ts'

/** What a picture must fit. */
export interface Fitting {
  readonly format: FormatName
  /** See `depthsOf`. */
  readonly depths: readonly (8 | 16)[]
  /** What shows through where alpha cannot be kept. */
  readonly background?: string | undefined
}

/**
 * A picture that the format can hold: 16 bits rounded to 8, alpha laid over `background`.
 * @throws `output-failed`: transparent samples and no `background`, a side that is too long
 */
export async function fitTo(sharp: SharpLibrary, pixels: Pixels, fitting: Fitting, path: string): Promise<Pixels> {
  const { depths, format } = fitting
  const { alpha, maxSide } = formats[format]
  if (Math.max(pixels.width, pixels.height) > maxSide) {
    throw new PaintoutError(
      'output-failed',
      `Expected a side of at most ${maxSide} for ${path}, got ${pixels.width} × ${pixels.height}. ${others((name) => formats[name].maxSide > maxSide)}`,
      { by: 'codec' },
    )
  }
  const shallow = depths.includes(depthOf(pixels)) ? pixels : withDepth(pixels, 8)
  if (alpha || !hasAlpha(shallow)) return shallow
  if (isTransparent(shallow) && fitting.background === undefined) {
    throw new PaintoutError(
      'output-failed',
      `Expected a format that keeps transparency for ${path}, got ${format}. ${others((name) => formats[name].alpha)} Or say what shows through: \`{ background: 'white' }\`.`,
      { by: 'codec' },
    )
  }
  const flat = fromPixels(sharp, shallow).flatten({ background: fitting.background ?? 'white' })
  return toPixels(flat, { ...formOfPixels(shallow), alpha: false })
}

/** The depths that a file will hold: an AVIF gets more than 8 bits only where the input was an AVIF that had them. */
export function depthsOf(format: FormatName, source: Partial<Source>): readonly (8 | 16)[] {
  return format === 'avif' && (source.avif?.bitdepth ?? 8) === 8 ? [8] : formats[format].depths
}

function others(can: (name: FormatName) => boolean): string {
  return `Write ${formatNames.filter(can).join(', ')}.`
}

import { depthOf, hasAlpha, PaintoutError, type Pixels } from '@paintout/core'
import { type FormatName, formatNames, formats } from './formats/formats.ts'
import { formOfPixels, fromPixels, isTransparent, toPixels, withDepth } from './pixels.ts'
import type { SharpLibrary } from './sharp.ts'

/** Which losses a format would ask for. */
export interface Fitting {
  readonly format: FormatName
  /** What shows through where alpha cannot be kept. */
  readonly background?: string | undefined
}

/**
 * A picture that the format can hold: 16 bits rounded to 8, alpha laid over `background`.
 * @throws `output-failed`: transparent samples and no `background`, a side that is too long
 */
export async function fitTo(sharp: SharpLibrary, pixels: Pixels, fitting: Fitting, path: string): Promise<Pixels> {
  const { depths, alpha, maxSide } = formats[fitting.format]
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
      `Expected a format that keeps transparency for ${path}, got ${fitting.format}. ${others((name) => formats[name].alpha)} Or say what shows through: \`{ background: 'white' }\`.`,
      { by: 'codec' },
    )
  }
  const flat = fromPixels(sharp, shallow).flatten({ background: fitting.background ?? 'white' })
  return toPixels(flat, { ...formOfPixels(shallow), alpha: false })
}

function others(can: (name: FormatName) => boolean): string {
  return `Write ${formatNames.filter(can).join(', ')}.`
}

import type { Warning } from '@paintout/core'
import type { Metadata } from 'sharp'
import { avifSubsampling } from './formats/avif.ts'
import type { FormatName } from './formats/formats.ts'
import { type JpegSettings, jpegSettings } from './formats/jpeg.ts'
import { tiffCompression } from './formats/tiff.ts'
import { isLosslessWebp } from './formats/webp.ts'
import { renewExif } from './metadata/exif.ts'
import { renewIptc } from './metadata/iptc.ts'
import { mentionsGainMap, renewXmp } from './metadata/xmp.ts'
import type { FileIdentity, InputBytes } from './read-input.ts'

/** What it takes to write such a file again: metadata that fit the upright picture, and the encoder's settings. */
export interface Source {
  readonly codec: 'sharp'
  readonly name: string
  readonly format: FormatName
  readonly file?: FileIdentity
  readonly icc?: Uint8Array
  readonly exif?: Uint8Array
  readonly xmp?: Uint8Array
  readonly iptc?: Uint8Array
  /** Pixels per inch. */
  readonly density?: number
  readonly progressive: boolean
  readonly jpeg?: JpegSettings
  /** The input, where it was a JPEG: its blocks can be taken over as they are. */
  readonly original?: { readonly bytes: Uint8Array; readonly orientation: number }
  readonly webp?: { readonly lossless: boolean }
  readonly avif?: { readonly chromaSubsampling: '4:4:4' | '4:2:0'; readonly bitdepth: 8 | 10 | 12 }
  readonly tiff?: { readonly compression: 'none' | 'lzw' | 'deflate' }
}

export function isSource(value: unknown): value is Source {
  return typeof value === 'object' && value !== null && 'codec' in value && value.codec === 'sharp'
}

/** CMYK, Lab and the like, which no engine and no output knows: they become sRGB. */
export function isForeignSpace({ space }: Metadata): boolean {
  return !['b-w', 'grey16', 'srgb', 'rgb', 'rgb16'].includes(space)
}

/** Whether the picture had an HDR gain map, which is not written again. */
export function hasGainMap(metadata: Metadata): boolean {
  return metadata.gainMap !== undefined || (metadata.xmp !== undefined && mentionsGainMap(metadata.xmp))
}

/** What every removal loses of such a picture, however it is written. */
export function lossesOf(name: string, metadata: Metadata): Warning[] {
  const losses: Warning[] = []
  if (isForeignSpace(metadata)) {
    losses.push({
      code: 'colour-converted',
      message: `${name} is ${metadata.space.toUpperCase()}; it was converted to sRGB, and sRGB is what is written. Convert it yourself first to choose how.`,
    })
  }
  if (hasGainMap(metadata)) {
    losses.push({
      code: 'gain-map-lost',
      message: `${name} has an HDR gain map, which still shows the old picture; it is left out, and the output is standard range.`,
    })
  }
  return losses
}

/** @param icc The profile of the samples as they were decoded, if there is one. */
export function readSource({ bytes, name, file }: InputBytes, metadata: Metadata, icc: Uint8Array | undefined): Source {
  const format = formatOf(metadata)
  const xmp = metadata.xmp && !hasGainMap(metadata) ? renewXmp(metadata.xmp) : undefined
  return {
    codec: 'sharp',
    name,
    format,
    ...given('file', file),
    ...given('icc', icc),
    ...given('exif', metadata.exif && renewExif(metadata.exif)),
    ...given('xmp', xmp),
    ...given('iptc', metadata.iptc && renewIptc(metadata.iptc)),
    ...given('density', metadata.density),
    progressive: metadata.isProgressive === true,
    ...settingsOf(bytes, format, metadata),
  }
}

function settingsOf(bytes: Uint8Array, format: FormatName, metadata: Metadata): Partial<Source> {
  if (format === 'jpeg') {
    return { jpeg: jpegSettings(bytes), original: { bytes, orientation: metadata.orientation ?? 1 } }
  }
  if (format === 'webp') return { webp: { lossless: isLosslessWebp(bytes) } }
  if (format === 'tiff') return { tiff: { compression: tiffCompression(bytes) } }
  if (format !== 'avif') return {}
  const bits = metadata.bitsPerSample
  return { avif: { chromaSubsampling: avifSubsampling(bytes), bitdepth: bits === 10 || bits === 12 ? bits : 8 } }
}

/** The format to write where nobody names one: the input's, or PNG for what is only read. */
function formatOf({ format, compression }: Metadata): FormatName {
  if (format === 'heif') return compression === 'av1' ? 'avif' : 'png'
  const written: readonly string[] = ['jpeg', 'png', 'webp', 'tiff', 'gif', 'avif']
  return written.includes(format) ? (format as FormatName) : 'png'
}

function given<K extends string, V>(key: K, value: V | undefined): { [key in K]?: V } {
  return value === undefined ? {} : ({ [key]: value } as { [key in K]?: V })
}

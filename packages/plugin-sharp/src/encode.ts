import type { Encoding, Pixels } from '@paintout/core'
import type { Sharp } from 'sharp'
import { counters } from './counters.ts'
import { type FormatName, formats, type Metadata } from './formats/formats.ts'
import { jpegSegments } from './formats/jpeg.ts'
import { withIptc } from './metadata/iptc.ts'
import { densityChunk, exifChunk, iccChunk, withChunks, xmpChunk } from './metadata/png-chunks.ts'
import { fromPixels, rawOf, spaceOf } from './pixels.ts'
import type { SharpLibrary } from './sharp.ts'
import type { Source } from './source.ts'

/** How one file is to be written. */
export interface Settings {
  readonly format: FormatName
  /** 1 to 100. Without it: what the input had, where that can be read, else `defaultQuality`. */
  readonly quality?: number
  readonly lossless: boolean
}

/** For inputs whose quality cannot be read: high enough that a second encoding is hard to see. */
export const defaultQuality: Readonly<Partial<Record<FormatName, number>>> = { jpeg: 90, webp: 90, avif: 75 }

/** A picture for an engine: PNG, or JPEG without chroma subsampling. Nothing but samples goes along. */
export function encodePicture(sharp: SharpLibrary, { pixels, type, quality }: Encoding): Promise<Buffer> {
  const image = fromPixels(sharp, pixels)
  if (type === 'image/png') return image.png().toBuffer()
  return image.jpeg({ quality: quality ?? 90, chromaSubsampling: '4:4:4' }).toBuffer()
}

/**
 * An image file of exactly these samples, with the metadata of `source` that the format carries.
 * The samples must fit the format: see `fitTo`.
 */
export async function encodeFile(
  sharp: SharpLibrary,
  pixels: Pixels,
  settings: Settings,
  source: Partial<Source>,
): Promise<Buffer> {
  counters.encoded++
  const carried = metadataFor(settings.format, source)
  const image = await withMetadata(sharp, pixels, carried)
  const bytes = await applySettings(image.toColourspace(spaceOf(pixels)), settings, source).toBuffer()
  return carried.iptc ? withIptc(bytes, carried.iptc, endOfApplicationSegments(bytes)) : bytes
}

/** What of the metadata the format takes. */
function metadataFor(format: FormatName, source: Partial<Source>): Partial<Pick<Source, Metadata>> {
  return Object.fromEntries(formats[format].carries.map((kind) => [kind, source[kind]]))
}

/**
 * A pipeline over these samples that carries metadata, which raw samples cannot: one black pixel with the metadata
 * grows to the size of the picture, and "or" puts the samples in. Exact, and no second copy of the picture is made.
 */
export async function withMetadata(
  sharp: SharpLibrary,
  pixels: Pixels,
  { icc, exif, xmp, density }: Partial<Pick<Source, Metadata>>,
): Promise<Sharp> {
  const chunks = [
    ...(icc ? [iccChunk(icc)] : []),
    ...(density ? [densityChunk(density)] : []),
    ...(exif ? [exifChunk(exif)] : []),
    ...(xmp ? [xmpChunk(xmp)] : []),
  ]
  if (chunks.length === 0) return fromPixels(sharp, pixels)
  const black = { data: pixels.data.slice(0, pixels.channels).fill(0), width: 1, height: 1, channels: pixels.channels }
  const carrier = withChunks(await fromPixels(sharp, black).png().toBuffer(), chunks)
  const image = sharp(carrier, { limitInputPixels: false })
    .extend({ right: pixels.width - 1, bottom: pixels.height - 1, extendWith: 'copy' })
    .boolean(pixels.data as Buffer, 'or', { raw: rawOf(pixels) })
  if (icc) image.keepIccProfile()
  if (exif) image.keepExif()
  // sharp under 0.34.3 has no `keepXmp`; the carrier holds nothing that is not to be kept.
  if (xmp) 'keepXmp' in image ? image.keepXmp() : (image as Sharp).keepMetadata()
  return image
}

function applySettings(image: Sharp, { format, quality, lossless }: Settings, source: Partial<Source>): Sharp {
  const same = source.format === format
  const progressive = same && source.progressive === true
  const wanted = quality ?? (same ? source.jpeg?.quality : undefined) ?? defaultQuality[format] ?? 80
  switch (format) {
    case 'jpeg':
      return image.jpeg({
        quality: wanted,
        chromaSubsampling: source.jpeg?.chromaSubsampling ?? '4:4:4',
        progressive,
      })
    case 'png':
      return image.png({ progressive })
    case 'webp':
      // `exact` keeps the colour of transparent samples; sharp 0.34 has no such option, ignores it, and drops them.
      return image.webp({ quality: wanted, lossless, alphaQuality: 100, exact: true })
    case 'avif':
      return image.avif({ quality: wanted, chromaSubsampling: '4:4:4', ...source.avif })
    case 'tiff':
      return image.tiff({
        compression: source.tiff?.compression ?? 'deflate',
        predictor: 'horizontal',
        ...(source.density ? { xres: source.density / 25.4, yres: source.density / 25.4 } : {}),
        resolutionUnit: 'inch',
      })
    case 'gif':
      return image.gif({ dither: 0 })
  }
}

function endOfApplicationSegments(jpeg: Uint8Array): number {
  let end = 2
  for (const { marker, at, data } of jpegSegments(jpeg)) {
    if (marker < 0xe0 || marker > 0xef) break
    end = at + 4 + data.length
  }
  return end
}

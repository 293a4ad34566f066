import { createMask, type Mask, type Pixels } from '@paintout/core'
import sharp from 'sharp'
import { editingFailed } from './errors.ts'

export interface Encoded {
  readonly bytes: Buffer
  readonly type: 'image/png' | 'image/jpeg'
}

export interface Extent {
  readonly width: number
  readonly height: number
}

/** The size of an encoded PNG or JPEG, from its header. Anything else is refused. */
export async function extentOf(bytes: Buffer): Promise<Extent> {
  try {
    const { width, height, format } = await sharp(bytes).metadata()
    if (format === 'png' || format === 'jpeg') return { width, height }
  } catch {
    // Refused below, like any other bytes that are no picture.
  }
  throw editingFailed('No uri or raw bytes are provided in media content.')
}

/** 8-bit RGB. */
export async function decode(bytes: Buffer): Promise<Pixels<Uint8Array>> {
  const { data, info } = await sharp(bytes)
    .removeAlpha()
    .toColourspace('srgb')
    .raw()
    .toBuffer({ resolveWithObject: true })
  return { data, width: info.width, height: info.height, channels: 3 }
}

/** Non-zero is to be edited, as Google says it. */
export async function decodeMask(bytes: Buffer): Promise<Mask> {
  const { data, info } = await sharp(bytes).removeAlpha().greyscale().raw().toBuffer({ resolveWithObject: true })
  return createMask(
    info.width,
    info.height,
    Uint8Array.from(data, (level) => (level > 0 ? 255 : 0)),
  )
}

export async function encode(pixels: Pixels, type: Encoded['type'], quality = 95): Promise<Encoded> {
  const { data, width, height, channels } = pixels
  const picture = sharp(data as Uint8Array, { raw: { width, height, channels } })
  const bytes = type === 'image/png' ? picture.png({ compressionLevel: 3 }) : picture.jpeg({ quality })
  return { bytes: await bytes.toBuffer(), type }
}

/** Stretches where the ratio is another one, as the models do. */
export async function resize(pixels: Pixels, { width, height }: Extent): Promise<Pixels<Uint8Array>> {
  if (pixels.width === width && pixels.height === height) return pixels as Pixels<Uint8Array>
  const raw = { width: pixels.width, height: pixels.height, channels: pixels.channels }
  const resized = sharp(pixels.data as Uint8Array, { raw }).resize(width, height, { fit: 'fill', kernel: 'lanczos3' })
  const data = await (pixels.channels === 1 ? resized.toColourspace('b-w') : resized).raw().toBuffer()
  return { ...pixels, data, width, height }
}

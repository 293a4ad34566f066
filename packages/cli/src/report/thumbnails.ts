import type { Mask } from '@paintout/core'
import sharp from 'sharp'

/** Small pictures of one photo as data URLs. */
export interface Thumbnails {
  readonly width: number
  readonly height: number
  readonly before: string
  readonly after: string
  readonly mask: string
}

/** Enough to see a seam on a phone, small enough for a page of hundreds. */
const longestSide = 960

/** A file, or its bytes. */
export type PictureSource = string | Uint8Array

export async function makeThumbnails(photo: PictureSource, output: PictureSource, mask: Mask): Promise<Thumbnails> {
  const [before, after] = await Promise.all([photo, output].map(small))
  const { width, height } = before!.info
  const tint = await maskPicture(mask, width, height)
  return {
    width,
    height,
    before: dataUrl('image/webp', before!.data),
    after: dataUrl('image/webp', after!.data),
    mask: dataUrl('image/png', tint),
  }
}

function small(source: PictureSource) {
  return sharp(source)
    .autoOrient()
    .resize(longestSide, longestSide, { fit: 'inside', withoutEnlargement: true })
    .toColourspace('srgb')
    .webp({ quality: 80 })
    .toBuffer({ resolveWithObject: true })
}

/** Red where samples were replaced, see-through elsewhere. */
async function maskPicture(mask: Mask, width: number, height: number): Promise<Buffer> {
  const alpha = await sharp(mask.data, { raw: { width: mask.width, height: mask.height, channels: 1 } })
    .resize(width, height, { fit: 'fill' })
    .linear(0.6, 0)
    .toColourspace('b-w')
    .raw()
    .toBuffer()
  return sharp({ create: { width, height, channels: 3, background: { r: 230, g: 30, b: 40 } } })
    .joinChannel(alpha, { raw: { width, height, channels: 1 } })
    .png({ palette: true, colours: 16 })
    .toBuffer()
}

function dataUrl(type: string, bytes: Uint8Array): string {
  return `data:${type};base64,${Buffer.from(bytes).toString('base64')}`
}

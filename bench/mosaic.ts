import type { Pixels } from '@paintout/core'
import sharp from 'sharp'
import { type PhotoName, photoPath } from '../test/fixtures/photo.ts'

/**
 * A photograph mirrored again and again until it has that size: as sharp as the photo, without a seam.
 * Enlarging it instead would make every engine look faster and better than it is on real large photos.
 */
export async function mosaic(name: PhotoName, width: number, height: number): Promise<Pixels<Uint8Array>> {
  const { data, info } = await sharp(photoPath(name)).removeAlpha().raw().toBuffer({ resolveWithObject: true })
  const mosaic = new Uint8Array(width * height * 3)
  for (let y = 0; y < height; y++) {
    const row = mirror(y, info.height) * info.width
    for (let x = 0; x < width; x++) {
      const from = (row + mirror(x, info.width)) * 3
      const to = (y * width + x) * 3
      mosaic[to] = data[from]!
      mosaic[to + 1] = data[from + 1]!
      mosaic[to + 2] = data[from + 2]!
    }
  }
  return { data: mosaic, width, height, channels: 3 }
}

function mirror(at: number, length: number): number {
  const phase = at % (2 * length)
  return phase < length ? phase : 2 * length - 1 - phase
}

export async function jpegOf({ data, width, height }: Pixels, quality = 90): Promise<Uint8Array> {
  return sharp(data as Uint8Array, { raw: { width, height, channels: 3 } })
    .jpeg({ quality })
    .toBuffer()
}

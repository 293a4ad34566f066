import { copyFile, writeFile } from 'node:fs/promises'
import sharp from 'sharp'
import { maskPath, type Photo, photoPath } from './photos.ts'

const prints = new URL('../examples/vite-shop/prints/', import.meta.url)

/** The mask of a photograph in black and white, as a side-car is drawn. */
export async function sideCarOf(photo: Photo): Promise<Buffer> {
  return sharp(maskPath(photo))
    .flatten({ background: '#000' })
    .toColourspace('b-w')
    .threshold(128)
    .png({ palette: true, colours: 2, compressionLevel: 9 })
    .toBuffer()
}

/** The photograph and its mask as the shop of `examples/vite-shop` has them. */
export async function writePrint(photo: Photo): Promise<void> {
  await copyFile(photoPath(photo), new URL(`${photo.name}.jpg`, prints))
  await writeFile(new URL(`${photo.name}.mask.png`, prints), await sideCarOf(photo))
}

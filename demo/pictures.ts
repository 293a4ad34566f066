import { mkdir } from 'node:fs/promises'
import { fileURLToPath } from 'node:url'
import sharp from 'sharp'
import type { Cleaned } from './clean.ts'

/** Wide enough for half a page of the README on a fine screen. */
const width = 800

/** Before and after, small, as `<name>.before.jpg` and `<name>.jpg`. */
export async function writePictures(all: readonly Cleaned[], folder: URL): Promise<void> {
  await mkdir(folder, { recursive: true })
  for (const { photo, before, after } of all) {
    await shrink(before, new URL(`${photo.name}.before.jpg`, folder))
    await shrink(after, new URL(`${photo.name}.jpg`, folder))
  }
}

async function shrink(picture: Buffer, file: URL): Promise<void> {
  await sharp(picture).resize({ width }).jpeg({ quality: 80, mozjpeg: true }).toFile(fileURLToPath(file))
}

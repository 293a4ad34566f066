import { mkdir, writeFile } from 'node:fs/promises'
import { dirname, extname } from 'node:path'
import sharp, { type FormatEnum } from 'sharp'

/**
 * Pictures that say who they are: a red square on a soft ground is the object, and eight blocks below spell a number in
 * black and white, large enough for any encoder.
 */
export const size = { width: 96, height: 64 }
export const object = { left: 36, top: 20, width: 16, height: 16 }
export const blocks = { top: 48, side: 8, left: 16, count: 8 }

function drawing(number: number, withObject: boolean): Buffer {
  const { left, top, width, height } = object
  const bits = Array.from({ length: blocks.count }, (_, bit) => {
    const fill = (number >> bit) & 1 ? '#fff' : '#000'
    return `<rect x="${blocks.left + bit * blocks.side}" y="${blocks.top}" width="8" height="8" fill="${fill}"/>`
  })
  return Buffer.from(`<svg xmlns="http://www.w3.org/2000/svg" width="${size.width}" height="${size.height}">
    <linearGradient id="g"><stop stop-color="#357"/><stop offset="1" stop-color="#7a9"/></linearGradient>
    <rect width="100%" height="100%" fill="url(#g)"/>${bits.join('')}
    ${withObject ? `<rect x="${left}" y="${top}" width="${width}" height="${height}" fill="#e00"/>` : ''}
  </svg>`)
}

/** A photo with the object in it, in the format of its suffix. */
export async function writePhoto(path: string, number: number): Promise<void> {
  await mkdir(dirname(path), { recursive: true })
  const format = extname(path).slice(1) as keyof FormatEnum
  await writeFile(path, await sharp(drawing(number, true)).toFormat(format, { quality: 92 }).toBuffer())
}

const maskSvg = `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${size.width} ${size.height}"><rect x="${object.left}" y="${object.top}" width="${object.width}" height="${object.height}" fill="#fff"/></svg>`

/** The object's place in white, as SVG or as PNG. */
export async function writeMask(path: string): Promise<void> {
  await mkdir(dirname(path), { recursive: true })
  const isSvg = path.endsWith('.svg')
  await writeFile(
    path,
    isSvg ? maskSvg : await sharp(Buffer.from(maskSvg)).flatten({ background: '#000' }).png().toBuffer(),
  )
}

/** What a picture shows: its number, and whether the object is in it. */
export interface Seen {
  readonly number: number
  readonly hasObject: boolean
}

/** As `look-around.js` does in a page. */
export async function lookAt(bytes: Uint8Array): Promise<Seen> {
  const { data } = await sharp(bytes)
    .resize({ ...size, fit: 'fill' })
    .ensureAlpha()
    .raw()
    .toBuffer({ resolveWithObject: true })
  const at = (x: number, y: number, channel: number) => data[(y * size.width + x) * 4 + channel]!
  let number = 0
  for (let bit = 0; bit < blocks.count; bit++) {
    if (at(blocks.left + bit * blocks.side + 4, blocks.top + 4, 1) > 127) number |= 1 << bit
  }
  const [x, y] = [object.left + object.width / 2, object.top + object.height / 2]
  return { number, hasObject: at(x, y, 0) - at(x, y, 1) > 80 }
}

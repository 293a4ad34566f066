import { boundsOf, cropPixels, type Mask, type Pixels, type Rect } from '@paintout/core'
import { encodeFile } from '../encode.ts'
import { jpegSegments } from '../formats/jpeg.ts'
import { withExifSize } from '../metadata/exif.ts'
import type { SharpLibrary } from '../sharp.ts'
import type { Source } from '../source.ts'
import { blockAt, eachBlockOfMcu, type JpegPicture, mcuSize } from './picture.ts'
import { readPicture } from './read-picture.ts'
import { turnUpright } from './turn.ts'
import { writePicture } from './write-picture.ts'

export interface Grafted {
  readonly bytes: Buffer
  /** MCUs that are the input's own, and all of them. */
  readonly copied: number
  readonly of: number
}

/**
 * A JPEG of `pixels` that takes over every block of the input that the mask does not touch, as it is: they are never
 * rounded again. The others are encoded with the input's own quantisation tables.
 *
 * `undefined` where that cannot be: the input was no JPEG, cannot be turned upright block by block, has other chroma
 * subsampling than 4:4:4 and 4:2:0, is damaged, or has another size or other channels than `pixels`.
 * Takes two bytes a sample for the coefficients.
 */
export async function graftJpeg(
  sharp: SharpLibrary,
  pixels: Pixels,
  mask: Mask,
  source: Partial<Source>,
): Promise<Grafted | undefined> {
  const picture = source.original && readUpright(source.original)
  const chromaSubsampling = picture && subsamplingOf(picture, pixels)
  const bounds = boundsOf(mask)
  if (!picture || !chromaSubsampling || !bounds) return undefined
  const box = alignToMcus(bounds, picture)
  const settings = { format: 'jpeg', quality: 100, lossless: false } as const
  const patchSource: Partial<Source> = {
    ...source,
    progressive: false,
    jpeg: { quality: 100, chromaSubsampling, progressive: false },
  }
  const encoded = await encodeFile(sharp, cropPixels(pixels, box), settings, patchSource)
  const patch = readPicture(encoded)
  if (!patch || patch.components.length !== picture.components.length) return undefined
  const replaced = replaceTouched(picture, patch, mask, box)
  const of = picture.mcusAcross * picture.mcusDown
  return { bytes: writePicture(picture, headOf(encoded, pixels)), copied: of - replaced, of }
}

function readUpright({ bytes, orientation }: NonNullable<Source['original']>): JpegPicture | undefined {
  const picture = readPicture(bytes)
  return picture && turnUpright(picture, orientation)
}

/** How sharp has to encode so that blocks fit; `undefined` where it cannot, or where the pixels are of another picture. */
function subsamplingOf(picture: JpegPicture, { width, height, channels }: Pixels): '4:4:4' | '4:2:0' | undefined {
  const { components } = picture
  if (picture.width !== width || picture.height !== height || components.length !== channels) return undefined
  if (isRgb(picture)) return undefined
  const factors = components.map(({ across, down }) => `${across}x${down}`).join()
  if (factors === '1x1' || factors === '1x1,1x1,1x1') return '4:4:4'
  return factors === '2x2,1x1,1x1' ? '4:2:0' : undefined
}

/** Colours that were not turned into YCbCr: the Adobe marker says so, or, as libjpeg reads them, their names. */
function isRgb({ components, adobeTransform }: JpegPicture): boolean {
  return adobeTransform === 0 || components.map(({ id }) => String.fromCharCode(id)).join('') === 'RGB'
}

/** Grown to whole MCUs, and cut at the picture. */
function alignToMcus({ left, top, width, height }: Rect, picture: JpegPicture): Rect {
  const mcu = mcuSize(picture)
  const [x, y] = [Math.floor(left / mcu.width) * mcu.width, Math.floor(top / mcu.height) * mcu.height]
  const right = Math.min(picture.width, Math.ceil((left + width) / mcu.width) * mcu.width)
  const bottom = Math.min(picture.height, Math.ceil((top + height) / mcu.height) * mcu.height)
  return { left: x, top: y, width: right - x, height: bottom - y }
}

/** Puts the patch's blocks where the mask touches an MCU, and counts these MCUs. Writes into `picture`. */
function replaceTouched(picture: JpegPicture, patch: JpegPicture, mask: Mask, box: Rect): number {
  const mcu = mcuSize(picture)
  const [firstColumn, firstRow] = [box.left / mcu.width, box.top / mcu.height]
  let touched = 0
  for (let row = 0; row < patch.mcusDown; row++) {
    for (let column = 0; column < patch.mcusAcross; column++) {
      if (!isTouched(mask, (firstColumn + column) * mcu.width, (firstRow + row) * mcu.height, mcu)) continue
      touched++
      eachBlockOfMcu(patch.components, column, row, (index, from) => {
        const [source, target] = [patch.components[index]!, picture.components[index]!]
        const block = from / 64
        const to = blockAt(
          target,
          (block % source.columns) + firstColumn * target.across,
          Math.floor(block / source.columns) + firstRow * target.down,
        )
        const [fine, coarse] = [patch.tables.get(source.table)!, picture.tables.get(target.table)!]
        for (let k = 0; k < 64; k++) {
          target.coefficients[to + k] = roundToZero((source.coefficients[from + k]! * fine[k]!) / coarse[k]!)
        }
      })
    }
  }
  return touched
}

/** To the nearest integer, and halves towards 0: they were rounded once already, and smaller ones are likelier. */
function roundToZero(value: number): number {
  return Math.sign(value) * Math.ceil(Math.abs(value) - 0.5)
}

function isTouched(mask: Mask, left: number, top: number, mcu: { width: number; height: number }): boolean {
  const right = Math.min(mask.width, left + mcu.width)
  for (let y = top; y < Math.min(mask.height, top + mcu.height); y++) {
    for (let x = left; x < right; x++) if (mask.data[y * mask.width + x] !== 0) return true
  }
  return false
}

/** The segments that describe the picture, as sharp wrote them for the patch, with the size of the whole. */
function headOf(jpeg: Uint8Array, { width, height }: Pixels): Uint8Array {
  const parts: Uint8Array[] = [Uint8Array.of(0xff, 0xd8)]
  for (const { marker, at, data } of jpegSegments(jpeg)) {
    if (marker < 0xe0 || marker > 0xef) continue
    const segment = jpeg.slice(at, at + 4 + data.length)
    if (marker === 0xe1) withExifSize(segment.subarray(4), width, height)
    parts.push(segment)
  }
  return Buffer.concat(parts)
}

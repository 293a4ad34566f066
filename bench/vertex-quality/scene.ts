import {
  boundsOf,
  createMask,
  cropPixels,
  dilateMask,
  growRect,
  intersectRect,
  type Mask,
  type Pixels,
  rectInside,
} from '@paintout/core'
import { readObject } from '../drift/objects.ts'
import { open, read } from '../drift/photographs.ts'
import { mosaic } from '../mosaic.ts'

/** A large photo with two objects in it, and the same without. */
export interface LargeScene {
  readonly plate: Pixels<Uint8Array>
  readonly photo: Pixels<Uint8Array>
  /** What a person would mask: both objects with their soft edges, grown. */
  readonly mask: Mask
  /** Of the photo, masked. */
  readonly share: number
}

const [width, height] = [4000, 3000]

const objects = [
  { name: 'house', x: 0.3, y: 0.35, width: 0.125 },
  { name: 'sheep', x: 0.68, y: 0.6, width: 0.11 },
] as const

export async function makeLargeScene(): Promise<LargeScene> {
  const plate = await mosaic('black-canyon', width, height)
  const photo = { ...plate, data: Uint8Array.from(plate.data) }
  const touched = createMask(width, height)
  for (const object of objects) await paste(photo, touched, object)
  const mask = dilateMask(touched, 6)
  const share = mask.data.reduce((sum, level) => sum + Math.sign(level), 0) / mask.data.length
  return { plate, photo, mask, share }
}

/** In place, with an edge as soft as a lens draws it. */
async function paste(photo: Pixels, touched: Mask, { name, x, y, width: share }: (typeof objects)[number]) {
  const { pixels, alpha } = await readObject(name)
  const box = intersectRect(growRect(boundsOf(alpha)!, 4), rectInside(alpha.width, alpha.height))
  const across = Math.round(share * width)
  const down = Math.round((across * box.height) / box.width)
  const colours = await read(open(cropPixels(pixels, box)).resize(across, down, { fit: 'fill' }))
  const cover = await read(open(cropPixels(alpha, box)).resize(across, down, { fit: 'fill' }).blur(1).extractChannel(0))
  const [left, top] = [Math.round(x * width - across / 2), Math.round(y * height - down / 2)]
  for (let row = 0, from = 0; row < down; row++) {
    for (let column = 0; column < across; column++, from++) {
      const at = (top + row) * width + left + column
      const part = cover.data[from]! / 255
      if (part > 0.02) touched.data[at] = 255
      for (let channel = 0; channel < 3; channel++) {
        const ground = photo.data[3 * at + channel]!
        photo.data[3 * at + channel] = Math.round(ground + part * (colours.data[3 * from + channel]! - ground))
      }
    }
  }
}

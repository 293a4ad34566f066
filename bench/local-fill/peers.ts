import { createRequire } from 'node:module'
import type { Rgb } from './scores.ts'

/** What is used of OpenCV's bindings. */
interface Mat {
  readonly data: Uint8Array
  delete(): void
}
interface OpenCv {
  readonly Mat: new () => Mat
  matFromArray(rows: number, columns: number, type: number, data: Uint8Array): Mat
  inpaint(source: Mat, mask: Mat, target: Mat, radius: number, flags: number): void
  readonly CV_8UC1: number
  readonly CV_8UC3: number
  readonly INPAINT_TELEA: number
  readonly INPAINT_NS: number
}

export type Peer = 'Telea' | 'Navier-Stokes'

let loaded: Promise<OpenCv> | undefined

/** OpenCV 4.11: its module is a promise of the bindings (that of 4.12 is no promise, and awaiting it hangs). */
export function openCv(): Promise<OpenCv> {
  loaded ??= createRequire(import.meta.url)('@techstark/opencv-js') as Promise<OpenCv>
  return loaded
}

export interface Crop extends Rgb {
  readonly mask: Uint8Array
  readonly left: number
  readonly top: number
}

/**
 * The same surroundings that the local engine reads: the hole's box, grown by 0.8 of its longer side. It spares OpenCV
 * the rest of the picture, which it would copy.
 */
export function cropAround({ data, width, height }: Rgb, mask: Uint8Array): Crop {
  let left = width
  let right = 0
  let top = height
  let bottom = 0
  for (let i = 0; i < mask.length; i++) {
    if (!mask[i]) continue
    left = Math.min(left, i % width)
    right = Math.max(right, (i % width) + 1)
    top = Math.min(top, Math.floor(i / width))
    bottom = Math.floor(i / width) + 1
  }
  const margin = Math.max(48, Math.round(0.8 * Math.max(right - left, bottom - top)))
  left = Math.max(0, left - margin)
  top = Math.max(0, top - margin)
  right = Math.min(width, right + margin)
  bottom = Math.min(height, bottom + margin)
  const crop = {
    data: new Uint8Array((right - left) * (bottom - top) * 3),
    mask: new Uint8Array((right - left) * (bottom - top)),
    left,
    top,
    width: right - left,
    height: bottom - top,
  }
  for (let y = top; y < bottom; y++) {
    crop.data.set(data.subarray((y * width + left) * 3, (y * width + right) * 3), (y - top) * crop.width * 3)
    crop.mask.set(mask.subarray(y * width + left, y * width + right), (y - top) * crop.width)
  }
  return crop
}

/** Fills by OpenCV. `milliseconds` is `inpaint` alone: copies into its memory and back are not counted. */
export async function inpaint(
  peer: Peer,
  radius: number,
  picture: Rgb,
  mask: Uint8Array,
): Promise<{ fill: Rgb; milliseconds: number }> {
  const cv = await openCv()
  const crop = cropAround(picture, mask)
  const source = cv.matFromArray(crop.height, crop.width, cv.CV_8UC3, crop.data)
  const hole = cv.matFromArray(crop.height, crop.width, cv.CV_8UC1, crop.mask)
  const target = new cv.Mat()
  const start = performance.now()
  cv.inpaint(source, hole, target, radius, peer === 'Telea' ? cv.INPAINT_TELEA : cv.INPAINT_NS)
  const milliseconds = performance.now() - start
  const data = picture.data.slice()
  for (let y = 0; y < crop.height; y++)
    data.set(
      target.data.subarray(y * crop.width * 3, (y + 1) * crop.width * 3),
      ((crop.top + y) * picture.width + crop.left) * 3,
    )
  for (const mat of [source, hole, target]) mat.delete()
  return { fill: { ...picture, data }, milliseconds }
}

import { createPlane, smoothPlane } from '../drift/plane.ts'
import { readPlanes } from '../drift/read-planes.ts'
import type { Rect } from '../geometry/rect.ts'
import { createMask, type Mask, type Pixels } from '../pixels.ts'

/** A box of a coarser grid in samples of a finer one, whole samples. */
export function enlargeRect({ left, top, width, height }: Rect, across: number, down: number): Rect {
  const right = Math.ceil((left + width) * across)
  const bottom = Math.ceil((top + height) * down)
  const first = { left: Math.floor(left * across), top: Math.floor(top * down) }
  return { ...first, width: right - first.left, height: bottom - first.top }
}

/** The part of a mask of the whole photo that `box` shows, at another size: the nearest samples. */
export function stretch(mask: Mask, photo: Pixels, box: Rect, width: number, height: number): Mask {
  const out = createMask(width, height)
  for (let y = 0, at = 0; y < height; y++) {
    const row = Math.floor(((box.top + ((y + 0.5) * box.height) / height) * mask.height) / photo.height)
    for (let x = 0; x < width; x++, at++) {
      const column = Math.floor(((box.left + ((x + 0.5) * box.width) / width) * mask.width) / photo.width)
      out.data[at] = mask.data[Math.min(row, mask.height - 1) * mask.width + Math.min(column, mask.width - 1)]!
    }
  }
  return out
}

/** In place: a mask of the part as large as `box`, cut at half between its samples. */
export function placeInto(whole: Mask, part: Mask, box: Rect): Mask {
  const [cover] = readPlanes(smoothed(part, box), box.width, box.height)
  for (let y = 0; y < box.height; y++) {
    for (let x = 0; x < box.width; x++) {
      if (cover!.data[y * box.width + x]! >= 128) whole.data[(box.top + y) * whole.width + box.left + x] = 255
    }
  }
  return whole
}

/** Steps of an enlarged mask are rounded off. */
function smoothed(part: Mask, box: Rect): Mask {
  if (part.width === box.width) return part
  const soft = smoothPlane(createPlane(part.width, part.height, Float32Array.from(part.data)))
  return createMask(part.width, part.height, Uint8Array.from(soft.data, Math.round))
}

import { setImmediate } from 'node:timers/promises'
import type { Mask } from '@paintout/core'
import { patchRadius } from './parameters.ts'

/** Edges of a box in pixels; right and bottom are beyond it. */
export interface Box {
  readonly left: number
  readonly top: number
  readonly right: number
  readonly bottom: number
}

/** Least surroundings of a hole, in pixels. */
const leastContext = 48
/** Side of the tiles that the mask is read in: holes nearer than this are one. */
const tile = 16

/** Samples that are read before the main loop gets a turn. */
const slice = 2 ** 22

/** The boxes of the mask's holes, those that lie in each other's surroundings as one. From top to bottom. */
export async function holesOf(mask: Mask, context: number): Promise<Box[]> {
  const columns = Math.ceil(mask.width / tile)
  const rows = Math.ceil(mask.height / tile)
  const tiles: (Box | undefined)[] = new Array(columns * rows)
  const rowsAtOnce = Math.max(1, Math.floor(slice / mask.width))
  for (let y = 0; y < mask.height; y++) {
    if (y > 0 && y % rowsAtOnce === 0) await setImmediate()
    const row = y * mask.width
    for (let x = 0; x < mask.width; x++) {
      if (mask.data[row + x] === 0) continue
      const at = Math.floor(y / tile) * columns + Math.floor(x / tile)
      tiles[at] = union(tiles[at], { left: x, top: y, right: x + 1, bottom: y + 1 })
    }
  }
  const boxes: Box[] = []
  for (let first = 0; first < tiles.length; first++) {
    if (tiles[first] === undefined) continue
    let box: Box | undefined
    const queue = [first]
    for (let at = queue.pop(); at !== undefined; at = queue.pop()) {
      const found = tiles[at]
      if (found === undefined) continue
      box = union(box, found)
      tiles[at] = undefined
      const x = at % columns
      for (let dy = -columns; dy <= columns; dy += columns)
        for (let dx = -1; dx <= 1; dx++)
          if (x + dx >= 0 && x + dx < columns && tiles[at + dy + dx] !== undefined) queue.push(at + dy + dx)
    }
    boxes.push(box!)
  }
  return mergeNeighbours(boxes, mask, context)
}

/** A hole with surroundings of `context` times its longer side, within the picture. */
export function surround(hole: Box, { width, height }: Mask, context: number): Box {
  const side = Math.max(hole.right - hole.left, hole.bottom - hole.top)
  const margin = Math.max(leastContext, Math.round(side * context))
  return {
    left: Math.max(0, hole.left - margin),
    top: Math.max(0, hole.top - margin),
    right: Math.min(width, hole.right + margin),
    bottom: Math.min(height, hole.bottom + margin),
  }
}

function mergeNeighbours(boxes: Box[], mask: Mask, context: number): Box[] {
  let merged = boxes
  for (let before = -1; before !== merged.length; ) {
    before = merged.length
    const kept: Box[] = []
    for (const box of merged) {
      const near = kept.findIndex(
        (other) => overlap(surround(box, mask, context), other) || overlap(surround(other, mask, context), box),
      )
      if (near < 0) kept.push(box)
      else kept[near] = union(kept[near], box)
    }
    merged = kept
  }
  return merged
}

const union = (a: Box | undefined, b: Box): Box =>
  a === undefined
    ? b
    : {
        left: Math.min(a.left, b.left),
        top: Math.min(a.top, b.top),
        right: Math.max(a.right, b.right),
        bottom: Math.max(a.bottom, b.bottom),
      }

export const areaOf = ({ left, top, right, bottom }: Box) => (right - left) * (bottom - top)

const overlap = (a: Box, b: Box) => a.left < b.right && b.left < a.right && a.top < b.bottom && b.top < a.bottom

/**
 * Bytes that a thread holds at most while it fills a region of `area` pixels, of which `hole` may be masked, whose
 * samples take `bytesPerPixel`, with the search at `1/scale`. The shares were measured on regions of 2 to 16 MP with
 * holes of 5 to 60 %: features and indices of every pixel; distances, votes and targets of masked ones; and what the
 * last pass paints at full size.
 */
export function memoryFor(area: number, hole: number, bytesPerPixel: number, scale: number): number {
  return area * (bytesPerPixel + 1) + hole * 36 + (area * 36 + hole * 52) / scale ** 2
}

/** True if a patch fits into the box at all. */
export const holdsPatch = ({ left, top, right, bottom }: Box) =>
  right - left > 2 * patchRadius && bottom - top > 2 * patchRadius

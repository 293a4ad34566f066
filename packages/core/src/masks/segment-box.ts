import { readPlanes } from '../drift/read-planes.ts'
import { boundsOf, cropPixels, growRect, intersectRect, type Rect, rectInside } from '../geometry/rect.ts'
import { createMask, type Mask, type Pixels } from '../pixels.ts'
import { type Mixture, mixColours } from './colour-mixture.ts'
import { cutGrid, directions } from './min-cut.ts'
import { placeInto } from './part-mask.ts'
import { keepLargest } from './tidy.ts'

/** Around the box, as a share of its longer side: what surely belongs to the ground, and says what it looks like. */
const surroundings = 0.35

/** Whoever draws a box errs by a little: it is taken so much larger on each side. */
const slack = 0.02

/** The longest side at which the object is cut out. */
const workingSide = 288

const rounds = 4

/** What a border costs on flat ground, in nepers of likelihood: the best of 3 to 40 on the scenes of `bench/segment-box`. */
const smoothness = 5

/** A mask that fills less of its box, or leaves this much of it empty on a side, is of a part of the object. */
const leastShare = 0.12
const mostGap = 0.25

/** How far from its middle, in half boxes, what is selected is looked at as the object when nothing is known yet. */
const core = 0.75

/**
 * The mask of the object that fills a box: what differs from the ground around it, its edge along edges of the picture.
 * `box` is in pixels of `pixels`, and may be off by a few hundredths. Colours of object and ground as mixtures, an edge by
 * the minimum cut, a few times over: GrabCut (Rother, Kolmogorov and Blake, 2004). Where that leaves next to nothing of
 * the box, or a side of it empty, nothing was understood, and the whole box is the mask: what is left of an object would
 * come back. As large as `pixels`, of which alpha is not looked at.
 */
export function segmentBox(pixels: Pixels, box: Rect): Mask {
  const { width, height } = pixels
  const whole = rectInside(width, height)
  const mask = createMask(width, height)
  const inside = intersectRect(box, whole)
  if (inside.width === 0 || inside.height === 0) return mask
  const side = Math.max(inside.width, inside.height)
  const loose = intersectRect(growRect(inside, Math.max(1, Math.round(slack * side))), whole)
  const view = intersectRect(growRect(inside, Math.max(4, Math.round(surroundings * side))), whole)
  const scale = Math.min(1, workingSide / Math.max(view.width, view.height))
  const size = [Math.max(1, Math.round(view.width * scale)), Math.max(1, Math.round(view.height * scale))] as const
  const found = cutOut(readColours(cropPixels(pixels, view), size), size, inView(loose, view, size))
  if (found && fills(found, inView(inside, view, size))) return placeInto(mask, found, view)
  for (let y = inside.top; y < inside.top + inside.height; y++) {
    mask.data.fill(255, y * width + inside.left, y * width + inside.left + inside.width)
  }
  return mask
}

type Size = readonly [width: number, height: number]

/** Interleaved RGB at levels of 8 bits. */
function readColours(pixels: Pixels, [width, height]: Size): Float32Array {
  const planes = readPlanes(pixels, width, height)
  const data = new Float32Array(width * height * 3)
  for (let c = 0; c < 3; c++) {
    const plane = planes[Math.min(c, planes.length - 1)]!
    for (let at = 0; at < plane.data.length; at++) data[at * 3 + c] = plane.data[at]!
  }
  return data
}

function inView(rect: Rect, view: Rect, [width, height]: Size): Rect {
  const left = Math.round(((rect.left - view.left) * width) / view.width)
  const top = Math.round(((rect.top - view.top) * height) / view.height)
  const right = Math.round(((rect.left + rect.width - view.left) * width) / view.width)
  const bottom = Math.round(((rect.top + rect.height - view.top) * height) / view.height)
  return { left, top, width: Math.max(1, right - left), height: Math.max(1, bottom - top) }
}

/** Undefined where the box leaves no ground to compare with, or nothing of the object. */
function cutOut(colours: Float32Array, [width, height]: Size, box: Rect): Mask | undefined {
  const isInside = new Uint8Array(width * height)
  const object = new Uint8Array(width * height)
  for (let y = box.top; y < Math.min(height, box.top + box.height); y++) {
    for (let x = box.left; x < Math.min(width, box.left + box.width); x++) {
      isInside[y * width + x] = 1
      const across = (2 * (x + 0.5 - box.left)) / box.width - 1
      const down = (2 * (y + 0.5 - box.top)) / box.height - 1
      if (Math.hypot(across, down) < core) object[y * width + x] = 1
    }
  }
  const outside = mixColours(colours, isInside.map(invert))
  if (!outside) return undefined
  let selected: Uint8Array = object
  for (let round = 0; round < rounds; round++) {
    const inside = mixColours(colours, selected)
    // What was left out of the box is ground too, once something is known.
    const ground = round === 0 ? outside : mixColours(colours, selected.map(invert))
    if (!inside || !ground) return undefined
    selected = cutGrid({
      width,
      height,
      ties: tiesOf(colours, isInside, inside, ground),
      links: linksOf(colours, width, height),
    })
  }
  const mask = createMask(
    width,
    height,
    selected.map((each) => 255 * each),
  )
  return keepLargest(mask)
}

function invert(selected: number): number {
  return 1 - selected
}

/** Outside the box nothing can be selected. */
function tiesOf(colours: Float32Array, isInside: Uint8Array, object: Mixture, ground: Mixture): Float32Array {
  const never = -1e6
  return Float32Array.from(isInside, (inside, at) => {
    if (!inside) return never
    const [red, green, blue] = [colours[at * 3]!, colours[at * 3 + 1]!, colours[at * 3 + 2]!]
    return ground.cost(red, green, blue) - object.cost(red, green, blue)
  })
}

/** A border is cheap where neighbours differ, measured by how much they differ on the mean (Boykov and Jolly, 2001). */
function linksOf(colours: Float32Array, width: number, height: number): Float32Array[] {
  const differences = directions.map(([dx, dy]) => {
    const squares = new Float32Array(width * height)
    for (let y = Math.max(0, -dy); y < height - Math.max(0, dy); y++) {
      for (let x = Math.max(0, -dx); x < width - Math.max(0, dx); x++) {
        const at = y * width + x
        const other = at + dy * width + dx
        let sum = 0
        for (let c = 0; c < 3; c++) sum += (colours[at * 3 + c]! - colours[other * 3 + c]!) ** 2
        squares[at] = sum
      }
    }
    return squares
  })
  let sum = 0
  for (const squares of differences) for (const square of squares) sum += square
  const mean = sum / (8 * width * height)
  const beta = mean > 0 ? 1 / (2 * mean) : 0
  return differences.map((squares, direction) => {
    const [dx, dy] = directions[direction]!
    return squares.map((square) => (smoothness * Math.exp(-beta * square)) / Math.hypot(dx, dy))
  })
}

/** Whether a mask is as large as its box, about. */
function fills(mask: Mask, box: Rect): boolean {
  const bounds = boundsOf(mask)
  if (!bounds) return false
  const selected = mask.data.reduce((sum, level) => sum + Number(level > 0), 0)
  const gaps = [
    (bounds.left - box.left) / box.width,
    (bounds.top - box.top) / box.height,
    (box.left + box.width - bounds.left - bounds.width) / box.width,
    (box.top + box.height - bounds.top - bounds.height) / box.height,
  ]
  return selected >= leastShare * box.width * box.height && Math.max(...gaps) <= mostGap
}

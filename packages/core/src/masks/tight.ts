import { boundsOf, growRect, intersectRect, rectInside } from '../geometry/rect.ts'
import type { Mask, Pixels } from '../pixels.ts'
import { coarseLightness, coarseMask, type Lightness, smooth } from './coarse.ts'
import { far, squaredDistances } from './distance.ts'

export interface Rim {
  /** How much of the rim has a strong edge of the picture along it, 0 to 1. */
  readonly share: number
  /** Whether that is so much that the object's own outline must be what lies there. */
  readonly tight: boolean
  /** How many pixels more to dilate, so that the outline lies inside the mask. 0 when it is not tight. */
  readonly suggestion: number
}

/**
 * Photographs are looked at in this width: outlines are then some 2 pixels soft whatever the camera, and 1 % of
 * the width, the dilation by default, is some 10 pixels.
 */
const lookedAtWidth = 1024
/** The rim: this far out an outline is still too near to leave its fringe behind. */
const rimWidth = 2
/** How far out a better place for the rim is looked for, a little more than the dilation by default. */
const searchWidth = 14
/** An edge is the mean of this many differences on each side along the rim: an outline adds up there, texture cancels out. */
const alongRim = 3
/** The surroundings of a sample of the rim: from here to here, straight away from the mask. */
const surroundings = { from: 4, to: 12 }
/** In a normally distributed texture 1.2 % of the differences exceed 2.5 times their root mean square: by chance. */
const strong = 2.5
/** Levels of 255 a pixel. Fainter edges are nowhere to be seen, and film grain on a clear sky reaches 2. */
const visible = 4
/** Outlines on photographs give 0.3 to 0.6, as some of an outline is always as light as what is behind it; their surroundings up to 0.16. */
const tightShare = 0.25
/** Where the search may end: as little as by chance and structure of the surroundings. */
const freeShare = tightShare / 2

/**
 * How tightly a mask (as it is used, after dilation) sits on the object: the share of its rim along which the picture
 * has an edge. There the object's fringe lies outside the mask, would be taken for background and be painted again.
 *
 * An edge is a lightness step across the rim, averaged along it, that is visible and stands out from the same measure
 * in the surroundings. Measured at a width of 1024 pixels at most. `pixels` and `mask` are of one size.
 */
export function tightRim(pixels: Pixels, mask: Mask): Rim {
  const scale = Math.max(1, Math.round(pixels.width / lookedAtWidth))
  const bounds = boundsOf(mask)
  if (bounds === undefined) return { share: 0, tight: false, suggestion: 0 }
  const margin = (searchWidth + surroundings.to + 2) * scale
  const area = intersectRect(growRect(bounds, margin), rectInside(mask.width, mask.height))
  const picture = smooth(coarseLightness(pixels, area, scale))
  const distances = squaredDistances(coarseMask(mask, area, scale), searchWidth + 3)

  const near = shareByDistance(picture, distances, rimWidth)
  const share = meanShare(near, 1)
  const tight = share > tightShare
  return { share, tight, suggestion: tight ? freeDistance(picture, distances) * scale : 0 }
}

/** How far out the rim would have to lie to be free of edges, or where it has the least of them. */
function freeDistance(picture: Lightness, distances: Uint32Array): number {
  const shares = shareByDistance(picture, distances, searchWidth)
  let best = 1
  for (let outwards = 1; outwards + rimWidth <= searchWidth; outwards++) {
    const share = meanShare(shares, outwards + 1)
    if (share < meanShare(shares, best + 1)) best = outwards
    if (share <= freeShare) break
  }
  return best
}

interface Count {
  samples: number
  edges: number
}

/** The share of edges within the `rimWidth` pixels from `distance` outwards. */
function meanShare(counts: readonly Count[], distance: number): number {
  let samples = 0
  let edges = 0
  for (const count of counts.slice(distance, distance + rimWidth)) {
    samples += count.samples
    edges += count.edges
  }
  return samples === 0 ? 0 : edges / samples
}

/** For each whole distance from the mask, how many samples lie there and on how many of them there is an edge. */
function shareByDistance(picture: Lightness, distances: Uint32Array, farthest: number): Count[] {
  const { width, height } = picture
  const counts = Array.from({ length: farthest + 1 }, (): Count => ({ samples: 0, edges: 0 }))
  const distanceAt = (x: number, y: number) => {
    const squared = distances[clamp(y, height) * width + clamp(x, width)]!
    return squared === far ? searchWidth + 3 : Math.sqrt(squared)
  }
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      const squared = distances[y * width + x]!
      if (squared === 0 || squared > (farthest + 0.5) ** 2) continue
      const slopeX = distanceAt(x + 2, y) - distanceAt(x - 2, y)
      const slopeY = distanceAt(x, y + 2) - distanceAt(x, y - 2)
      const steepness = Math.hypot(slopeX, slopeY)
      if (steepness < 0.1) continue
      const count = counts[Math.round(Math.sqrt(squared))]!
      count.samples++
      if (isEdge(picture, x, y, slopeX / steepness, slopeY / steepness)) count.edges++
    }
  }
  return counts
}

/** Whether the step at a sample, straight away from the mask, is visible and more than its surroundings have. */
function isEdge(picture: Lightness, x: number, y: number, awayX: number, awayY: number): boolean {
  const step = Math.abs(stepAt(picture, x, y, awayX, awayY))
  if (step <= visible) return false
  let squares = 0
  for (let n = surroundings.from; n <= surroundings.to; n++) {
    squares += stepAt(picture, x + n * awayX, y + n * awayY, awayX, awayY) ** 2
  }
  return step > strong * Math.sqrt(squares / (surroundings.to - surroundings.from + 1))
}

/** Levels a pixel in the direction away from the mask, averaged along the rim. */
function stepAt({ data, width, height }: Lightness, x: number, y: number, awayX: number, awayY: number): number {
  let sum = 0
  for (let n = -alongRim; n <= alongRim; n++) {
    const u = x - n * awayY
    const v = y + n * awayX
    const outer = clamp(Math.round(v + awayY), height) * width + clamp(Math.round(u + awayX), width)
    const inner = clamp(Math.round(v - awayY), height) * width + clamp(Math.round(u - awayX), width)
    sum += data[outer]! - data[inner]!
  }
  return sum / (2 * (2 * alongRim + 1))
}

function clamp(position: number, length: number): number {
  return Math.min(Math.max(position, 0), length - 1)
}

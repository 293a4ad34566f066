import type { Picture } from './features.ts'
import { type Parameters, patchRadius } from './parameters.ts'

/** One scale of a region. */
export interface Level extends Picture {
  /** Distance of each hole pixel to the known ones in thirds of a pixel, 0 outside the hole. */
  readonly depth: Uint16Array
  /** 1 where a patch lies in the picture and touches the hole. */
  readonly target: Uint8Array
  /** How many patches lie in the picture, and touch the hole or do not. */
  readonly targets: number
  readonly sources: number
  /** The largest depth. */
  readonly deepest: number
  /** How many pixels are to be filled. */
  readonly holes: number
}

/** So many comparisons an exhaustive search may take at the coarsest level. */
const exhaustible = 6e6
/** With fewer sources than this a level has nothing to choose from. */
const scarce = 100

/**
 * Levels from fine to coarse, each half the last, until the hole is small enough to be guessed. Means of known pixels
 * only, and a coarse pixel is a hole if any of its four is, so that no trace of the object is ever a source.
 */
export function buildPyramid(finest: Picture, parameters: Parameters): Level[] {
  const levels: Level[] = []
  let picture = finest
  for (;;) {
    const level = measure(picture)
    if (levels.length > 0 && level.sources < scarce) break
    levels.push(level)
    const guessable = level.deepest <= 3 * parameters.coarsestRadius && level.targets * level.sources <= exhaustible
    if (guessable || Math.min(level.width, level.height) < 2 * parameters.coarsestSide) break
    picture = halve(level)
  }
  return levels
}

function halve({ width, height, features, hole }: Picture): Picture {
  const w = (width + 1) >> 1
  const h = (height + 1) >> 1
  const smaller = new Uint8Array((w * h + 1) * 4)
  const smallerHole = new Uint8Array(w * h)
  for (let y = 0; y < h; y++) {
    for (let x = 0; x < w; x++) {
      const at = y * w + x
      let r = 0
      let g = 0
      let b = 0
      let t = 0
      let known = 0
      for (let py = 2 * y; py < Math.min(height, 2 * y + 2); py++) {
        for (let px = 2 * x; px < Math.min(width, 2 * x + 2); px++) {
          const pixel = py * width + px
          if (hole[pixel]) {
            smallerHole[at] = 1
            continue
          }
          const i = pixel * 4
          r += features[i]!
          g += features[i + 1]!
          b += features[i + 2]!
          t += features[i + 3]!
          known++
        }
      }
      if (known === 0) continue
      const half = known >> 1
      const i = at * 4
      smaller[i] = (r + half) / known
      smaller[i + 1] = (g + half) / known
      smaller[i + 2] = (b + half) / known
      smaller[i + 3] = (t + half) / known
    }
  }
  return { width: w, height: h, features: smaller, hole: smallerHole }
}

function measure(picture: Picture): Level {
  const { width, height, hole } = picture
  const target = growSquare(hole, width, height, patchRadius)
  const depth = depths(hole, width, height)
  let targets = 0
  let sources = 0
  let holes = 0
  let deepest = 0
  for (let y = 0; y < height; y++) {
    const outside = y < patchRadius || y >= height - patchRadius
    for (let x = 0; x < width; x++) {
      const i = y * width + x
      holes += hole[i]!
      if (depth[i]! > deepest) deepest = depth[i]!
      if (outside || x < patchRadius || x >= width - patchRadius) target[i] = 0
      else if (target[i]) targets++
      else sources++
    }
  }
  return { ...picture, depth, target, targets, sources, deepest, holes }
}

/** Grows `shape` by a square of `2 * radius + 1`. */
function growSquare(shape: Uint8Array, width: number, height: number, radius: number): Uint8Array {
  const rows = new Uint8Array(shape.length)
  const grown = new Uint8Array(shape.length)
  for (let y = 0; y < height; y++) {
    let until = -1
    for (let x = -radius; x < width; x++) {
      if (x + radius < width && shape[y * width + x + radius]) until = x + 2 * radius
      if (x >= 0 && x <= until) rows[y * width + x] = 1
    }
  }
  const until = new Int32Array(width).fill(-1)
  for (let y = -radius; y < height; y++) {
    for (let x = 0; x < width; x++) {
      if (y + radius < height && rows[(y + radius) * width + x]) until[x] = y + 2 * radius
      if (y >= 0 && y <= until[x]!) grown[y * width + x] = 1
    }
  }
  return grown
}

/** Chamfer distances 3-4 (Borgefors 1986) inside the hole. What lies beyond the picture is not known. */
function depths(hole: Uint8Array, width: number, height: number): Uint16Array {
  const far = 65000
  const depth = new Uint16Array(hole.length)
  for (let i = 0; i < hole.length; i++) depth[i] = hole[i] ? far : 0
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      const i = y * width + x
      let d = depth[i]!
      if (d === 0) continue
      if (x > 0) d = Math.min(d, depth[i - 1]! + 3)
      if (y > 0) {
        d = Math.min(d, depth[i - width]! + 3)
        if (x > 0) d = Math.min(d, depth[i - width - 1]! + 4)
        if (x < width - 1) d = Math.min(d, depth[i - width + 1]! + 4)
      }
      depth[i] = d
    }
  }
  for (let y = height - 1; y >= 0; y--) {
    for (let x = width - 1; x >= 0; x--) {
      const i = y * width + x
      let d = depth[i]!
      if (d === 0) continue
      if (x < width - 1) d = Math.min(d, depth[i + 1]! + 3)
      if (y < height - 1) {
        d = Math.min(d, depth[i + width]! + 3)
        if (x < width - 1) d = Math.min(d, depth[i + width + 1]! + 4)
        if (x > 0) d = Math.min(d, depth[i + width - 1]! + 4)
      }
      depth[i] = d
    }
  }
  return depth
}

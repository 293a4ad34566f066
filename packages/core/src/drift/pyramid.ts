import { normaliseLocally } from './features.ts'
import { halvePlane, type Plane, smoothPlane } from './plane.ts'

/** Photo and answer at one size. */
export interface Level {
  readonly width: number
  readonly height: number
  /** Locally normalised brightness. */
  readonly photo: Plane
  readonly answer: Plane
  /** 1 where photo and answer should show the same: off the hole and what it bleeds into. */
  readonly known: Uint8Array
}

/** The coarsest level is about so long, and no side is under the other. */
const coarsest = 32
const leastSide = 24

/** Features near the hole see into it. At the coarsest level that would leave too little. */
const bleed = 2
const coarsestBleed = 1
const leastKnown = 0.1

/** From fine to coarse, each half as long as the one before. `hole` is 0 where the photo is to stay. */
export function buildPyramid(photo: Plane, answer: Plane, hole: Plane | undefined): readonly Level[] {
  const sizes: { photo: Plane; answer: Plane; open: Uint8Array }[] = []
  let size = { photo: smoothPlane(photo), answer: smoothPlane(answer), open: openOf(photo, hole) }
  for (;;) {
    sizes.push(size)
    const { width, height } = size.photo
    if (Math.max(width, height) / 2 < coarsest || Math.min(width, height) < leastSide) break
    size = {
      photo: halvePlane(smoothPlane(size.photo)),
      answer: halvePlane(smoothPlane(size.answer)),
      open: halveOpen(size.open, width, height),
    }
  }
  return sizes.map(({ photo, answer, open }, index) => ({
    width: photo.width,
    height: photo.height,
    photo: normaliseLocally(photo),
    answer: normaliseLocally(answer),
    known: hole ? keepClear(open, photo, index === sizes.length - 1 ? coarsestBleed : bleed) : open,
  }))
}

function openOf({ width, height }: Plane, hole: Plane | undefined): Uint8Array {
  const open = new Uint8Array(width * height).fill(1)
  hole?.data.forEach((share, at) => {
    if (share > 0.02) open[at] = 0
  })
  return open
}

function halveOpen(open: Uint8Array, width: number, height: number): Uint8Array {
  const half = new Uint8Array((width >> 1) * (height >> 1))
  for (let y = 0, to = 0; y < height >> 1; y++) {
    for (let x = 0, at = 2 * y * width; x < width >> 1; x++, at += 2, to++) {
      half[to] = open[at]! & open[at + 1]! & open[at + width]! & open[at + width + 1]!
    }
  }
  return half
}

function keepClear(open: Uint8Array, { width, height }: Plane, by: number): Uint8Array {
  const clear = erodeSquare(open, width, height, by)
  const left = clear.reduce((sum, known) => sum + known, 0)
  return left > leastKnown * clear.length ? clear : open
}

/** 1 only where all samples up to `by` rows and columns away are 1; beyond the border nothing counts. */
export function erodeSquare(open: Uint8Array, width: number, height: number, by: number): Uint8Array {
  const across = new Uint8Array(open.length)
  const out = new Uint8Array(open.length)
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      let all = 1
      for (let i = Math.max(0, x - by); i <= Math.min(width - 1, x + by); i++) all &= open[y * width + i]!
      across[y * width + x] = all
    }
  }
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      let all = 1
      for (let i = Math.max(0, y - by); i <= Math.min(height - 1, y + by); i++) all &= across[i * width + x]!
      out[y * width + x] = all
    }
  }
  return out
}

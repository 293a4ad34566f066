import { copyPixels, hasAlpha, type Mask, maxOf, type Pixels } from '../pixels.ts'
import { createBlur, type Detail, readDetail } from './fine-detail.ts'
import { boundsOf, growRect, intersectRect, type Rect, rectInside } from './rect.ts'

export interface GrainOptions {
  /** What the fill was made at, over the photo's own scale: above 0, under 1. */
  readonly scale: number
  /** The same seed gives the same grain. */
  readonly seed: number
}

/** A patch of photo, and the part of the fill that gets its detail. Half of it overlaps the next one. */
const PATCH = 32
const HALF = PATCH / 2

/** Patches taken from the surroundings, and the places tried to find them. */
const MOST_PATCHES = 192
const MOST_PLACES = 4096

/** So many patches are looked at for each place, and of the few nearest in colour the calmest is taken. */
const LOOKED_AT = 48
const NEAREST = 6

/** Grain is even. A patch with a block this much stronger than its middling one shows an edge, which must not be copied. */
const UNEVEN = 2
const BLOCK = 8

/** Detail under half a level of 8 bits is rounding, not grain. */
const LEAST_LEVEL = 0.5

/** One loudness for the sum of overlapping patches: the squares of neighbouring windows add up to 1. */
const WINDOW = Float32Array.from({ length: PATCH }, (_, index) => Math.sin(((index + 0.5) / PATCH) * Math.PI))

interface Placed {
  readonly samples: Float32Array
  readonly gain: number
}

/**
 * A copy of an enlarged fill with the grain that its surroundings have and enlarging cannot bring back.
 *
 * The fine detail of patches around the hole, from places of the same colour, is laid over the fill by overlapping
 * windows, each as strong as the fill still lacks it: noise keeps its power and its texture, a fill that is grainy
 * itself stays as it is, and where the surroundings have no grain nothing changes. Alpha is left alone.
 *
 * `fill`, `surroundings` (the photo) and `mask` show the same part of the photo at its own scale.
 */
export function addGrain(fill: Pixels, surroundings: Pixels, mask: Mask, { scale, seed }: GrainOptions): Pixels {
  const grained = copyPixels(fill)
  const bounds = boundsOf(mask)
  if (!bounds) return grained
  const random = createRandom(seed)
  const blur = createBlur(Math.max(1, 0.5 / scale))
  const patches = findPatches(surroundings, mask, blur, random)
  if (patches.length === 0) return grained
  const whole = rectInside(fill.width, fill.height)
  const origin = { left: bounds.left - HALF, top: bounds.top - HALF }
  const columns = Math.ceil(bounds.width / HALF) + 1
  const rows = Math.ceil(bounds.height / HALF) + 1
  const placed = Array.from({ length: columns * rows }, (_, index): Placed | undefined => {
    const left = origin.left + (index % columns) * HALF
    const top = origin.top + Math.floor(index / columns) * HALF
    const rect = { left, top, width: PATCH, height: PATCH }
    if (!touches(mask, intersectRect(rect, whole))) return undefined
    return choosePatch(readDetail(fill, growRect(rect, -HALF / 2), blur), patches, random)
  })
  layOver(grained, intersectRect(growRect(bounds, HALF), whole), (x, y, visit) => {
    const column = Math.floor((x - origin.left) / HALF)
    const row = Math.floor((y - origin.top) / HALF)
    for (let down = row; down >= 0 && down > row - 2; down--) {
      for (let across = column; across >= 0 && across > column - 2; across--) {
        if (down >= rows || across >= columns) continue
        const patch = placed[down * columns + across]
        if (patch) visit(patch, x - origin.left - across * HALF, y - origin.top - down * HALF)
      }
    }
  })
  return grained
}

/** Wholly known, opaque patches, blur included. */
function findPatches(photo: Pixels, mask: Mask, blur: Float32Array, random: () => number): readonly Detail[] {
  const reach = blur.length - 1
  const across = photo.width - PATCH - 2 * reach + 1
  const down = photo.height - PATCH - 2 * reach + 1
  const patches: Detail[] = []
  if (across < 1 || down < 1) return patches
  for (let place = 0; place < MOST_PLACES && patches.length < MOST_PATCHES; place++) {
    const left = reach + Math.floor(random() * across)
    const top = reach + Math.floor(random() * down)
    const rect = { left, top, width: PATCH, height: PATCH }
    const read = growRect(rect, reach)
    if (touches(mask, read) || !isOpaque(photo, read)) continue
    const patch = readDetail(photo, rect, blur)
    if (isEven(patch)) patches.push(patch)
  }
  const least = ((LEAST_LEVEL * maxOf(photo)) / 255) ** 2
  return patches.map((patch) => (patch.energy < least ? { ...patch, energy: 0 } : patch))
}

function isEven({ samples }: Detail): boolean {
  const colours = samples.length / PATCH ** 2
  const blocks = new Float32Array((PATCH / BLOCK) ** 2)
  for (let at = 0; at < samples.length; at++) {
    const pixel = Math.floor(at / colours)
    const column = Math.floor((pixel % PATCH) / BLOCK)
    const row = Math.floor(pixel / PATCH / BLOCK)
    blocks[row * (PATCH / BLOCK) + column]! += samples[at]! ** 2
  }
  blocks.sort()
  return blocks.at(-1)! <= UNEVEN * blocks[blocks.length / 2]!
}

function choosePatch(fill: Detail, patches: readonly Detail[], random: () => number): Placed | undefined {
  const distance = ({ means }: Detail): number =>
    means.reduce((sum, mean, channel) => sum + (mean - fill.means[channel]!) ** 2, 0)
  const chosen = Array.from({ length: LOOKED_AT }, () => patches[Math.floor(random() * patches.length)]!)
    .map((patch) => ({ patch, distance: distance(patch) }))
    .sort((a, b) => a.distance - b.distance)
    .slice(0, NEAREST)
    .reduce((calmest, other) => (other.patch.energy < calmest.patch.energy ? other : calmest)).patch
  if (chosen.energy <= fill.energy) return undefined
  return { samples: chosen.samples, gain: Math.sqrt(1 - fill.energy / chosen.energy) }
}

type VisitPatches = (x: number, y: number, visit: (patch: Placed, x: number, y: number) => void) => void

/** In place. */
function layOver(pixels: Pixels, rect: Rect, patchesAt: VisitPatches): void {
  const { data, width, channels } = pixels
  const colours = hasAlpha(pixels) ? channels - 1 : channels
  const max = maxOf(pixels)
  const grain = new Float32Array(colours)
  for (let y = rect.top; y < rect.top + rect.height; y++) {
    for (let x = rect.left; x < rect.left + rect.width; x++) {
      grain.fill(0)
      patchesAt(x, y, ({ samples, gain }, column, row) => {
        const weight = gain * WINDOW[column]! * WINDOW[row]!
        const from = (row * PATCH + column) * colours
        for (let channel = 0; channel < colours; channel++) grain[channel]! += weight * samples[from + channel]!
      })
      const at = (y * width + x) * channels
      for (let channel = 0; channel < colours; channel++) {
        data[at + channel] = Math.min(Math.max(Math.round(data[at + channel]! + grain[channel]!), 0), max)
      }
    }
  }
}

function touches(mask: Mask, { left, top, width, height }: Rect): boolean {
  for (let y = top; y < top + height; y++) {
    const start = y * mask.width + left
    for (let at = start; at < start + width; at++) if (mask.data[at] !== 0) return true
  }
  return false
}

function isOpaque(pixels: Pixels, { left, top, width, height }: Rect): boolean {
  if (!hasAlpha(pixels)) return true
  const { data, channels } = pixels
  const max = maxOf(pixels)
  for (let y = top; y < top + height; y++) {
    const start = (y * pixels.width + left) * channels
    for (let at = start + channels - 1; at < start + width * channels; at += channels) {
      if (data[at] !== max) return false
    }
  }
  return true
}

/** mulberry32: small, and the same on every machine. */
function createRandom(seed: number): () => number {
  let state = seed >>> 0
  return () => {
    state = (state + 0x6d2b79f5) >>> 0
    let mixed = Math.imul(state ^ (state >>> 15), state | 1)
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32
  }
}

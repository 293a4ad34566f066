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
import { answerSize } from './answers.ts'
import { readObject } from './objects.ts'
import { cropToRatio, open, read, readPhotograph } from './photographs.ts'

/** A photograph with an object in it, and the same without: the plate. */
export interface Scene {
  readonly name: string
  readonly plate: Pixels<Uint8Array>
  readonly photo: Pixels<Uint8Array>
  /** Object and visible shadow, as sharp as they are. */
  readonly truth: Mask
  /** What a person would mask: all that the object touched, grown. */
  readonly mask: Mask
  /** Of the picture, in `truth`. */
  readonly share: number
  /** Mean difference between object and plate, in levels. */
  readonly contrast: number
}

interface Plan {
  readonly plate: string
  readonly object: string
  /** Where its middle is, and how wide it is, as shares of the plate. */
  readonly x: number
  readonly y: number
  readonly width: number
  readonly shadow?: boolean
  /** How much of its difference from the plate is kept; 1 by default. */
  readonly contrast?: number
}

/** Objects of 0.3 to 20 % of the picture; every second has a shadow, every fourth is low in contrast. */
export const plans: readonly Plan[] = [
  { plate: 'dust-bowl-home', object: 'sheep', x: 0.24, y: 0.68, width: 0.24, shadow: true },
  { plate: 'black-canyon', object: 'flower', x: 0.36, y: 0.55, width: 0.26 },
  { plate: 'march-pastoral', object: 'thistle', x: 0.8, y: 0.5, width: 0.2, shadow: true },
  { plate: 'nagasaki-boats', object: 'house', x: 0.28, y: 0.2, width: 0.34, contrast: 0.2 },
  { plate: 'french-alpine-landscape', object: 'house', x: 0.62, y: 0.6, width: 0.3, shadow: true },
  { plate: 'airplane-from-above', object: 'lamb', x: 0.14, y: 0.7, width: 0.09 },
  { plate: 'allium-oreophilum', object: 'house', x: 0.24, y: 0.72, width: 0.36, shadow: true },
  { plate: 'dust-bowl-home', object: 'thistle', x: 0.2, y: 0.24, width: 0.14, contrast: 0.2 },
  { plate: 'black-canyon', object: 'house', x: 0.5, y: 0.6, width: 0.5, shadow: true },
  { plate: 'acanthus-mollis', object: 'lamb', x: 0.8, y: 0.5, width: 0.16 },
  { plate: 'march-pastoral', object: 'house', x: 0.5, y: 0.55, width: 0.26, shadow: true },
  { plate: 'airplane-from-above', object: 'boat', x: 0.3, y: 0.86, width: 0.44, contrast: 0.3 },
  { plate: 'nagasaki-boats', object: 'sheep', x: 0.7, y: 0.72, width: 0.2, shadow: true },
  { plate: 'french-alpine-landscape', object: 'flower', x: 0.25, y: 0.55, width: 0.1 },
  { plate: 'black-canyon', object: 'lamb', x: 0.75, y: 0.86, width: 0.038, shadow: true },
  { plate: 'dust-bowl-home', object: 'boat', x: 0.5, y: 0.84, width: 0.5, contrast: 0.2 },
]

/** A shadow takes at most this share of the light. */
const shadowStrength = 0.35
/** Under this a shadow is not seen, and under the other a mask need not hold it. */
const visibleShadow = 6
const maskedShadow = 2

export async function makeScene(index: number): Promise<Scene> {
  const plan = plans[index]!
  const photograph = await readPhotograph(plan.plate)
  const plate = await cropToRatio(photograph, answerSize(photograph))
  const { colours, alpha } = await placeObject(plan, plate)
  const unit = Math.max(plate.width, plate.height) / 1000
  const shade = plan.shadow ? await castShadow(alpha, 0.08 * plan.width * plate.width, 6 * unit) : undefined
  const photo = { ...plate, data: new Uint8Array(plate.data) }
  const truth = createMask(plate.width, plate.height)
  const touched = createMask(plate.width, plate.height)
  const kept = plan.contrast ?? 1
  let difference = 0
  let solid = 0
  for (let at = 0; at < truth.data.length; at++) {
    const cover = alpha.data[at]! / 255
    const light = 1 - shadowStrength * ((shade?.data[at] ?? 0) / 255)
    let darker = 0
    for (let channel = 0; channel < 3; channel++) {
      const sample = 3 * at + channel
      const ground = plate.data[sample]! * light
      const object = ground + kept * (colours.data[sample]! - ground)
      photo.data[sample] = Math.round(ground * (1 - cover) + object * cover)
      darker = Math.max(darker, plate.data[sample]! - ground)
      if (cover > 0.5) difference += Math.abs(object - plate.data[sample]!)
    }
    if (cover > 0.5) solid++
    if (cover > 0.5 || darker > visibleShadow) truth.data[at] = 255
    if (cover > 0.02 || darker > maskedShadow) touched.data[at] = 255
  }
  const selected = truth.data.reduce((sum, level) => sum + level / 255, 0)
  return {
    name: `${plan.plate} + ${plan.object}`,
    plate,
    photo,
    truth,
    mask: dilateMask(touched, Math.max(2, 5 * unit)),
    share: selected / truth.data.length,
    contrast: difference / (3 * solid),
  }
}

/** The object on an empty plate: its colours and how much of each sample it covers, softly. */
async function placeObject(plan: Plan, plate: Pixels) {
  const cutout = await readObject(plan.object)
  const whole = rectInside(cutout.alpha.width, cutout.alpha.height)
  const box = intersectRect(growRect(boundsOf(cutout.alpha)!, 1), whole)
  const width = Math.round(plan.width * plate.width)
  const height = Math.round((width * box.height) / box.width)
  const object = await read(open(cropPixels(cutout.pixels, box)).resize(width, height, { fit: 'fill' }))
  const cover = await read(open(cropPixels(cutout.alpha, box)).resize(width, height, { fit: 'fill' }).extractChannel(0))
  const colours = { ...plate, data: new Uint8Array(plate.data) }
  const alpha = createMask(plate.width, plate.height)
  const left = Math.round(plan.x * plate.width - width / 2)
  const top = Math.round(plan.y * plate.height - height / 2)
  for (let y = Math.max(0, -top); y < height && top + y < plate.height; y++) {
    for (let x = Math.max(0, -left); x < width && left + x < plate.width; x++) {
      const to = (top + y) * plate.width + left + x
      const from = y * width + x
      alpha.data[to] = cover.data[from]!
      colours.data.set(object.data.subarray(3 * from, 3 * from + 3), 3 * to)
    }
  }
  return { colours, alpha: (await read(open(alpha).blur(1).extractChannel(0))) as Mask }
}

async function castShadow(alpha: Mask, offset: number, softness: number): Promise<Mask> {
  const { width, height } = alpha
  const moved = createMask(width, height)
  const across = Math.round(offset)
  const down = Math.round(offset * 0.6)
  for (let y = down; y < height; y++) {
    for (let x = across; x < width; x++) moved.data[y * width + x] = alpha.data[(y - down) * width + x - across]!
  }
  return (await read(open(moved).blur(Math.max(0.5, softness)).extractChannel(0))) as Mask
}

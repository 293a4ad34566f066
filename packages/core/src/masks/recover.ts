import { boxMean } from '../drift/box-mean.ts'
import { differenceBeyondNeighbours, differenceOfMeans, flattenDifferences, slopesOf } from '../drift/difference.ts'
import { applyLight, type Frame, fitLight, type Light, wholeFrame } from '../drift/light.ts'
import { createPlane, type Plane, smoothPlane } from '../drift/plane.ts'
import { readPlanes } from '../drift/read-planes.ts'
import { type Registration, workingSize } from '../drift/register.ts'
import { countSelected } from '../drift/samples.ts'
import { warpPixels, warpPlanes } from '../drift/warp.ts'
import { boundsOf, cropPixels, growRect, intersectRect, type Rect, rectInside } from '../geometry/rect.ts'
import { createMask, type Mask, type Pixels } from '../pixels.ts'
import { detectChange } from './detect.ts'
import { dilateMask } from './dilate.ts'
import { tidyChange } from './tidy.ts'

/** The long side at which objects are looked for, and the one at which their edges are drawn. */
const coarseSide = 512
const fineSide = 1024

/** Around an object, at a long side of 1024: what is drawn again, and what has nothing of it for certain. */
const around = 48
const clear = 6

/**
 * The mask of what an engine removed without being given one: where `photo` and the registered `answer` differ by more
 * than drift explains. Sharp as the photo up to a long side of 1024, and not grown. Nothing selected means that nothing
 * was removed.
 *
 * Light is fitted first where the structure of both agrees, so that a large object cannot take part, then again outside
 * of what was found; what is left is looked at in single samples, and in means of two sizes. The edges are drawn at
 * the finer size, around the objects only.
 */
export function recoverMask(photo: Pixels, answer: Pixels, registration: Registration): Mask {
  const [width, height] = workingSize(photo, coarseSide)
  const { planes, valid } = warpPlanes(readPlanes(answer, width, height).map(smoothPlane), registration)
  const coarse: View = {
    photo: readPlanes(photo, width, height).map(smoothPlane),
    answer: planes,
    valid,
    frame: wholeFrame({ width, height }),
    unit: Math.max(width, height) / 1024,
    whole: width * height,
  }
  const first = findObjects(coarse, { selected: whereSimilar(coarse) })
  const second = findObjects(coarse, { selected: outside(coarse, first.mask), lights: first.lights, flatten: true })
  const bounds = boundsOf(second.mask)
  if (!bounds) return createMask(photo.width, photo.height)
  return drawEdges(photo, answer, registration, second, bounds)
}

/** Photo and answer, or a part of both, at one size. */
interface View {
  readonly photo: readonly Plane[]
  readonly answer: readonly Plane[]
  readonly valid: Uint8Array
  readonly frame: Frame
  /** The length of a sample at a long side of 1024. */
  readonly unit: number
  /** The samples of the whole picture at this size. */
  readonly whole: number
}

interface Found {
  readonly mask: Mask
  readonly lights: readonly Light[]
}

interface Ground {
  /** 1 where nothing changed, as far as is known. */
  readonly selected: Uint8Array
  readonly lights?: readonly Light[]
  readonly flatten?: boolean
}

function findObjects(view: View, { selected, lights: before, flatten = false }: Ground): Found {
  const { photo, answer, valid, frame, unit } = view
  const lights = photo.map((plane, channel) => fitLight(plane, answer[channel]!, selected, frame, before?.[channel]))
  const differences = photo.map((plane, channel) => {
    const lit = applyLight(answer[channel]!, lights[channel]!, frame)
    for (let at = 0; at < lit.data.length; at++) lit.data[at] = valid[at] ? plane.data[at]! - lit.data[at]! : 0
    return lit
  })
  if (flatten) flattenDifferences(differences, selected, unit)
  const gains = lights.map(({ gain }) => gain)
  const slopes = slopesOf(answer)
  const near = Math.max(1, Math.round(1.5 * unit))
  const wide = Math.max(2, Math.round(4 * unit))
  const single = differenceBeyondNeighbours(differences, answer, gains)
  const small = differenceOfMeans(differences, near)
  const large = differenceOfMeans(differences, wide)
  const detect = { proof: 16, part: 7, bySlope: 0.35, edgeReach: 2 }
  const bySample = detectChange(single, slopes, selected, detect)
  const bySmall = detectChange(small, slopes, selected, { proof: 12.8, part: 6.3, bySlope: 0.42, edgeReach: 3 })
  const byLarge = detectChange(large, slopes, selected, { proof: 9.6, part: 4.9, bySlope: 0.28, edgeReach: 0 })
  const detected = unite([bySample, dilateMask(bySmall, -0.8 * near), dilateMask(byLarge, -1.1 * wide)])
  const strength = createPlane(detected.width, detected.height)
  for (let at = 0; at < strength.data.length; at++) {
    strength.data[at] = Math.max(single.size.data[at]!, small.size.data[at]!)
  }
  return { mask: tidyChange(detected, strength, unit, view.whole), lights }
}

/** Only around what was found, and nothing else. */
function drawEdges(photo: Pixels, answer: Pixels, registration: Registration, found: Found, bounds: Rect): Mask {
  const whole = rectInside(photo.width, photo.height)
  const unit = Math.max(photo.width, photo.height) / 1024
  const scale = photo.width / found.mask.width
  const box = intersectRect(
    growRect(enlarge(bounds, scale, photo.height / found.mask.height), Math.ceil(around * unit)),
    whole,
  )
  const size = Math.min(1, fineSide / Math.max(photo.width, photo.height))
  const width = Math.max(1, Math.round(box.width * size))
  const height = Math.max(1, Math.round(box.height * size))
  const part = warpPixels(answer, registration, photo, { ...box, width: 0, height: 0 }, box)
  const nearby = stretch(
    dilateMask(found.mask, clear * (found.mask.width / photo.width) * unit * 2),
    photo,
    box,
    width,
    height,
  )
  const view: View = {
    photo: readPlanes(cropPixels(photo, box), width, height).map(smoothPlane),
    answer: readPlanes(part, width, height).map(smoothPlane),
    valid: new Uint8Array(width * height).fill(1),
    frame: {
      left: (2 * box.left) / photo.width - 1,
      top: (2 * box.top) / photo.height - 1,
      across: (2 * box.width) / photo.width / width,
      down: (2 * box.height) / photo.height / height,
    },
    unit: Math.min(1, unit),
    whole: photo.width * photo.height * size * size,
  }
  const ground = nearby.data.map((level) => Number(level === 0))
  const { mask } = findObjects(view, { selected: ground, lights: found.lights, flatten: true })
  for (let at = 0; at < mask.data.length; at++) if (ground[at]) mask.data[at] = 0
  return placeInto(createMask(photo.width, photo.height), mask, box)
}

function outside({ valid, unit }: View, mask: Mask): Uint8Array {
  const grown = dilateMask(mask, clear * unit + 2)
  return valid.map((inside, at) => (inside && grown.data[at] === 0 ? 1 : 0))
}

const leastSpread = 16
const similar = 0.64
/** With less than this share of similar structure it says nothing about the rest. */
const leastSimilar = 0.03

/** Where the structure of the two is alike, whatever their tone; everywhere if that is hardly anywhere. */
function whereSimilar({ photo, answer, valid, unit }: View): Uint8Array {
  const a = photo[1] ?? photo[0]!
  const b = answer[1] ?? answer[0]!
  const reach = Math.max(2, Math.round(4 * unit))
  const meanA = boxMean(a, reach)
  const meanB = boxMean(b, reach)
  const [squareA, squareB, product] = [0, 1, 2].map(() => createPlane(a.width, a.height)) as [Plane, Plane, Plane]
  for (let at = 0; at < a.data.length; at++) {
    const ofA = a.data[at]! - meanA.data[at]!
    const ofB = b.data[at]! - meanB.data[at]!
    squareA.data[at] = ofA * ofA
    squareB.data[at] = ofB * ofB
    product.data[at] = ofA * ofB
  }
  const spreadA = boxMean(squareA, reach)
  const spreadB = boxMean(squareB, reach)
  const together = boxMean(product, reach)
  const alike = new Uint8Array(valid.length)
  for (let at = 0; at < alike.length; at++) {
    const shared = together.data[at]!
    const isAlike = shared > 0 && shared * shared > similar * spreadA.data[at]! * spreadB.data[at]!
    if (valid[at] && spreadA.data[at]! > leastSpread && isAlike) alike[at] = 1
  }
  return countSelected(alike) > leastSimilar * alike.length ? alike : valid
}

/** In place, into the first. */
function unite([first, ...others]: readonly Mask[]): Mask {
  for (const { data } of others) for (let at = 0; at < data.length; at++) if (data[at]) first!.data[at] = 255
  return first!
}

function enlarge({ left, top, width, height }: Rect, across: number, down: number): Rect {
  const right = Math.ceil((left + width) * across)
  const bottom = Math.ceil((top + height) * down)
  const first = { left: Math.floor(left * across), top: Math.floor(top * down) }
  return { ...first, width: right - first.left, height: bottom - first.top }
}

/** The part of a mask of the whole photo that `box` shows, at another size: the nearest samples. */
function stretch(mask: Mask, photo: Pixels, box: Rect, width: number, height: number): Mask {
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
function placeInto(whole: Mask, part: Mask, box: Rect): Mask {
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

import { wholeFrame } from '../drift/light.ts'
import { smoothPlane } from '../drift/plane.ts'
import { readPlanes } from '../drift/read-planes.ts'
import { type Registration, workingSize } from '../drift/register.ts'
import { warpPixels, warpPlanes } from '../drift/warp.ts'
import { boundsOf, cropPixels, growRect, intersectRect, type Rect, rectInside } from '../geometry/rect.ts'
import { createMask, type Mask, type Pixels } from '../pixels.ts'
import { dilateMask } from './dilate.ts'
import { type Found, findObjects, type View, whereSimilar } from './find-objects.ts'
import { enlargeRect, placeInto, stretch } from './part-mask.ts'

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

/** Only around what was found, and nothing else. */
function drawEdges(photo: Pixels, answer: Pixels, registration: Registration, found: Found, bounds: Rect): Mask {
  const whole = rectInside(photo.width, photo.height)
  const unit = Math.max(photo.width, photo.height) / 1024
  const scale = photo.width / found.mask.width
  const box = intersectRect(
    growRect(enlargeRect(bounds, scale, photo.height / found.mask.height), Math.ceil(around * unit)),
    whole,
  )
  const size = Math.min(1, fineSide / Math.max(photo.width, photo.height))
  const width = Math.max(1, Math.round(box.width * size))
  const height = Math.max(1, Math.round(box.height * size))
  const part = warpPixels(answer, registration, photo, { ...box, width: 0, height: 0 }, box)
  const nearby = stretch(
    dilateMask(found.mask, (2 * clear * Math.max(found.mask.width, found.mask.height)) / 1024),
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

import { type Rect, rectInside } from '../geometry/rect.ts'
import type { Mask, Pixels } from '../pixels.ts'
import { type Affine, describeAffine, identity } from './affine.ts'
import { measureAgreement } from './agree.ts'
import { isAlike } from './alike.ts'
import { findAffine } from './find-affine.ts'
import { type Flow, findFlow } from './flow.ts'
import { type Plane, smoothPlane } from './plane.ts'
import { findPoints } from './points.ts'
import { buildPyramid, erodeSquare } from './pyramid.ts'
import { readCover, readLuma } from './read-planes.ts'
import { applyTone, fitTone, sizeOfTone } from './tone.ts'
import { warpPlanes } from './warp.ts'

/** What an engine changed where it should not have. */
export interface Drift {
  /** How far the middle of the picture moved, in pixels: the answer shows it further right and down. */
  readonly dx: number
  readonly dy: number
  /** How much larger everything came back; 1 is as it was. */
  readonly scale: number
  /** The tangent by which right angles are off. */
  readonly shear: number
  /** How far brightness moved on the mean, in levels of 0 to 255. */
  readonly tone: number
  /** The share of what has structure outside the mask that is still there, 0 to 1. */
  readonly agree: number
  /** The same inside the mask: 1 is an object that was not removed. Absent where there is too little to see. */
  readonly inside?: number
  /** The share of the mask that the answer does not cover, 0 to 1. */
  readonly missing: number
}

/** Where each sample of a photo lies in an answer, and how far the two agree. */
export interface Registration {
  readonly affine: Affine
  /** The smooth movement before the affine map, where there is one. */
  readonly flow: Flow | undefined
  readonly drift: Drift
}

export interface RegistrationOptions {
  /** Look for a smooth movement beyond the affine map. Default true. */
  readonly flow?: boolean
  /** The part of the photo whose masked samples count as missing. Default all of it. */
  readonly wanted?: Rect
}

/** The long side that registration works at: a fortieth of a sample there is a tenth of one in a photo of 1500. */
export const workingSide = 384

/** Levels that halve without a rest make the coarse ones exact. */
const step = 16

/** Samples around the hole that its blurred edge reaches. */
const clearOfHole = 2

/**
 * Finds out how `answer` moved against `photo`: it shows the same frame, at any size. Looks only where `mask`, as large
 * as the photo, is 0. Reads the pictures at a long side of 384; about a tenth of a second whatever their size.
 *
 * Local normalisation takes tone away; inverse-compositional Lucas and Kanade, coarse to fine, with robust weights
 * finds the affine map (`align.ts`), windowed Lucas and Kanade what is smooth beyond it (`flow.ts`). An answer that is
 * the photo, but for rounding, is not looked at further: it did not move.
 */
export function registerPixels(
  photo: Pixels,
  answer: Pixels,
  mask?: Mask,
  { flow: wantsFlow = true, wanted = rectInside(photo.width, photo.height) }: RegistrationOptions = {},
): Registration {
  const [width, height] = workingSize(photo, workingSide, step)
  const photoLuma = readLuma(photo, width, height)
  const answerLuma = readLuma(answer, width, height)
  const hole = mask && readCover(mask, width, height)
  const measure = ({ affine, flow }: Moved) => {
    const { planes, valid } = warpPlanes([smoothPlane(answerLuma)], { affine, flow })
    const { textured, ...agreement } = measureDrift(smoothPlane(photoLuma), planes[0]!, valid, hole)
    const missing = missingOf(valid, hole, inGrid(wanted, photo, width, height))
    return { affine, flow, textured, drift: { ...describeAffine(affine, photo), ...agreement, missing } }
  }
  const moved = isAlike(photoLuma, answerLuma, hole) ? still : findMoved(photoLuma, answerLuma, hole, wantsFlow)
  const found = measure(moved)
  // A sky or a wall fits itself wherever it is put: what was found in it is no movement.
  const { textured: _, ...registration } = found.textured ? found : measure(still)
  return registration
}

type Moved = Pick<Registration, 'affine' | 'flow'>

const still: Moved = { affine: identity, flow: undefined }

function findMoved(photo: Plane, answer: Plane, hole: Plane | undefined, wantsFlow: boolean): Moved {
  const levels = buildPyramid(photo, answer, hole)
  const points = findPoints(levels[0]!)
  const affine = findAffine(levels, points) ?? identity
  return { affine, flow: wantsFlow ? findFlow(levels[0]!, points, affine) : undefined }
}

/** A size with a long side of `side` at most, in multiples of `step`. */
export function workingSize({ width, height }: Pixels, side: number, step = 1): readonly [number, number] {
  const scale = Math.min(1, side / Math.max(width, height))
  const round = (length: number) => Math.max(step, Math.round((length * scale) / step) * step)
  return [round(width), round(height)]
}

function measureDrift(photo: Plane, answer: Plane, valid: Uint8Array, hole: Plane | undefined) {
  const { width, height } = photo
  const open = new Uint8Array(valid.length)
  for (let at = 0; at < open.length; at++) if (!hole || hole.data[at] === 0) open[at] = valid[at]!
  const known = hole ? erodeSquare(open, width, height, clearOfHole) : open
  const tone = fitTone(photo, answer, known)
  const toned = applyTone(answer, tone)
  const { agree, inside, textured } = measureAgreement(photo, toned, known, valid, hole)
  return {
    textured,
    tone: sizeOfTone(answer, toned, known),
    agree,
    ...(inside === undefined ? {} : { inside }),
  }
}

function missingOf(valid: Uint8Array, hole: Plane | undefined, wanted: Rect): number {
  if (!hole) return 0
  let masked = 0
  let missing = 0
  for (let y = wanted.top; y < wanted.top + wanted.height; y++) {
    for (let at = y * hole.width + wanted.left; at < y * hole.width + wanted.left + wanted.width; at++) {
      if (hole.data[at] === 0) continue
      masked++
      if (!valid[at]) missing++
    }
  }
  return masked === 0 ? 0 : missing / masked
}

/** Grid samples that lie in `rect` at least by half. */
function inGrid({ left, top, width, height }: Rect, photo: Pixels, columns: number, rows: number): Rect {
  const across = (x: number) => Math.min(columns, Math.max(0, Math.round((x * columns) / photo.width)))
  const down = (y: number) => Math.min(rows, Math.max(0, Math.round((y * rows) / photo.height)))
  return {
    left: across(left),
    top: down(top),
    width: across(left + width) - across(left),
    height: down(top + height) - down(top),
  }
}

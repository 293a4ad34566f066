import type { Rect } from '../geometry/rect.ts'
import type { Mask, Pixels } from '../pixels.ts'
import { type Affine, describeAffine, identity } from './affine.ts'
import { measureAgreement } from './agree.ts'
import { lumaOf } from './features.ts'
import { findAffine } from './find-affine.ts'
import { type Flow, findFlow } from './flow.ts'
import { mapPlane, type Plane, smoothPlane } from './plane.ts'
import { findPoints } from './points.ts'
import { buildPyramid, erodeSquare } from './pyramid.ts'
import { readCover, readPlanes } from './read-planes.ts'
import { fitTone, sizeOfTones } from './tone.ts'
import { warpPixels, warpPlanes } from './warp.ts'

/** What an engine changed where it should not have. */
export interface Drift {
  /** How far the middle of the picture moved, in pixels: the answer shows it further right and down. */
  readonly dx: number
  readonly dy: number
  /** How much larger everything came back; 1 is as it was. */
  readonly scale: number
  /** The tangent by which right angles are off. */
  readonly shear: number
  /** How far levels moved on the mean, 0 to 255. */
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

export interface RegisterOptions {
  /** Look for a smooth movement beyond the affine map. Default true. */
  readonly flow?: boolean
}

/** The long side that registration works at: a fortieth of a sample there is a tenth of one in a photo of 1500. */
export const workingSide = 384

/** Levels that halve without a rest make the coarse ones exact. */
const step = 16

/** Samples around the hole that its blurred edge reaches. */
const clearOfHole = 2

/**
 * Finds out how `answer` moved against `photo`; both have the same size. Looks only where `mask`, as large as they,
 * is 0. Reads the pictures at a long side of 384; about a tenth of a second whatever their size.
 *
 * Local normalisation takes tone away; inverse-compositional Lucas and Kanade, coarse to fine, with robust weights
 * finds the affine map (`align.ts`), windowed Lucas and Kanade what is smooth beyond it (`flow.ts`).
 */
export function registerPixels(
  photo: Pixels,
  answer: Pixels,
  mask?: Mask,
  { flow: wantsFlow = true }: RegisterOptions = {},
): Registration {
  const [width, height] = workingSize(photo, workingSide, step)
  const photoPlanes = readPlanes(photo, width, height)
  const answerPlanes = readPlanes(answer, width, height)
  const hole = mask && readCover(mask, width, height)
  const levels = buildPyramid(lumaOf(photoPlanes), lumaOf(answerPlanes), hole)
  const points = findPoints(levels[0]!)
  const affine = findAffine(levels, points) ?? identity
  const flow = wantsFlow ? findFlow(levels[0]!, points, affine) : undefined
  const { planes, valid } = warpPlanes(answerPlanes.map(smoothPlane), { affine, flow })
  const drift = measureDrift(photoPlanes.map(smoothPlane), planes, valid, hole)
  return { affine, flow, drift: { ...describeAffine(affine, photo.width, photo.height), ...drift } }
}

/** `answer` as `photo` has it, in new samples: crisply in `fine`, elsewhere good enough to compare. */
export function applyRegistration(answer: Pixels, registration: Registration, fine: Rect): Pixels {
  return warpPixels(answer, registration, fine)
}

/** A size with a long side of `side` at most, in multiples of `step`. */
export function workingSize({ width, height }: Pixels, side: number, step = 1): readonly [number, number] {
  const scale = Math.min(1, side / Math.max(width, height))
  const round = (length: number) => Math.max(step, Math.round((length * scale) / step) * step)
  return [round(width), round(height)]
}

function measureDrift(photo: readonly Plane[], answer: readonly Plane[], valid: Uint8Array, hole: Plane | undefined) {
  const { width, height } = photo[0]!
  const open = valid.map((inside, at) => (inside && !(hole && hole.data[at]! > 0) ? 1 : 0))
  const known = hole ? erodeSquare(open, width, height, clearOfHole) : open
  const tones = photo.map((plane, channel) => fitTone(plane, answer[channel]!, known))
  const toned = answer.map((plane, channel) => {
    const { gain, offset } = tones[channel]!
    return mapPlane(plane, (level) => gain * level + offset)
  })
  const { agree, inside } = measureAgreement(lumaOf(photo), lumaOf(toned), known, valid, hole)
  return {
    tone: sizeOfTones(tones, answer, known),
    agree,
    ...(inside === undefined ? {} : { inside }),
    missing: missingOf(valid, hole),
  }
}

function missingOf(valid: Uint8Array, hole: Plane | undefined): number {
  if (!hole) return 0
  let wanted = 0
  let missing = 0
  hole.data.forEach((share, at) => {
    if (share === 0) return
    wanted++
    if (!valid[at]) missing++
  })
  return wanted === 0 ? 0 : missing / wanted
}

import {
  type Difference,
  differenceBeyondNeighbours,
  differenceOfMeans,
  flattenDifferences,
  slopesOf,
} from '../drift/difference.ts'
import { applyLight, type Frame, fitLight, type Light } from '../drift/light.ts'
import { compareStructure } from '../drift/local-structure.ts'
import { createPlane, type Plane } from '../drift/plane.ts'
import { countSelected } from '../drift/samples.ts'
import type { Mask } from '../pixels.ts'
import { type DetectOptions, detectChange } from './detect.ts'
import { dilateMask } from './dilate.ts'
import { tidyChange } from './tidy.ts'

/** Thresholds in levels over all channels: the fainter, the wider the windows that they are looked for in. */
const bySample: DetectOptions = { proof: 16, part: 7, bySlope: 0.35, edgeReach: 2 }
const bySmallMean: DetectOptions = { proof: 12.8, part: 6.3, bySlope: 0.42, edgeReach: 3 }
const byLargeMean: DetectOptions = { proof: 9.6, part: 4.9, bySlope: 0.28, edgeReach: 0 }

/** Half windows of the means, at a long side of 1024, and how much of them bleeds over the edge of an object. */
const smallReach = 1.5
const largeReach = 4
const smallBleed = 0.8
const largeBleed = 1.1

/** Photo and answer, or a part of both, at one size. */
export interface View {
  readonly photo: readonly Plane[]
  readonly answer: readonly Plane[]
  readonly valid: Uint8Array
  readonly frame: Frame
  /** The length of a sample at a long side of 1024. */
  readonly unit: number
  /** The samples of the whole picture at this size. */
  readonly whole: number
}

export interface Found {
  readonly mask: Mask
  readonly lights: readonly Light[]
}

export interface Ground {
  /** 1 where nothing changed, as far as is known. */
  readonly selected: Uint8Array
  readonly lights?: readonly Light[]
  readonly flatten?: boolean
}

/** What changed beyond light and noise, as objects. */
export function findObjects(view: View, { selected, lights: before, flatten = false }: Ground): Found {
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
  const small = Math.max(1, Math.round(smallReach * unit))
  const large = Math.max(2, Math.round(largeReach * unit))
  const inSamples = differenceBeyondNeighbours(differences, answer, gains)
  const inSmall = differenceOfMeans(differences, small)
  const inLarge = differenceOfMeans(differences, large)
  const detected = unite([
    detectChange(inSamples, slopes, selected, bySample),
    dilateMask(detectChange(inSmall, slopes, selected, bySmallMean), -smallBleed * small),
    dilateMask(detectChange(inLarge, slopes, selected, byLargeMean), -largeBleed * large),
  ])
  const strength = largerOf(inSamples, inSmall)
  return { mask: tidyChange(detected, strength, unit, view.whole), lights }
}

function largerOf({ size: a }: Difference, { size: b }: Difference): Plane {
  const larger = createPlane(a.width, a.height)
  for (let at = 0; at < larger.data.length; at++) larger.data[at] = Math.max(a.data[at]!, b.data[at]!)
  return larger
}

/** In place, into the first. */
function unite([first, ...others]: readonly Mask[]): Mask {
  for (const { data } of others) for (let at = 0; at < data.length; at++) if (data[at]) first!.data[at] = 255
  return first!
}

const leastSpread = 16
const similar = 0.64
/** With less than this share of similar structure it says nothing about the rest. */
const leastSimilar = 0.03

/** Where the structure of the two is alike, whatever their tone; everywhere if that is hardly anywhere. */
export function whereSimilar({ photo, answer, valid, unit }: View): Uint8Array {
  const a = photo[1] ?? photo[0]!
  const b = answer[1] ?? answer[0]!
  const reach = Math.max(2, Math.round(4 * unit))
  const { spreadA, spreadB, shared } = compareStructure(a, b, reach)
  const alike = new Uint8Array(valid.length)
  for (let at = 0; at < alike.length; at++) {
    const together = shared.data[at]!
    const isAlike = together > 0 && together * together > similar * spreadA.data[at]! * spreadB.data[at]!
    if (valid[at] && spreadA.data[at]! > leastSpread && isAlike) alike[at] = 1
  }
  return countSelected(alike) > leastSimilar * alike.length ? alike : valid
}

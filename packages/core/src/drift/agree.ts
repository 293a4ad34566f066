import { compareStructure } from './local-structure.ts'
import type { Plane } from './plane.ts'
import { Histogram } from './quantile.ts'

export interface Agreement {
  /** The share of the surroundings that show the same structure, 0 to 1. */
  readonly agree: number
  /**
   * The same inside the hole, of windows that see nothing else where there are enough of them; absent where the hole has
   * too little structure to say.
   */
  readonly inside: number | undefined
  /** Whether the surroundings have enough structure for any of this to mean something. */
  readonly textured: boolean
}

/** Half a window, and how far one is from the next. */
const radius = 5
const stride = 3

/** Levels of deviation from which on a window has structure, and what noise makes of it. */
const leastDeviation = 3
const noise = 2

/** Correlation from which on two windows show the same. */
const same = 0.7

/** With less structure than this share of the surroundings, levels are compared instead. */
const leastTextured = 0.01
const closeLevels = 4

const fewestInside = 5

/**
 * How much of the photo the registered answer still shows: the share of textured windows whose correlation is over 0.7.
 * Answers that only drifted reach 0.9 and more, other pictures 0.5 at most. Where hardly anything is textured it is 1
 * if the levels differ by 4 at most on the median, else 0.
 *
 * `known` is 1 where both should agree. `hole` is how much of a sample is to be removed, 0 to 1; `valid` is 0 where the
 * answer has nothing.
 */
export function measureAgreement(
  photo: Plane,
  answer: Plane,
  known: Uint8Array,
  valid: Uint8Array,
  hole: Plane | undefined,
): Agreement {
  const { width, height } = photo
  const correlation = correlationOf(photo, answer)
  const outside = { all: 0, textured: 0, same: 0 }
  const inside = { textured: 0, same: 0 }
  const deep = { textured: 0, same: 0 }
  const differences = new Histogram(255)
  for (let y = radius; y < height - radius; y += stride) {
    for (let x = radius; x < width - radius; x += stride) {
      const at = y * width + x
      if (!valid[at]) continue
      const found = correlation(at)
      if (known[at]) {
        outside.all++
        differences.add(photo.data[at]! - answer.data[at]!)
        if (found === undefined) continue
        outside.textured++
        if (found > same) outside.same++
      } else if (hole && isHole(hole, at) && found !== undefined) {
        for (const tally of seesOnly(hole, at) ? [inside, deep] : [inside]) {
          tally.textured++
          if (found > same) tally.same++
        }
      }
    }
  }
  const { textured, same: alike } = deep.textured < fewestInside ? inside : deep
  const isVoid = outside.textured < leastTextured * outside.all
  return {
    textured: !isVoid,
    agree: isVoid ? Number(differences.quantile(0.5) <= closeLevels) : outside.same / outside.textured,
    inside: textured < fewestInside ? undefined : alike / textured,
  }
}

function isHole({ data }: Plane, at: number): boolean {
  return data[at]! > 0.99
}

/** Whether all of the window lies in the hole: at its rim stands what agrees anyway, or the mark that an engine drew. */
function seesOnly(hole: Plane, at: number): boolean {
  for (let row = at - radius * hole.width; row <= at + radius * hole.width; row += hole.width) {
    for (let one = row - radius; one <= row + radius; one++) if (!isHole(hole, one)) return false
  }
  return true
}

/** The correlation of two planes in the window around a sample; `undefined` where neither has structure. */
function correlationOf(a: Plane, b: Plane): (at: number) => number | undefined {
  const { spreadA, spreadB, shared } = compareStructure(a, b, radius)
  const least = leastDeviation * leastDeviation
  return (at) => {
    const ofA = spreadA.data[at]!
    const ofB = spreadB.data[at]!
    if (ofA < least && ofB < least) return undefined
    return shared.data[at]! / Math.sqrt(Math.max(noise * noise, ofA) * Math.max(noise * noise, ofB))
  }
}

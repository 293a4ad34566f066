import type { Refusal } from '../hooks.ts'
import type { Registration } from './register.ts'

/** Good answers agree by 0.89 and more, other pictures by 0.5 at most: `docs/drift.md`. */
export const defaultMinAgree = 0.75

/** Under this a registration is of nothing: the answer stays where it is. */
export const leastTrusted = 0.5

/** An object that is gone leaves less of itself; one that is still there nearly all. */
const mostInside = 0.75

/** Less than a five-hundredth of the mask is a thread at its rim, which nobody sees missing. */
const mostMissing = 0.002

/** Nobody drifts by so much more in one direction than in the other: that is a picture squeezed between bars. */
const mostSqueezed = 0.05

export interface Standard {
  /** The share of the surroundings that an answer must still show. */
  readonly minAgree: number
  /** Who answered, and for which photo. */
  readonly who: string
  readonly what: string
}

/** Why an answer is not good enough, or `undefined` where it is. */
export function refuseDrift(
  { affine, drift }: Pick<Registration, 'affine' | 'drift'>,
  { minAgree, who, what }: Standard,
): Omit<Refusal, 'tolerated'> | undefined {
  const { agree, inside, missing } = drift
  const squeezed = Math.abs(Math.log(Math.abs(affine.xx / affine.yy)))
  if (squeezed > mostSqueezed) {
    return {
      code: 'drift',
      message: `Expected \`${who}\` to keep the shape of ${what}, got an answer squeezed by ${percent(squeezed)} in one direction, as between bars.`,
    }
  }
  if (agree < minAgree) {
    return {
      code: 'drift',
      message: `Expected \`${who}\` to keep ${what} outside the mask, got an answer that agrees with ${percent(agree)} of it; ${percent(minAgree)} are needed.`,
    }
  }
  if (inside !== undefined && inside > mostInside) {
    return {
      code: 'not-removed',
      message: `Expected \`${who}\` to remove what is masked in ${what}, got an answer that still shows ${percent(inside)} of it.`,
    }
  }
  if (missing > mostMissing) {
    return {
      code: 'drift',
      message: `Expected \`${who}\` to fill the whole mask of ${what}, got an answer whose frame moved ${percent(missing)} of it out of sight.`,
    }
  }
  return undefined
}

export function percent(share: number): string {
  return `${Math.round(share * 1000) / 10} %`
}

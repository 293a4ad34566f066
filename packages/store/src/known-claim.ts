import type { Claim } from '@paintout/core'
import type { DecodedCandidate } from './answer-picture.ts'

/** For an answer that is there: nothing is called, and nothing is left to keep. */
export function knownClaim(answer: readonly DecodedCandidate[]): Claim {
  return { known: answer, async keep() {}, async release() {} }
}

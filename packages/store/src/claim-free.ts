import type { Claim, Claiming } from '@paintout/core'
import type { DecodedCandidate } from './answer-picture.ts'
import { keysOf } from './key.ts'
import { knownClaim } from './known-claim.ts'
import type { OpenStore } from './open-store.ts'

/** Costs nothing but time: no claim on disk, and a cache that may be deleted. */
export async function claimFree({ flights, fills }: OpenStore, claiming: Claiming): Promise<Claim> {
  const { job, request } = claiming
  const image = request.image.pixels
  const { first } = await keysOf(claiming)
  for (;;) {
    const cached = await fills.find(first, image)
    if (cached) return knownClaim(cached)
    const boarded = flights.board([`free ${first}`], job.signal)
    if ('wait' in boarded) {
      const answer = await boarded.wait
      if (answer) return knownClaim(answer)
      continue
    }
    const { lead } = boarded
    // Between the last look and now another flight may have landed.
    const landed = await fills.find(first, image)
    if (landed) {
      lead.land(landed)
      return knownClaim(landed)
    }
    return {
      signal: lead.signal,
      async keep(answer) {
        const decoded = answer as readonly DecodedCandidate[]
        await fills.put(first, decoded, image)
        lead.land(decoded)
      },
      async release(reason) {
        lead.fail(reason)
      },
    }
  }
}

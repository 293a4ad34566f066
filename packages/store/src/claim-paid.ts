import { type Claim, type Claiming, type Job, PaintoutError } from '@paintout/core'
import type { DecodedCandidate } from './answer-picture.ts'
import type { Answers } from './answers.ts'
import type { Lease } from './claims.ts'
import { digestSamples } from './digests.ts'
import { reasonOf } from './failures.ts'
import { type Flight, unlessAborted } from './flights.ts'
import { type Keys, keysOf } from './key.ts'
import { knownClaim } from './known-claim.ts'
import { lookFor } from './look-for.ts'
import { notInStore } from './not-in-store.ts'
import type { OpenStore } from './open-store.ts'
import { nameWithoutPath } from './uses.ts'

/** What a paid claim needs beside what it claims. */
export interface PayingContext {
  readonly open: OpenStore
  readonly answers: Answers
  readonly isStoreFrozen: boolean
  readonly command: unknown
}

/**
 * The right to one paid call, or its answer: from the store, from who is asking already, or from another process.
 * @throws `not-in-store` in a frozen build
 */
export async function claimPaid(context: PayingContext, claiming: Claiming): Promise<Claim> {
  const { open, answers, isStoreFrozen, command } = context
  const { job, engine } = claiming
  const keys = await keysOf(claiming)
  for (;;) {
    // Whoever may pay looks again once it holds the claim.
    const stored = await answers.find(claiming, keys, isStoreFrozen ? open.entries.refresh : undefined)
    if (stored) {
      await noteUse(open, job, [stored.name.stem])
      return knownClaim(stored.answer)
    }
    if (isStoreFrozen) throw notInStore(job, engine.name, open.directory, command)
    await answers.check()
    const boarded = open.flights.board([keys.first, await keys.second()], job.signal)
    if ('wait' in boarded) {
      if (await boarded.wait) continue
    } else {
      const claim = await leadPaid(context, claiming, keys, boarded.lead)
      if (claim) return claim
    }
  }
}

/** Undefined where another process has just answered: the store is to be asked again. */
async function leadPaid(
  { open, answers }: PayingContext,
  claiming: Claiming,
  keys: Keys,
  flight: Flight,
): Promise<Claim | undefined> {
  const { job, engine, request } = claiming
  const both = [keys.first, await keys.second()]
  const { candidates } = request
  const about = {
    engine: engine.name,
    photo: job.name,
    images: candidates,
    usd: candidates * engine.limits.usdPerImage,
  }
  const refresh = () => lookFor(open, both)
  const isAnswered = async () => {
    await refresh()
    return (await open.entries.find(both)).length > 0
  }
  let lease: Lease | undefined
  try {
    const either = AbortSignal.any([flight.signal, job.signal])
    lease = await open.claims.take(both, about, isAnswered, either)
    // Between the last look and the claim another process may have answered, or another machine of the team.
    const stored = lease && (await answers.find(claiming, keys, refresh))
    if (!lease || stored) {
      await lease?.end()
      flight.abandon()
      return undefined
    }
  } catch (error) {
    await lease?.end()
    if (job.signal.aborted && !flight.signal.aborted) flight.abandon()
    else flight.fail(error)
    throw error
  }
  return paidClaim({ open, answers, claiming, keys, flight, lease })
}

interface Led {
  readonly open: OpenStore
  readonly answers: Answers
  readonly claiming: Claiming
  readonly keys: Keys
  readonly flight: Flight
  readonly lease: Lease
}

function paidClaim({ open, answers, claiming, keys, flight, lease }: Led): Claim {
  return {
    ...(lease.answered ? { answered: lease.answered } : {}),
    // Never aborted: once it is sent it is paid for, and whoever asks next wants it.
    signal: new AbortController().signal,
    sending() {
      answers.mayPay()
      lease.noteSent()
    },
    received: lease.noteAnswer,
    async keep(answer) {
      try {
        await open.landed.note([keys.first, await keys.second()])
        const name = await answers.save(claiming, keys, answer as readonly DecodedCandidate[], lease.call)
        await noteUse(open, claiming.job, [name.stem])
      } catch (error) {
        await lease.abandon()
        flight.fail(error)
        throw error
      }
      await lease.end()
      flight.land(answer as readonly DecodedCandidate[])
    },
    async release(reason) {
      flight.fail(reason)
      if (lease.answered) await lease.dropAnswered()
      await (isAnswerUnknown(reason) ? lease.abandon() : lease.end())
    },
  }
}

/** A call that was cut off may have been answered, and paid for. */
const unknownCodes: readonly string[] = ['aborted', 'connection-failed', 'engine-failed', 'timed-out']

function isAnswerUnknown(reason: unknown): boolean {
  return !PaintoutError.is(reason) || unknownCodes.includes(reason.code)
}

/** A store that cannot be written to still gives what it holds. */
async function noteUse({ uses }: OpenStore, job: Job, stems: readonly string[]): Promise<void> {
  const photo = job.name === 'the input' ? nameWithoutPath(await digestSamples(job)) : job.name
  try {
    await unlessAborted(job.signal, uses.add(photo, stems))
  } catch (error) {
    if (job.signal.aborted) return
    job.warn('use-not-noted', `That ${job.name} uses an entry of the store could not be noted: ${reasonOf(error)}`)
  }
}

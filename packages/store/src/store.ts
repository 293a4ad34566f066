import { type Claim, type Claiming, type Job, PaintoutError, type Plugin, plugin, type Setup } from '@paintout/core'
import type { DecodedCandidate } from './answer-picture.ts'
import { type Answers, openAnswers } from './answers.ts'
import { defaultCacheLimit } from './cache.ts'
import type { Lease } from './claims.ts'
import { digestSamples } from './digests.ts'
import { reasonOf } from './failures.ts'
import { type Flight, unlessAborted } from './flights.ts'
import { isFrozen } from './frozen.ts'
import { type Keys, keysOf } from './key.ts'
import { notInStore } from './not-in-store.ts'
import { type OpenStore, openStore } from './open-store.ts'
import type { Driver } from './shared.ts'
import { nameWithoutPath } from './uses.ts'

export interface StoreOptions {
  /** Where paid answers lie. Default: `.paintout` beside the nearest package.json or .git. Meant to be committed. */
  readonly directory?: string
  /** Where a team shares them: see `fromUnstorage`. The directory stays in front of it. */
  readonly shared?: Driver
  /**
   * True: a paid fill that is not in the store is an error, and nothing is sent. Default: `PAINTOUT_FROZEN`, else
   * whether `CI` is set to anything but `0` or `false`.
   */
  readonly frozen?: boolean
  /** Bytes of the cache of what can be made again. Default: a gibibyte. */
  readonly cacheLimit?: number
}

export const storeSchema = {
  type: 'object',
  properties: {
    directory: {
      type: 'string',
      minLength: 1,
      description: 'where paid answers lie, default .paintout in the project',
    },
    shared: {
      type: 'object',
      properties: {
        get: { isFunction: true },
        has: { isFunction: true },
        put: { isFunction: true },
        list: { isFunction: true },
      },
      required: ['get', 'has', 'put', 'list'],
      expects: 'a driver with `get`, `has`, `put` and `list`',
      description: 'where a team shares them',
    },
    frozen: { type: 'boolean', description: 'fail rather than pay; the default where CI is set' },
    cacheLimit: {
      type: 'integer',
      minimum: 0,
      default: defaultCacheLimit,
      description: 'bytes of what can be made again',
    },
  },
  additionalProperties: false,
} as const

/** Remembers answers: what was paid for is never paid for again, and what took time is kept while there is room. */
export const store: Plugin<StoreOptions | undefined> = plugin(function store(
  this: Setup,
  options: StoreOptions | undefined,
) {
  const { directory, shared, frozen, cacheLimit } = options ?? {}
  const open = openStore({ directory, shared, cacheLimit })
  const isStoreFrozen = isFrozen(frozen, process.env)
  const answers = openAnswers(open, this.hooks, isStoreFrozen)
  const command = this.data('command')
  this.hooks.known.tapPromise('store', async (claiming) => answers.has(await keysOf(claiming)))
  this.hooks.claim.tapPromise('store', (claiming) =>
    claiming.engine.limits.usdPerImage > 0
      ? claimPaid({ open, answers, isStoreFrozen, command }, claiming)
      : claimFree(open, claiming),
  )
  this.onClose(async () => {
    await open.flights.settle()
    await open.cache.trim()
  })
  return undefined
}, storeSchema)

interface Context {
  readonly open: OpenStore
  readonly answers: Answers
  readonly isStoreFrozen: boolean
  readonly command: unknown
}

async function claimPaid(context: Context, claiming: Claiming): Promise<Claim> {
  const { open, answers, isStoreFrozen, command } = context
  const { job, engine } = claiming
  const keys = await keysOf(claiming)
  for (;;) {
    const stored = await answers.find(claiming, keys)
    if (stored) {
      await noteUse(open, job, [stored.name.stem])
      return known(stored.answer)
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
  { open, answers }: Context,
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
  const isAnswered = async () => (await open.entries.find(both)).length > 0
  let lease: Lease | undefined
  try {
    const either = AbortSignal.any([flight.signal, job.signal])
    lease = await open.claims.take(both, about, isAnswered, either)
    // Between the last look and the claim another process may have answered, or another machine of the team.
    const stored = lease && (await answers.find(claiming, keys, true))
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
    sending: lease.noteSent,
    received: lease.noteAnswer,
    async keep(answer) {
      try {
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

/** Costs nothing but time: no claim on disk, and a cache that may be deleted. */
async function claimFree({ flights, fills }: OpenStore, claiming: Claiming): Promise<Claim> {
  const { job, request } = claiming
  const image = request.image.pixels
  const { first } = await keysOf(claiming)
  for (;;) {
    const cached = await fills.find(first, image)
    if (cached) return known(cached)
    const boarded = flights.board([`free ${first}`], job.signal)
    if ('wait' in boarded) {
      const answer = await boarded.wait
      if (answer) return known(answer)
      continue
    }
    const { lead } = boarded
    // Between the last look and now another flight may have landed.
    const landed = await fills.find(first, image)
    if (landed) {
      lead.land(landed)
      return known(landed)
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

function known(answer: readonly DecodedCandidate[]): Claim {
  return { known: answer, async keep() {}, async release() {} }
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

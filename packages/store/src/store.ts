import { type Plugin, plugin, type Setup } from '@paintout/core'
import { openAnswers } from './answers.ts'
import { defaultCacheLimit } from './cache.ts'
import { claimFree } from './claim-free.ts'
import { claimPaid } from './claim-paid.ts'
import { explainStore } from './failures.ts'
import { isFrozen } from './frozen.ts'
import { keysOf } from './key.ts'
import { openStore } from './open-store.ts'
import type { Driver } from './shared.ts'

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
  this.hooks.known.tapPromise('store', async (claiming) => answers.has(claiming, await keysOf(claiming)))
  this.hooks.claim.tapPromise('store', (claiming) =>
    claiming.engine.limits.usdPerImage > 0
      ? claimPaid({ open, answers, isStoreFrozen, command }, claiming).catch((cause) => {
          if (claiming.job.signal.aborted) throw cause
          throw explainStore(`claim a fill in ${open.directory}`, cause)
        })
      : claimFree(open, claiming),
  )
  this.onClose(async () => {
    await open.flights.settle()
    await open.cache.trim()
  })
  return undefined
}, storeSchema)

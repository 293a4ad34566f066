import { type Plugin, plugin, type Setup } from '@paintout/core'
import { openAnswers } from './answers.ts'
import { claimFree } from './claim-free.ts'
import { claimPaid } from './claim-paid.ts'
import { explainStore } from './failures.ts'
import { isFrozen } from './frozen.ts'
import { keysOf } from './key.ts'
import { openStore } from './open-store.ts'
import { type StoreOptions, storeSchema } from './store-options.ts'

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

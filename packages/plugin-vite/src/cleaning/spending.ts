import type { Engine, Pluggable, Processor } from '@paintout/core'
import type { BudgetOptions, StoreOptions } from '@paintout/store'
import { onFirst } from '../on-first.ts'
import type { PaintoutOptions } from '../options.ts'
import type { FileProcessor } from './pipeline.ts'
import type { Uses } from './uses.ts'

/** What holds money together over all processors of a project. */
export interface Spending {
  /** Makes the engines once, to hear what is wrong with their options. */
  check(): Promise<void>
  /** The store, where one is used; empty where nothing costs anything and none was asked for. */
  use(): Promise<Pluggable>
  /** Makes a processor count in the one budget. */
  watch(processor: FileProcessor): Promise<void>
}

/**
 * @param uses The engines in use: where one costs something the store is used unless it is switched off.
 * @param root Where the store is looked for, upwards.
 */
export function createSpending(uses: Uses, options: PaintoutOptions, root: string): Spending {
  const { store, frozen, budget } = options
  const given: StoreOptions = typeof store === 'object' ? store : {}
  const isPaid = onFirst(async () => costs(await uses.load()))
  const isUsed = async () => (store === undefined ? isPaid() : store !== false)
  const counted = onFirst(async () => budget && countIn(budget))
  return {
    async check() {
      await isPaid()
    },
    use: onFirst(async () =>
      (await isUsed()) ? storeIn(root, { ...given, ...(frozen === undefined ? {} : { frozen }) }) : [],
    ),
    async watch({ hooks }) {
      const one = await counted()
      if (!one) return
      hooks.progress.tap('budget', (event) => one.hooks.progress.call(event))
      hooks.spend.tapPromise('budget', (spending) => one.hooks.spend.promise(spending))
    },
  }
}

async function storeIn(root: string, options: StoreOptions): Promise<Pluggable> {
  const { findDirectory, store } = await import('@paintout/store')
  return [store, { directory: await findDirectory(root), ...options }]
}

/** A processor that does nothing but count: a budget holds one processor, and a project has several. */
async function countIn(options: BudgetOptions): Promise<Processor> {
  const [{ paintout }, { budget }] = await Promise.all([import('@paintout/core'), import('@paintout/store')])
  return paintout().use(budget, options).freeze() as Processor
}

/** Whether a picture of any engine costs something; what finds masks may. */
async function costs(use: Pluggable): Promise<boolean> {
  const { paintout, plugin } = await import('@paintout/core')
  let engines: readonly Engine[] = []
  let findsMasks = false
  const look = plugin(function look() {
    engines = this.engines
    findsMasks = this.hooks.segment.taps.length > 0
    return undefined
  })
  const probe = paintout().use([use, look] as never)
  probe.freeze()
  await probe.close()
  return findsMasks || engines.some(({ limits }) => limits.usdPerImage > 0)
}

import { type Engine, type Pluggable, type Processor, paintout, plugin } from '@paintout/core'
import type { BudgetOptions, StoreOptions } from '@paintout/store'
import type { PaintoutOptions } from '../options.ts'
import type { FileProcessor } from './pipeline.ts'

/** What holds money together over all processors of a project. */
export interface Spending {
  /** The store, where one is used; empty where nothing costs anything and none was asked for. */
  readonly use: Pluggable
  /** Makes a processor count in the one budget. */
  watch(processor: FileProcessor): void
}

/**
 * @param use The engines in use: where one costs something the store is used unless it is switched off.
 * @param root Where the store is looked for, upwards.
 */
export async function createSpending(use: Pluggable, options: PaintoutOptions, root: string): Promise<Spending> {
  const { store, frozen, budget } = options
  const isUsed = store === undefined || store === true ? store === true || (await costs(use)) : store !== false
  const given: StoreOptions = typeof store === 'object' ? store : {}
  const counted = budget ? await countIn(budget) : undefined
  return {
    use: isUsed ? await storeIn(root, { ...given, ...(frozen === undefined ? {} : { frozen }) }) : [],
    watch({ hooks }) {
      if (!counted) return
      hooks.progress.tap('budget', (event) => counted.hooks.progress.call(event))
      hooks.spend.tapPromise('budget', (spending) => counted.hooks.spend.promise(spending))
    },
  }
}

async function storeIn(root: string, options: StoreOptions): Promise<Pluggable> {
  const { findDirectory, store } = await import('@paintout/store')
  return [store, { directory: await findDirectory(root), ...options }]
}

/** A processor that does nothing but count: a budget holds one processor, and a project has several. */
async function countIn(options: BudgetOptions): Promise<Processor> {
  const { budget } = await import('@paintout/store')
  return paintout().use(budget, options).freeze() as Processor
}

/** Whether a picture of any engine costs something; what finds masks may. */
async function costs(use: Pluggable): Promise<boolean> {
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

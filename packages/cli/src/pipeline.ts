import { paintout, removal } from '@paintout/core'
import { codec } from '@paintout/plugin-sharp'
import { budget, type StoreOptions, store } from '@paintout/store'
import { engineOf } from './engine-of.ts'
import type { EngineFlags } from './engines.ts'
import { valuesFor } from './flags.ts'
import { type SegmentFlags, segmenterOf } from './segmenters.ts'
import type { SpendingFlags } from './spending-flags.ts'

export interface PipelineFlags extends SpendingFlags, EngineFlags, SegmentFlags {
  /** The command line that makes what a frozen build misses. */
  readonly command: string
}

/** Whether a store is used: always where it was named, by default where an engine may cost something. */
export function usesStore(flags: SpendingFlags, mayCost: boolean): boolean {
  return flags.store !== false && (mayCost || flags.store !== undefined)
}

/** What the store is used with, or that it is not. */
export function storeOptionsOf(flags: SpendingFlags, mayCost: boolean): StoreOptions | false {
  if (!usesStore(flags, mayCost)) return false
  const directory = typeof flags.store === 'string' ? { directory: flags.store } : {}
  return { ...directory, ...(flags.frozen === undefined ? {} : { frozen: flags.frozen }) }
}

/** The processor that a command line asks for. */
export async function createPipeline(flags: PipelineFlags) {
  const [engine, segmenter] = [await engineOf(flags), await segmenterOf(flags)]
  const mayCost = engine.mayCost || segmenter.mayCost
  const { budgetImages: images, budgetUsd: usd } = flags
  const limits = { ...(images === undefined ? {} : { images }), ...(usd === undefined ? {} : { usd }) }
  return paintout()
    .data('command', () => flags.command)
    .use(codec, valuesFor('codec', flags))
    .use(store, storeOptionsOf(flags, mayCost))
    .use(segmenter.plugin)
    .use(engine.plugin)
    .use(budget, limits)
    .use(removal(valuesFor('removal', flags)))
}

export type Pipeline = Awaited<ReturnType<typeof createPipeline>>

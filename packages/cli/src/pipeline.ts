import { paintout, removal } from '@paintout/core'
import { codec } from '@paintout/plugin-sharp'
import { budget, store } from '@paintout/store'
import { engineOf } from './engine-of.ts'
import type { EngineFlags } from './engines.ts'
import { valuesFor } from './flags.ts'
import type { SpendingFlags } from './spending-flags.ts'

export interface PipelineFlags extends SpendingFlags, EngineFlags {
  /** The command line that makes what a frozen build misses. */
  readonly command: string
}

/** Whether a store is used: always where it was named, by default where an engine may cost something. */
export function usesStore(flags: SpendingFlags, mayCost: boolean): boolean {
  return flags.store !== false && (mayCost || flags.store !== undefined)
}

/** The processor that a command line asks for. */
export async function createPipeline(flags: PipelineFlags) {
  const { plugin, mayCost } = await engineOf(flags)
  const { frozen, budgetImages: images, budgetUsd: usd } = flags
  const directory = typeof flags.store === 'string' ? { directory: flags.store } : {}
  const limits = { ...(images === undefined ? {} : { images }), ...(usd === undefined ? {} : { usd }) }
  return paintout()
    .data('command', () => flags.command)
    .use(codec, valuesFor('codec', flags))
    .use(store, usesStore(flags, mayCost) ? { ...directory, ...(frozen === undefined ? {} : { frozen }) } : false)
    .use(plugin)
    .use(budget, limits)
    .use(removal(valuesFor('removal', flags)))
}

export type Pipeline = Awaited<ReturnType<typeof createPipeline>>

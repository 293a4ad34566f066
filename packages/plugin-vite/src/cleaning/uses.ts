import type { Pluggable } from '@paintout/core'
import type { PaintoutOptions } from '../options.ts'
import { loadPart } from './load-part.ts'

const storePackage = '@paintout/store'

/**
 * What stands between the codec and the removal: the store and the budget, then the engines.
 * @throws `invalid-option` where a package is not installed
 */
export async function usesOf(options: PaintoutOptions): Promise<Pluggable> {
  return [...(await storeOf(options)), ...(await budgetOf(options)), await enginesOf(options)]
}

async function enginesOf({ use, engine = 'local' }: PaintoutOptions): Promise<Pluggable> {
  return use ?? loadPart('engine', `@paintout/engine-${engine}`, engine)
}

async function storeOf({ store, frozen }: PaintoutOptions): Promise<readonly Pluggable[]> {
  if (!store && frozen === undefined) return []
  const plugin = await loadPart(store ? 'store' : 'frozen', storePackage, 'store')
  const given = typeof store === 'object' ? store : {}
  return [[plugin, { ...given, ...(frozen === undefined ? {} : { frozen }) }] as Pluggable]
}

async function budgetOf({ budget }: PaintoutOptions): Promise<readonly Pluggable[]> {
  return budget === undefined ? [] : [[await loadPart('budget', storePackage, 'budget'), budget] as Pluggable]
}

import { readdir, rm, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { PaintoutError } from '@paintout/core'
import type { FoundClaim } from './claim-files.ts'
import { unlessMissing } from './failures.ts'
import { findLeftovers } from './leftovers.ts'
import { openStore } from './open-store.ts'
import type { Use } from './uses.ts'
import { isStored } from './verify.ts'

export interface Pruning {
  /** Entries that no use file names. */
  readonly entries: readonly string[]
  /** Use files whose photo is gone. */
  readonly uses: readonly Use[]
  /** Calls that ended without an answer, and what is left of entries that were damaged or cut off. */
  readonly remains: number
  /** Bytes that are free again. */
  readonly bytes: number
}

/**
 * Removes what no use file names, use files of photos that are gone, and what is left of crashes. `isDry` only says.
 * @throws `store-failed` when nothing at all is known to be used: then all that was paid for would go
 */
export async function pruneStore(directory?: string, isDry = false): Promise<Pruning> {
  const open = openStore({ directory })
  // In this order: an answer is stored, then noted as used, and only then its claim goes. What is no name yet is safe.
  const names = await open.entries.list()
  const claims = await open.claims.list()
  const uses = await open.uses.list()
  const gone: Use[] = []
  for (const use of uses) if (!(await open.uses.isThere(use))) gone.push(use)
  const used = new Set(uses.filter((use) => !gone.includes(use)).flatMap(({ stems }) => stems))
  if (used.size === 0 && names.length > 0) {
    throw new PaintoutError(
      'store-failed',
      `Expected at least one use of the ${names.length} entries in ${open.directory}, got none. Run your build first: it notes what it uses. To throw all away, delete the folder.`,
      { by: 'store' },
    )
  }
  // An answer that was stored this moment is not named by a use yet.
  const held = new Set(claims.filter(({ isVoid }) => !isVoid).map(({ key }) => key))
  const unused = names
    .filter(({ stem, first, second }) => !used.has(stem) && !held.has(first) && !held.has(second))
    .map(({ stem }) => stem)
  const fills = join(open.directory, 'fills')
  const files = unused.flatMap((stem) => [join(fills, `${stem}.json`), join(fills, `${stem}.png`)])
  const ended: FoundClaim[] = []
  for (const claim of claims) {
    const isWanted = claim.isAnswered && !(await isStored(open.entries, claim))
    if (claim.isVoid && !isWanted) ended.push(claim)
  }
  const remains = [
    ...(await findLeftovers(open.directory, claims)),
    ...(await filesIn(join(open.directory, 'damaged'))),
  ]
  const bytes = (await Promise.all([...files, ...remains].map(sizeOf))).reduce((sum, size) => sum + size, 0)
  if (!isDry) {
    for (const file of [...files, ...remains]) await rm(file, { force: true })
    for (const use of gone) await open.uses.remove(use)
    for (const claim of ended) await open.claims.remove(claim)
  }
  return {
    entries: unused,
    uses: gone,
    remains: remains.length + new Set(ended.map(({ file, record }) => record?.call ?? file)).size,
    bytes,
  }
}

async function filesIn(folder: string): Promise<readonly string[]> {
  return ((await unlessMissing(readdir(folder))) ?? []).map((file) => join(folder, file))
}

async function sizeOf(file: string): Promise<number> {
  return (await unlessMissing(stat(file)))?.size ?? 0
}

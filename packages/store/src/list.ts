import type { StoredEntry } from './entries.ts'
import { explainStore } from './failures.ts'
import { type OpenStore, openStore } from './open-store.ts'

/** An entry, and the photos that use it. */
export interface ListedEntry extends Omit<StoredEntry, 'picture'> {
  readonly photos: readonly string[]
}

/** Every sound entry, by name. */
export async function listStore(directory?: string): Promise<readonly ListedEntry[]> {
  const open = openStore({ directory })
  const uses = await open.uses.list()
  const listed: ListedEntry[] = []
  for (const name of await open.entries.list()) {
    const read = await open.entries.read(name)
    if (!read || 'flaw' in read) continue
    const photos = uses.filter(({ stems }) => stems.includes(name.stem)).map(({ photo }) => photo)
    listed.push({ name, entry: read.entry, photos })
  }
  return listed
}

/**
 * Copies every sound entry, and who uses it, into another store folder: for another machine, or a bucket.
 * Returns how many were copied.
 * @throws `store-failed`
 */
export async function exportStore(target: string, directory?: string): Promise<number> {
  const [from, to] = [openStore({ directory }), openStore({ directory: target })]
  try {
    return await copyAll(from, to)
  } catch (cause) {
    throw explainStore(`copy answers into ${to.directory}`, cause)
  }
}

async function copyAll(from: OpenStore, to: OpenStore): Promise<number> {
  let copied = 0
  for (const name of await from.entries.list()) {
    const read = await from.entries.read(name)
    if (!read || 'flaw' in read) continue
    await to.entries.write(read)
    copied++
  }
  for (const { photo, stems } of await from.uses.list()) await to.uses.add(from.uses.locate(photo), stems)
  return copied
}

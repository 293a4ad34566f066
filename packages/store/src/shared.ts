import { checkJson, flawOfPicture, type StoredEntry } from './entries.ts'
import type { Keys } from './key.ts'
import { readName, shorten } from './names.ts'

/** Bytes by name, wherever they lie: the least that a store of a team must know. Names hold `/`. */
export interface Driver {
  get(name: string): Promise<Uint8Array | undefined>
  has(name: string): Promise<boolean>
  put(name: string, bytes: Uint8Array): Promise<void>
  /** Every name that begins with `prefix`, which ends with `/`. */
  list(prefix: string): Promise<readonly string[]>
}

/** What is used of an `unstorage` storage. */
export interface UnstorageLike {
  getItemRaw(key: string): Promise<unknown>
  hasItem(key: string): Promise<boolean>
  setItemRaw(key: string, value: unknown): Promise<void>
  getKeys(base: string): Promise<string[]>
}

/** A driver over `unstorage`: file systems, S3, Redis, Azure, Cloudflare, memory. */
export function fromUnstorage(storage: UnstorageLike): Driver {
  return {
    async get(name) {
      const value = await storage.getItemRaw(name)
      if (value === null || value === undefined) return undefined
      if (typeof value === 'string') return new TextEncoder().encode(value)
      return value instanceof Uint8Array ? value : new Uint8Array(value as ArrayBuffer)
    },
    has: (name) => storage.hasItem(name),
    put: (name, bytes) => storage.setItemRaw(name, bytes),
    // unstorage writes its names with colons.
    list: async (prefix) => (await storage.getKeys(prefix)).map((key) => key.replaceAll(':', '/')),
  }
}

/** Entries that many machines share. */
export interface SharedEntries {
  /** The first by name whose schema, sizes and digests hold. What does not is as if it were not there. */
  find(keys: readonly string[]): Promise<StoredEntry | undefined>
  has(keys: readonly string[]): Promise<boolean>
  put(stored: StoredEntry, keys: Keys): Promise<void>
}

/** Lays entries out so that one listing finds all that a key has: an entry is marked under each of its keys. */
export function shareEntries(driver: Driver): SharedEntries {
  /** A mark is only a hint: what it leads to must be named by the key, or another photo's answer would pass as this one's. */
  async function stemsOf(keys: readonly string[]): Promise<readonly string[]> {
    const short = keys.map(shorten)
    const marks = await Promise.all(short.map((key) => driver.list(`keys/${key}/`)))
    const names = marks.flat().map((mark) => readName(mark.split('/').at(-1)!))
    const ours = names.filter((name) => name && (short.includes(name.first) || short.includes(name.second)))
    return [...new Set(ours.map((name) => name!.stem))].sort()
  }

  async function read(stem: string): Promise<StoredEntry | undefined> {
    const name = readName(stem)
    const json = name && (await driver.get(`fills/${stem}.json`))
    if (!name || !json) return undefined
    const checked = checkJson(name, json)
    if ('flaw' in checked) return undefined
    const picture = await driver.get(`fills/${stem}.png`)
    return picture && !flawOfPicture(checked.entry, picture) ? { name, ...checked, picture } : undefined
  }

  return {
    async find(keys) {
      for (const stem of await stemsOf(keys)) {
        const stored = await read(stem)
        if (stored) return stored
      }
      return undefined
    },
    async has(keys) {
      return (await stemsOf(keys)).length > 0
    },
    async put({ name, entry, picture }) {
      const { stem, first, second } = name
      if (await driver.has(`keys/${second}/${stem}`)) return
      await driver.put(`fills/${stem}.png`, picture)
      await driver.put(`fills/${stem}.json`, new TextEncoder().encode(JSON.stringify(entry)))
      for (const key of new Set([first, second])) await driver.put(`keys/${key}/${stem}`, new Uint8Array([49]))
    },
  }
}

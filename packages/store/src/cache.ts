import { join } from 'node:path'
import { codeOf, unlessMissing } from './failures.ts'
import { prepareFolder } from './git-files.ts'
import { defaultCacheLimit } from './store-options.ts'

export interface Cached {
  readonly bytes: Buffer
  readonly facts: unknown
}

/**
 * What can be made again, in a folder that may be deleted at any time. Content is checked when it is read: what is
 * damaged is as if it were not there. A cache that cannot be written to is none; it never fails a removal.
 */
export interface Cache {
  get(key: string): Promise<Cached | undefined>
  /** What was put along with the content, without reading that. `integrity` is the content's, by SHA-512. */
  facts(key: string): Promise<{ readonly facts: unknown; readonly integrity: string } | undefined>
  put(key: string, bytes: Uint8Array, facts: unknown): Promise<void>
  /** Drops the oldest until the rest fits the limit, where anything was put. */
  trim(): Promise<void>
}

/** Loaded for the first look into a cache: it is the largest part of the store, and most programs only load that. */
const load = async () => (await import('cacache')).default

/** @param limit In bytes. While a run goes on it may be passed by an eighth. */
export function openCache(directory: string, limit: number = defaultCacheLimit): Cache {
  const folder = join(directory, 'cache')
  let fresh = 0

  async function trim(): Promise<void> {
    fresh = 0
    const cacache = await load()
    const entries = Object.values(await cacache.ls(folder)).sort((a, b) => b.time - a.time)
    let total = 0
    for (const { key, size, integrity } of entries) {
      total += size
      if (total <= limit) continue
      await cacache.rm.entry(folder, key)
      await cacache.rm.content(folder, integrity)
    }
  }

  return {
    async get(key) {
      const cacache = await load()
      try {
        const { data, metadata } = await cacache.get(folder, key)
        return { bytes: data, facts: metadata }
      } catch (error) {
        if (codeOf(error) === 'EINTEGRITY') await cacache.rm.entry(folder, key).catch(() => {})
        return undefined
      }
    },
    async facts(key) {
      const cacache = await load()
      const info = await unlessMissing(cacache.get.info(folder, key)).catch(() => undefined)
      return info ? { facts: info.metadata, integrity: info.integrity } : undefined
    },
    async put(key, bytes, facts) {
      try {
        const cacache = await load()
        await prepareFolder(directory)
        await cacache.put(folder, key, bytes, { metadata: facts, tmpPrefix: String(process.pid) })
        fresh += bytes.length
        if (fresh > limit / 8) await trim()
      } catch {
        // A full or read-only disk costs time, and nothing else.
      }
    },
    async trim() {
      if (fresh > 0) await trim().catch(() => {})
    },
  }
}

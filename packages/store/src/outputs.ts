import { createHash } from 'node:crypto'
import { mkdir, readFile, stat } from 'node:fs/promises'
import { dirname, resolve } from 'node:path'
import writeFileAtomic from 'write-file-atomic'
import type { Cache } from './cache.ts'
import { unlessMissing } from './failures.ts'

/** Finished files, so that a second run does only what is missing. */
export interface Outputs {
  /**
   * Makes sure that the finished file of `key` is at `path`, without making it again: it is there, or it is copied
   * from the cache. Returns what was remembered along with it; undefined where it must be made.
   */
  restore(key: string, path: string): Promise<Restored | undefined>
  remember(key: string, path: string, facts: unknown): Promise<void>
  /** At the end: the cache is brought within its limit. */
  close(): Promise<void>
}

export interface Restored {
  readonly facts: unknown
  /** False when it was there already. */
  readonly isCopied: boolean
}

interface OutputFacts {
  readonly path: string
  readonly bytes: number
  readonly time: number
  readonly facts: unknown
}

export function openOutputs(cache: Cache): Outputs {
  return {
    async restore(key, path) {
      const found = await cache.facts(`output ${key}`)
      if (!found) return undefined
      const { path: known, bytes, time, facts } = found.facts as OutputFacts
      const there = await unlessMissing(stat(path))
      if (there && there.size === bytes) {
        if (resolve(path) === known && there.mtimeMs === time) return { facts, isCopied: false }
        const digest = createHash('sha512')
          .update(await readFile(path))
          .digest('base64')
        if (found.integrity === `sha512-${digest}`) return { facts, isCopied: false }
      }
      const cached = await cache.get(`output ${key}`)
      if (!cached) return undefined
      await mkdir(dirname(path), { recursive: true })
      await writeFileAtomic(path, cached.bytes)
      await note(key, path, cached.bytes, facts)
      return { facts, isCopied: true }
    },
    async remember(key, path, facts) {
      await note(key, path, await readFile(path), facts)
    },
    close: cache.trim,
  }

  async function note(key: string, path: string, bytes: Uint8Array, facts: unknown): Promise<void> {
    const { mtimeMs } = await stat(path)
    const noted: OutputFacts = { path: resolve(path), bytes: bytes.length, time: mtimeMs, facts }
    await cache.put(`output ${key}`, bytes, noted)
  }
}

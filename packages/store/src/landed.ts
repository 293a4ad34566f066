import { mkdir, readdir, rm, stat, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { explainStore, unlessMissing } from './failures.ts'
import { shorten } from './names.ts'

/**
 * Which keys were answered lately, in whatever process. Whoever holds a claim looks here for an answer that landed since
 * it listed the folder of entries: to list thousands takes milliseconds, and they would be paid for every call.
 */
export interface Landed {
  /**
   * Before the entry is written, and so before its claim goes: what is noted may yet be missing, never the reverse.
   * @throws `store-failed`
   */
  note(keys: readonly string[]): Promise<void>
  has(keys: readonly string[]): Promise<boolean>
}

const kept = 3 * 86_400_000

/** An empty file for each key, in a folder for each day. Days are forgotten long after everyone has listed again. */
export function openLanded(directory: string): Landed {
  const folder = join(directory, 'claims', 'landed')
  const list = async () => (await unlessMissing(readdir(folder))) ?? []
  let tidied: string | undefined

  async function forgetBefore(today: string): Promise<void> {
    if (tidied === today) return
    tidied = today
    const old = (await list()).filter((name) => Date.parse(today) - Date.parse(name) > kept)
    await Promise.all(old.map((name) => rm(join(folder, name), { recursive: true, force: true })))
  }

  return {
    async note(keys) {
      const today = new Date().toISOString().slice(0, 10)
      try {
        await mkdir(join(folder, today), { recursive: true })
        await Promise.all(keys.map((key) => writeFile(join(folder, today, shorten(key)), '')))
        await forgetBefore(today)
      } catch (cause) {
        throw explainStore('note that an answer landed', cause)
      }
    },
    async has(keys) {
      const days = await list()
      const files = days.flatMap((name) => keys.map((key) => join(folder, name, shorten(key))))
      const found = await Promise.all(files.map((file) => unlessMissing(stat(file))))
      return found.some((file) => file !== undefined)
    },
  }
}

import { readFile } from 'node:fs/promises'
import writeFileAtomic from 'write-file-atomic'
import type { Look, Looks } from '../files/looks.ts'
import { digestOf } from './digest-of.ts'

/** The SHA-256 of files, in hexadecimal. What was read before is believed as long as the file looks the same. */
export interface Digests {
  of(file: string): Promise<string>
  /** Keeps what is known for the next run. */
  save(): Promise<void>
}

type Known = Omit<Look, 'realPath'> & { readonly digest: string }

/** What was known when the last run ended, by path. */
type Kept = Readonly<Record<string, Known | undefined>>

/** Raised when the file holds something else. */
const version = 2

/** Clocks of file systems are coarse: a file that changed just before it was read may change again unseen. */
const settled = 2000

/** @param path Where the knowledge is kept. A damaged or missing file only means that everything is read. */
export function createDigests(path: string, looks: Looks): Digests {
  const fresh = new Map<string, Known>()
  const reading = new Map<string, Promise<string>>()
  let kept: Promise<Kept> | undefined

  async function digest(file: string, look: Look | undefined): Promise<string> {
    const seen = Date.now()
    const digest = digestOf(await readFile(file))
    if (look && seen - Math.max(look.mtime, look.ctime) > settled) {
      const { size, inode, mtime, ctime } = look
      fresh.set(file, { size, inode, mtime, ctime, digest })
    }
    return digest
  }

  return {
    async of(file) {
      kept ??= load(path)
      const look = looks.at(file)
      const known = fresh.get(file) ?? (await kept)[file]
      if (look && known && looksAs(look, known)) return known.digest
      const key = JSON.stringify([file, look])
      const underway = reading.get(key) ?? digest(file, look)
      reading.set(key, underway)
      return underway.finally(() => reading.delete(key))
    },
    async save() {
      if (fresh.size === 0) return
      const all = { ...(await load(path)), ...Object.fromEntries(fresh) }
      await writeFileAtomic(path, JSON.stringify({ version, files: all }), { fsync: false })
      fresh.clear()
      kept = Promise.resolve(all)
    },
  }
}

function looksAs(look: Look, known: Known): boolean {
  return (
    look.size === known.size && look.inode === known.inode && look.mtime === known.mtime && look.ctime === known.ctime
  )
}

async function load(path: string): Promise<Kept> {
  try {
    const kept = JSON.parse(await readFile(path, 'utf8'))
    return kept.version === version ? (kept.files ?? {}) : {}
  } catch {
    return {}
  }
}

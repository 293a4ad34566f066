import { createHash } from 'node:crypto'
import { statSync } from 'node:fs'
import { readFile } from 'node:fs/promises'
import writeFileAtomic from 'write-file-atomic'

/** The SHA-256 of files, in hexadecimal. What was read before is believed as long as the file looks the same. */
export interface Digests {
  of(file: string): Promise<string>
  /** Keeps what is known for the next run. */
  save(): Promise<void>
}

interface Known {
  readonly stamp: string
  readonly digest: string
}

/** Clocks of file systems are coarse: a file that changed just before it was read may change again unseen. */
const settled = 2000

/** @param path Where the knowledge is kept. A damaged or missing file only means that everything is read. */
export function createDigests(path: string): Digests {
  const fresh = new Map<string, Known>()
  const reading = new Map<string, Promise<string>>()
  let kept: Promise<Map<string, Known>> | undefined

  async function digest(file: string, stamp: string, changed: number): Promise<string> {
    const seen = Date.now()
    const hash = createHash('sha256')
      .update(await readFile(file))
      .digest('hex')
    if (seen - changed > settled) fresh.set(file, { stamp, digest: hash })
    return hash
  }

  return {
    async of(file) {
      kept ??= load(path)
      const { size, ino, mtimeMs, ctimeMs } = statSync(file)
      const stamp = [size, ino, mtimeMs, ctimeMs].join(' ')
      const known = fresh.get(file) ?? (await kept).get(file)
      if (known?.stamp === stamp) return known.digest
      const key = `${stamp} ${file}`
      const underway = reading.get(key) ?? digest(file, stamp, Math.max(mtimeMs, ctimeMs))
      reading.set(key, underway)
      return underway.finally(() => reading.delete(key))
    },
    async save() {
      if (fresh.size === 0) return
      const all = new Map([...(await load(path)), ...fresh])
      await writeFileAtomic(path, JSON.stringify({ version: 1, files: Object.fromEntries(all) }), { fsync: false })
      fresh.clear()
      kept = Promise.resolve(all)
    },
  }
}

async function load(path: string): Promise<Map<string, Known>> {
  try {
    const { version, files } = JSON.parse(await readFile(path, 'utf8'))
    return new Map(version === 1 ? Object.entries<Known>(files) : [])
  } catch {
    return new Map()
  }
}

import { mkdir, open, rename } from 'node:fs/promises'
import { join } from 'node:path'
import writeFileAtomic from 'write-file-atomic'
import { sha256 } from './canonical-json.ts'
import { digestEntry, type Entry, flawOf } from './entry.ts'
import { codeOf, reasonOf, unlessMissing } from './failures.ts'
import { prepareFolder } from './git-files.ts'
import { openIndex } from './index-of-names.ts'
import { type EntryName, shorten } from './names.ts'

/** An entry whose schema, sizes and digests hold. Its picture is still encoded. */
export interface StoredEntry {
  readonly name: EntryName
  readonly entry: Entry
  readonly picture: Uint8Array
}

/** An entry that is not what it says, and why. */
export interface Damage {
  readonly name: EntryName
  readonly flaw: string
}

/** The entries of one store folder. */
export interface Entries {
  /** Every entry, by name. What changed since the last call is seen. */
  list(): Promise<readonly EntryName[]>
  /** Those under any of these keys, by name, as far as is known: what others wrote is seen after a `refresh`. */
  find(keys: readonly string[]): Promise<readonly EntryName[]>
  refresh(): Promise<void>
  /** Where nobody looked for ten seconds: sees in time what came by other ways than a call, such as git. */
  refreshIfOld(): Promise<void>
  read(name: EntryName): Promise<StoredEntry | Damage | undefined>
  write(stored: StoredEntry): Promise<void>
  /** Moves a damaged entry out of the way, where a person can look at it. */
  setAside(name: EntryName): Promise<void>
}

/** No sentence of a prompt is longer; more is an attack. */
const mostJson = 1 << 20

export function openEntries(directory: string): Entries {
  const folder = join(directory, 'fills')
  const index = openIndex(folder)
  return {
    async list() {
      await index.refresh()
      return index.all()
    },
    async find(keys) {
      await index.open()
      return index.under(keys)
    },
    refresh: index.refresh,
    refreshIfOld: index.refreshIfOld,
    async read(name) {
      const text = await readLimited(join(folder, `${name.stem}.json`), mostJson)
      if (text === undefined) return undefined
      const checked = checkJson(name, text)
      if ('flaw' in checked) return { name, flaw: checked.flaw }
      const { picture } = checked.entry
      const bytes = await readLimited(join(folder, `${name.stem}.png`), picture.bytes)
      const flaw = flawOfPicture(checked.entry, bytes)
      return flaw || !bytes ? { name, flaw: flaw ?? 'its picture is missing' } : { name, ...checked, picture: bytes }
    },
    async write({ name, entry, picture }) {
      await prepareFolder(directory)
      await mkdir(folder, { recursive: true })
      // The picture first: an entry exists once its JSON does.
      await writeFileAtomic(join(folder, `${name.stem}.png`), Buffer.from(picture))
      await writeFileAtomic(join(folder, `${name.stem}.json`), `${JSON.stringify(entry, null, 2)}\n`)
      index.add(name)
    },
    async setAside({ stem }) {
      const aside = join(directory, 'damaged')
      await mkdir(aside, { recursive: true })
      for (const file of [`${stem}.json`, `${stem}.png`]) {
        await unlessMissing(rename(join(folder, file), join(aside, file)))
      }
    },
  }
}

/** At most `limit` bytes; a longer file comes back one byte longer than that, whatever its size. */
async function readLimited(path: string, limit: number): Promise<Buffer | undefined> {
  const handle = await openFile(path)
  if (!handle) return undefined
  try {
    const { size } = await handle.stat()
    const buffer = Buffer.alloc(Math.min(size, limit + 1))
    let length = 0
    while (length < buffer.length) {
      const { bytesRead } = await handle.read(buffer, length, buffer.length - length)
      if (bytesRead === 0) break
      length += bytesRead
    }
    return buffer.subarray(0, length)
  } catch (error) {
    if (codeOf(error) === 'EISDIR') return Buffer.alloc(0)
    throw error
  } finally {
    await handle.close()
  }
}

async function openFile(path: string) {
  try {
    return await unlessMissing(open(path))
  } catch (error) {
    if (codeOf(error) === 'ELOOP') return undefined
    throw error
  }
}

/** Everything in an entry that can be wrong before its picture is looked at. */
export function checkJson(name: EntryName, text: Uint8Array): { entry: Entry } | { flaw: string } {
  if (text.length > mostJson) return { flaw: 'its JSON is too long' }
  let value: unknown
  try {
    value = JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(text))
  } catch (error) {
    return { flaw: `its JSON cannot be read: ${reasonOf(error)}` }
  }
  const flaw = flawOf(value)
  if (flaw) return { flaw }
  const entry = value as Entry
  if (shorten(digestEntry(entry)) !== name.digest) return { flaw: 'its JSON is not what its name says' }
  const isNamed = shorten(entry.keys.first) === name.first && shorten(entry.keys.second) === name.second
  return isNamed ? { entry } : { flaw: 'its keys are not those of its name' }
}

/** What is wrong with a picture, told without decoding it. */
export function flawOfPicture({ picture }: Entry, bytes: Uint8Array | undefined): string | undefined {
  if (!bytes) return 'its picture is missing'
  if (bytes.length !== picture.bytes) return `its picture has not the ${picture.bytes} bytes that it should`
  if (sha256(bytes) !== picture.sha256) return 'its picture is not the one that was stored'
  const header = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  const isPng = bytes.length > 33 && header.getUint32(0) === 0x89504e47 && header.getUint32(12) === 0x49484452
  if (!isPng) return 'its picture is no PNG'
  const isSize = header.getUint32(16) === picture.width && header.getUint32(20) === picture.height
  return isSize ? undefined : 'its picture has another size than it should'
}

import { appendFile, mkdir, readdir, readFile, rm, stat } from 'node:fs/promises'
import { dirname, isAbsolute, join, relative, resolve, sep } from 'node:path'
import { sha256 } from './canonical-json.ts'
import { unlessMissing } from './failures.ts'
import { prepareFolder } from './git-files.ts'

/** What one photo needs of the store. */
export interface Use {
  readonly file: string
  /** From the folder around the store, with slashes; or what a photo without a path is called. */
  readonly photo: string
  /** Names of entries. */
  readonly stems: readonly string[]
}

/** Who uses which entry: one small file a photo, one line an entry, so that git can merge them. */
export interface Uses {
  /** Notes that a photo uses entries. Nothing is written where that is known. */
  add(photo: string, stems: readonly string[]): Promise<void>
  list(): Promise<readonly Use[]>
  remove(use: Use): Promise<void>
  /** Where the photo lies. */
  locate(photo: string): string
  /** Whether the photo is where it was; a photo that never had a path is. */
  isThere(use: Use): Promise<boolean>
}

const withoutPath = 'without a path: '

export function openUses(directory: string): Uses {
  const folder = join(directory, 'uses')
  const queues = new Map<string, Promise<void>>()

  /** Lines are only ever added, each at one stroke: of two processes that write at once neither loses what it noted. */
  async function addNow(photo: string, stems: readonly string[]): Promise<void> {
    const name = nameOf(photo)
    const file = join(folder, fileOf(name))
    const text = (await unlessMissing(readFile(file, 'utf8'))) ?? ''
    const known = parseUse(file, text)
    const missing = stems.filter((stem) => !known.stems.includes(stem))
    if (missing.length === 0) return
    await prepareFolder(directory)
    await mkdir(folder, { recursive: true })
    const lines = [...(known.photo === '' ? [onOneLine(name)] : []), ...[...new Set(missing)].sort()]
    const isCutOff = text !== '' && !text.endsWith('\n')
    await appendFile(file, `${isCutOff ? '\n' : ''}${lines.join('\n')}\n`)
  }

  async function readUse(file: string): Promise<Use | undefined> {
    const text = await unlessMissing(readFile(file, 'utf8'))
    return text === undefined ? undefined : parseUse(file, text)
  }

  function nameOf(photo: string): string {
    if (photo.startsWith(withoutPath)) return photo
    const path = relative(dirname(resolve(directory)), resolve(photo))
    return path.split(sep).join('/')
  }

  function locate(photo: string): string {
    if (photo.startsWith(withoutPath) || isAbsolute(photo)) return photo
    return join(dirname(resolve(directory)), photo)
  }

  return {
    async add(photo, stems) {
      const before = queues.get(photo) ?? Promise.resolve()
      const adding = before.catch(() => {}).then(() => addNow(photo, stems))
      queues.set(photo, adding)
      try {
        await adding
      } finally {
        if (queues.get(photo) === adding) queues.delete(photo)
      }
    },
    async list() {
      const files = ((await unlessMissing(readdir(folder))) ?? []).filter((file) => file.endsWith('.txt')).sort()
      return (await Promise.all(files.map((file) => readUse(join(folder, file))))).filter((use) => use !== undefined)
    },
    async remove({ file }) {
      await rm(file, { force: true })
    },
    locate,
    async isThere({ photo }) {
      return photo.startsWith(withoutPath) || (await unlessMissing(stat(locate(photo)))) !== undefined
    },
  }
}

/** How a photo is called that came as bytes or samples. */
export function nameWithoutPath(digest: string): string {
  return `${withoutPath}${digest.slice(0, 32)}`
}

/** The photo, then a line an entry. Two who begin a file at once both name the photo. */
function parseUse(file: string, text: string): Use {
  const lines = text.split(/\r?\n/).filter((line) => line !== '')
  const isStem = (line: string) => /^[0-9a-f-]{98}$/.test(line)
  const photo = readName(lines.find((line) => !isStem(line)) ?? '')
  return { file, photo, stems: [...new Set(lines.filter(isStem))] }
}

/** A file's name may hold the end of a line: then, and where it could be mistaken for such, it is written as JSON. */
function onOneLine(name: string): string {
  return /^"|\p{Cc}/u.test(name) ? JSON.stringify(name) : name
}

function readName(line: string): string {
  try {
    return line.startsWith('"') ? String(JSON.parse(line)) : line
  } catch {
    return line
  }
}

/** Readable, and of its own for each path. */
function fileOf(name: string): string {
  const readable = name.replace(/[^A-Za-z0-9._-]+/g, '-').slice(-60)
  return `${readable}-${sha256(name).slice(0, 8)}.txt`
}

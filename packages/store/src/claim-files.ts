import { readdirSync, utimesSync } from 'node:fs'
import { link, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises'
import { basename, join } from 'node:path'
import { type ClaimRecord, isDead, readRecord } from './claim-record.ts'
import { codeOf, unlessMissing } from './failures.ts'
import type { Journal } from './journal.ts'
import { shorten } from './names.ts'

/** A claim as it lies on disk. */
export interface FoundClaim {
  readonly file: string
  /** The first half of the key that it claims. */
  readonly key: string
  readonly generation: number
  /** Undefined where its file cannot be read. */
  readonly record: ClaimRecord | undefined
  readonly isVoid: boolean
  /** Whether its call went out, as far as is known. */
  readonly isSent: boolean
  /** Whether its answer arrived, and waits to be stored. */
  readonly isAnswered: boolean
}

/** The files of a folder of claims: whole or not there, and each made by only one. */
export interface ClaimFiles {
  /** The last that was made for a key. */
  newest(key: string): Promise<FoundClaim | undefined>
  /** Whether a claim of the same key holds beside this one. */
  isContested(file: string, key: string): Promise<boolean>
  /**
   * At once. A process that stood still for long finds its claims void, and maybe taken over: it renews them before it
   * looks, and who takes over looks after it has claimed, so that one of the two always sees the other.
   */
  holdsStill(files: readonly string[]): boolean
  /** Void claims of the same request whose answer arrived. */
  findAnswered(keys: readonly string[]): Promise<readonly FoundClaim[]>
  /** The path of a new claim; undefined where another has just made it. */
  create(key: string, generation: number, record: ClaimRecord): Promise<string | undefined>
  list(): Promise<readonly FoundClaim[]>
  /** Removes a void claim, and what is known of its call. */
  forget(claim: FoundClaim): Promise<void>
}

/** @param expire Milliseconds after the last renewal until a claim is void. */
export function openClaimFiles(folder: string, journal: Journal, expire: number): ClaimFiles {
  async function read(file: string): Promise<FoundClaim | undefined> {
    const path = join(folder, file)
    const found = await unlessMissing(stat(path))
    const text = await unlessMissing(readFile(path, 'utf8'))
    if (!found || text === undefined) return undefined
    const record = readRecord(text)
    const [key, generation] = file.split('.') as [string, string]
    const isOld = Date.now() - found.mtimeMs > expire
    return {
      file,
      key,
      generation: Number(generation),
      record,
      isVoid: isOld || (record ? isDead(record) : false),
      isSent: record ? journal.isSent(record.call) : true,
      isAnswered: record ? journal.isAnswered(record.call) : false,
    }
  }

  async function listFiles(): Promise<readonly string[]> {
    return ((await unlessMissing(readdir(folder))) ?? []).filter(isClaimFile)
  }

  async function readAll(files: readonly string[]): Promise<readonly FoundClaim[]> {
    return (await Promise.all(files.map(read))).filter((claim) => claim !== undefined)
  }

  async function filesOf(key: string): Promise<readonly string[]> {
    return (await listFiles()).filter((file) => file.startsWith(`${shorten(key)}.`)).toSorted(byGeneration)
  }

  async function newest(key: string): Promise<FoundClaim | undefined> {
    const last = (await filesOf(key)).at(-1)
    return last === undefined ? undefined : read(last)
  }

  async function isContested(file: string, key: string): Promise<boolean> {
    const others = (await filesOf(key)).filter((other) => join(folder, other) !== file)
    return (await readAll(others)).some(({ isVoid }) => !isVoid)
  }

  function holdsStill(files: readonly string[]): boolean {
    const now = new Date()
    try {
      for (const file of files) utimesSync(file, now, now)
    } catch {
      return false
    }
    const all = readdirSync(folder).filter(isClaimFile)
    return files.map((file) => basename(file)).every((file) => !all.some((other) => isNewer(other, file)))
  }

  async function findAnswered(keys: readonly string[]): Promise<readonly FoundClaim[]> {
    const files = (await Promise.all(keys.map(filesOf))).flat()
    return (await readAll(files)).filter(({ isVoid, isAnswered }) => isVoid && isAnswered)
  }

  /** A void claim is never taken away, which two could do at once: the next one is made beside it, which only one can. */
  async function create(key: string, generation: number, record: ClaimRecord): Promise<string | undefined> {
    const file = join(folder, `${shorten(key)}.${generation}.json`)
    const draft = join(folder, `${record.call}.${shorten(key)}.tmp`)
    await writeFile(draft, `${JSON.stringify(record)}\n`)
    try {
      await link(draft, file)
      return file
    } catch (error) {
      if (codeOf(error) === 'EEXIST') return undefined
      // Without hard links the file itself must do; whoever dies in between is waited for until it is void.
      return await writeFile(file, `${JSON.stringify(record)}\n`, { flag: 'wx' }).then(
        () => file,
        (refused) => {
          if (codeOf(refused) === 'EEXIST') return undefined
          throw refused
        },
      )
    } finally {
      await rm(draft, { force: true })
    }
  }

  async function forget({ file, record }: FoundClaim): Promise<void> {
    await rm(join(folder, file), { force: true })
    if (record) await journal.forget(record.call)
  }

  return {
    newest,
    isContested,
    holdsStill,
    findAnswered,
    create,
    list: async () => readAll((await listFiles()).toSorted()),
    forget,
  }
}

/** `<first half of a key>.<generation>.json` */
function isClaimFile(file: string): boolean {
  return /^[0-9a-f]{32}\.\d{1,6}\.json$/.test(file)
}

function byGeneration(a: string, b: string): number {
  return Number(a.split('.')[1]) - Number(b.split('.')[1])
}

/** Of the same key, and made after it. */
function isNewer(file: string, than: string): boolean {
  return file.split('.')[0] === than.split('.')[0] && byGeneration(file, than) > 0
}

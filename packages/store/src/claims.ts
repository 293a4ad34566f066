import { randomUUID } from 'node:crypto'
import { readlinkSync } from 'node:fs'
import { link, mkdir, readdir, readFile, rm, stat, utimes, writeFile } from 'node:fs/promises'
import { hostname } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { everywhere } from './everywhere.ts'
import { codeOf, unlessMissing } from './failures.ts'
import { prepareFolder } from './git-files.ts'
import { shorten } from './names.ts'

/** A call that is about to be made, as its file says. */
export interface ClaimRecord {
  readonly version: 1
  readonly key: string
  /** The name of the call; its answer's entry holds it too. */
  readonly call: string
  readonly host: string
  /** Where process ids are counted: two containers may share a host's name. */
  readonly space: string
  readonly process: number
  readonly time: string
  readonly engine: string
  readonly photo: string
  readonly images: number
  readonly usd: number
}

export interface ClaimTimes {
  /** Milliseconds from one renewal to the next. */
  readonly renew: number
  /** Milliseconds after the last renewal until a claim is void. */
  readonly expire: number
  /** Milliseconds from one look at another's claim to the next. */
  readonly poll: number
}

export const claimTimes: ClaimTimes = { renew: 5_000, expire: 60_000, poll: 100 }

/** The right to make one call, on disk and renewed until it is ended. */
export interface Lease {
  readonly call: string
  /** The answer is stored, or there is none: the claim goes. */
  end(): Promise<void>
  /** Nobody knows whether the answer was paid for: the claim stays, void, to be listed. */
  abandon(): Promise<void>
}

/** A claim as it lies on disk. */
export interface FoundClaim {
  readonly file: string
  readonly generation: number
  /** Undefined where its file cannot be read. */
  readonly record: ClaimRecord | undefined
  readonly isVoid: boolean
}

export interface Claims {
  /**
   * Waits until nobody else claims any of `keys`, and claims them: in this order, so that no two wait for each other.
   * Undefined once `isAnswered` says so. Throws what `signal` is aborted with.
   */
  take(
    keys: readonly string[],
    about: Pick<ClaimRecord, 'engine' | 'photo' | 'images' | 'usd'>,
    isAnswered: () => Promise<boolean>,
    signal: AbortSignal,
  ): Promise<Lease | undefined>
  list(): Promise<readonly FoundClaim[]>
  remove(file: string): Promise<void>
}

/** Calls that this process has under way: any other claim of its process id is by one that died. */
const live = everywhere('calls.1', () => new Set<string>())

const here = { host: hostname(), space: processSpace(), process: process.pid }

export function openClaims(directory: string, times: ClaimTimes = claimTimes): Claims {
  const folder = join(directory, 'claims')

  async function read(file: string): Promise<FoundClaim | undefined> {
    const path = join(folder, file)
    const found = await unlessMissing(stat(path))
    const text = await unlessMissing(readFile(path, 'utf8'))
    if (!found || text === undefined) return undefined
    const record = parse(text)
    const isOld = Date.now() - found.mtimeMs > times.expire
    return { file, generation: Number(file.split('.')[1]), record, isVoid: isOld || (record ? isDead(record) : false) }
  }

  async function newest(key: string): Promise<FoundClaim | undefined> {
    const files = ((await unlessMissing(readdir(folder))) ?? []).filter((file) => file.startsWith(`${shorten(key)}.`))
    const last = files.filter(isClaimFile).sort(byGeneration).at(-1)
    return last === undefined ? undefined : read(last)
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

  async function takeOne(
    key: string,
    record: ClaimRecord,
    isAnswered: () => Promise<boolean>,
    signal: AbortSignal,
  ): Promise<string | undefined> {
    for (;;) {
      signal.throwIfAborted()
      if (await isAnswered()) return undefined
      const other = await newest(key)
      if (!other || other.isVoid) {
        const file = await create(key, (other?.generation ?? 0) + 1, { ...record, key })
        if (file) return file
      } else {
        await sleep(times.poll, undefined, { signal })
      }
    }
  }

  return {
    async take(keys, about, isAnswered, signal) {
      await prepareFolder(directory)
      await mkdir(folder, { recursive: true })
      const call = randomUUID()
      const record = { version: 1, key: '', call, ...here, time: new Date().toISOString(), ...about } as const
      const files: string[] = []
      live.add(call)
      const renewal = setInterval(() => {
        const now = new Date()
        for (const file of files) utimes(file, now, now).catch(() => {})
      }, times.renew)
      renewal.unref()
      const stop = () => {
        clearInterval(renewal)
        live.delete(call)
      }
      const end = async () => {
        stop()
        // The first last: it is the one that is listed.
        for (const file of files.toReversed()) await rm(file, { force: true })
      }
      try {
        for (const key of new Set(keys)) {
          const file = await takeOne(key, record, isAnswered, signal)
          if (!file) {
            await end()
            return undefined
          }
          files.push(file)
        }
      } catch (error) {
        await end()
        throw error
      }
      const abandon = async () => {
        stop()
        const void_ = new Date(Date.now() - 2 * times.expire)
        for (const file of files) await unlessMissing(utimes(file, void_, void_))
      }
      return { call, end, abandon }
    },
    async list() {
      const files = ((await unlessMissing(readdir(folder))) ?? []).filter(isClaimFile).sort()
      return (await Promise.all(files.map(read))).filter((claim) => claim !== undefined)
    },
    async remove(file) {
      await rm(join(folder, file), { force: true })
    },
  }
}

function isClaimFile(file: string): boolean {
  return /^[0-9a-f]{32}\.\d{1,6}\.json$/.test(file)
}

function byGeneration(a: string, b: string): number {
  return Number(a.split('.')[1]) - Number(b.split('.')[1])
}

function parse(text: string): ClaimRecord | undefined {
  try {
    const value = JSON.parse(text) as ClaimRecord
    const isRecord = typeof value.call === 'string' && typeof value.key === 'string' && Number.isInteger(value.process)
    return isRecord ? value : undefined
  } catch {
    return undefined
  }
}

/** On this host only: whether a process elsewhere lives, its renewals say. */
function isDead({ host, space, process: id, call }: ClaimRecord): boolean {
  if (host !== here.host || space !== here.space) return false
  if (id === here.process) return !live.has(call)
  try {
    process.kill(id, 0)
    return false
  } catch (error) {
    return codeOf(error) === 'ESRCH'
  }
}

function processSpace(): string {
  try {
    return readlinkSync('/proc/self/ns/pid')
  } catch {
    return ''
  }
}

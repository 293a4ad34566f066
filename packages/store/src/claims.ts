import { randomUUID } from 'node:crypto'
import { readdirSync, utimesSync } from 'node:fs'
import { link, mkdir, readdir, readFile, rm, stat, utimes, writeFile } from 'node:fs/promises'
import { basename, join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { type Candidate, PaintoutError } from '@paintout/core'
import { byGeneration, isClaimFile, isNewer } from './claim-files.ts'
import { type ClaimRecord, here, isDead, liveCalls, readRecord } from './claim-record.ts'
import { codeOf, unlessMissing } from './failures.ts'
import { prepareFolder } from './git-files.ts'
import { openJournal } from './journal.ts'
import { shorten } from './names.ts'

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
  /** An answer to the same request that arrived in a process that died before it could store it. */
  readonly answered: readonly Candidate[] | undefined
  /** That answer turned out to be none. */
  dropAnswered(): Promise<void>
  /**
   * At once: the call goes out now.
   * @throws `store-failed` where it must not: another process has taken the claim over, or the disk takes no note
   */
  noteSent(): void
  /** At once: the answer as it came, so that it outlives this process. */
  noteAnswer(answer: readonly Candidate[]): void
  /** The answer is stored, or there is none: the claim goes. */
  end(): Promise<void>
  /** Nobody knows whether the answer was paid for: the claim stays, void, to be listed. */
  abandon(): Promise<void>
}

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

export interface Claims {
  /**
   * Waits until nobody else claims any of `keys`, and claims them: in this order, so that no two wait for each other.
   * Undefined once `isAnswered` says so while it waits. Throws what `signal` is aborted with.
   */
  take(
    keys: readonly string[],
    about: Pick<ClaimRecord, 'engine' | 'photo' | 'images' | 'usd'>,
    isAnswered: () => Promise<boolean>,
    signal: AbortSignal,
  ): Promise<Lease | undefined>
  list(): Promise<readonly FoundClaim[]>
  /** Removes a void claim, and what is known of its call. */
  remove(claim: FoundClaim): Promise<void>
}

export function openClaims(directory: string, times: ClaimTimes = claimTimes): Claims {
  const folder = join(directory, 'claims')
  const journal = openJournal(folder)

  async function read(file: string): Promise<FoundClaim | undefined> {
    const path = join(folder, file)
    const found = await unlessMissing(stat(path))
    const text = await unlessMissing(readFile(path, 'utf8'))
    if (!found || text === undefined) return undefined
    const record = readRecord(text)
    const [key, generation] = file.split('.') as [string, string]
    const isOld = Date.now() - found.mtimeMs > times.expire
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

  async function filesOf(key: string): Promise<readonly string[]> {
    const files = ((await unlessMissing(readdir(folder))) ?? []).filter((file) => file.startsWith(`${shorten(key)}.`))
    return files.filter(isClaimFile).sort(byGeneration)
  }

  async function newest(key: string): Promise<FoundClaim | undefined> {
    const last = (await filesOf(key)).at(-1)
    return last === undefined ? undefined : read(last)
  }

  /** Whether a claim of the same key holds beside this one. */
  async function isContested(file: string, key: string): Promise<boolean> {
    const others = (await filesOf(key)).filter((other) => join(folder, other) !== file)
    return (await Promise.all(others.map(read))).some((claim) => claim && !claim.isVoid)
  }

  /**
   * At once. A process that stood still for long finds its claims void, and maybe taken over: it renews them before it
   * looks, and who takes over looks after it has claimed, so that one of the two always sees the other.
   */
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

  /** Void claims of the same request whose answer arrived. */
  async function findAnswered(keys: readonly string[]): Promise<readonly FoundClaim[]> {
    const files = (await Promise.all(keys.map(filesOf))).flat()
    const claims = (await Promise.all(files.map(read))).filter((claim) => claim !== undefined)
    return claims.filter(({ isVoid, isAnswered }) => isVoid && isAnswered)
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

  async function takeOne(
    key: string,
    record: ClaimRecord,
    isAnswered: () => Promise<boolean>,
    signal: AbortSignal,
  ): Promise<string | undefined> {
    for (;;) {
      signal.throwIfAborted()
      const other = await newest(key)
      if (!other || other.isVoid) {
        const file = await create(key, (other?.generation ?? 0) + 1, { ...record, key })
        if (!file) continue
        // Its number may be free again that another still holds, or a void claim was renewed: neither then holds alone.
        if (!(await isContested(file, key))) return file
        await rm(file, { force: true })
      }
      if (await isAnswered()) return undefined
      // Of two that give way to each other, one comes back first.
      await sleep(times.poll * (1 + Math.random() / 2), undefined, { signal }).catch(() => signal.throwIfAborted())
    }
  }

  return {
    async take(keys, about, isAnswered, signal) {
      await prepareFolder(directory)
      await mkdir(folder, { recursive: true })
      const call = randomUUID()
      const record = { version: 1, key: '', call, ...here, time: new Date().toISOString(), ...about } as const
      const files: string[] = []
      liveCalls.add(call)
      const renewal = setInterval(() => {
        const now = new Date()
        for (const file of files) utimes(file, now, now).catch(() => {})
      }, times.renew)
      renewal.unref()
      const stop = () => {
        clearInterval(renewal)
        liveCalls.delete(call)
      }
      let rescued: readonly FoundClaim[] = []
      const end = async () => {
        stop()
        // The first last: it is the one that is listed.
        for (const file of files.toReversed()) await rm(file, { force: true })
        await journal.forget(call)
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
        rescued = await findAnswered(keys)
      } catch (error) {
        await end()
        throw error
      }
      const abandon = async () => {
        stop()
        const void_ = new Date(Date.now() - 2 * times.expire)
        for (const file of files) await unlessMissing(utimes(file, void_, void_))
      }
      return {
        call,
        answered: rescued.map(({ record }) => journal.readAnswer(record!.call)).find((answer) => answer !== undefined),
        noteSent() {
          if (!holdsStill(files)) throw takenOver(about.photo)
          journal.noteSent(call)
        },
        noteAnswer: (answer) => journal.noteAnswer(call, answer),
        async dropAnswered() {
          await Promise.all(rescued.map(forget))
        },
        async end() {
          await end()
          if (rescued.length > 0 && (await isAnswered())) await Promise.all(rescued.map(forget))
        },
        abandon,
      }
    },
    async list() {
      const files = ((await unlessMissing(readdir(folder))) ?? []).filter(isClaimFile).sort()
      return (await Promise.all(files.map(read))).filter((claim) => claim !== undefined)
    },
    remove: forget,
  }
}

function takenOver(photo: string): PaintoutError {
  return new PaintoutError(
    'store-failed',
    `Expected to hold the claim on a call for ${photo} until it goes out, got: it is gone or another process's, as after a long standstill of this one. Nothing was sent. Run again: what the other pays for is known.`,
    { by: 'store' },
  )
}

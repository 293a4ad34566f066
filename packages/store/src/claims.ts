import { randomUUID } from 'node:crypto'
import { mkdir, rm, utimes } from 'node:fs/promises'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { type Candidate, PaintoutError } from '@paintout/core'
import { type FoundClaim, openClaimFiles } from './claim-files.ts'
import { type ClaimRecord, here, liveCalls } from './claim-record.ts'
import { unlessMissing } from './failures.ts'
import { prepareFolder } from './git-files.ts'
import { openJournal } from './journal.ts'

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
  const claims = openClaimFiles(folder, journal, times.expire)

  async function takeOne(
    key: string,
    record: ClaimRecord,
    isAnswered: () => Promise<boolean>,
    signal: AbortSignal,
  ): Promise<string | undefined> {
    for (;;) {
      signal.throwIfAborted()
      const other = await claims.newest(key)
      if (!other || other.isVoid) {
        const file = await claims.create(key, (other?.generation ?? 0) + 1, { ...record, key })
        if (!file) continue
        // Its number may be free again that another still holds, or a void claim was renewed: neither then holds alone.
        if (!(await claims.isContested(file, key))) return file
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
        rescued = await claims.findAnswered(keys)
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
          if (!claims.holdsStill(files)) throw takenOver(about.photo)
          journal.noteSent(call)
        },
        noteAnswer: (answer) => journal.noteAnswer(call, answer),
        async dropAnswered() {
          await Promise.all(rescued.map(claims.forget))
        },
        async end() {
          await end()
          if (rescued.length > 0 && (await isAnswered())) await Promise.all(rescued.map(claims.forget))
        },
        abandon,
      }
    },
    list: claims.list,
    remove: claims.forget,
  }
}

function takenOver(photo: string): PaintoutError {
  return new PaintoutError(
    'store-failed',
    `Expected to hold the claim on a call for ${photo} until it goes out, got: it is gone or another process's, as after a long standstill of this one. Nothing was sent. Run again: what the other pays for is known.`,
    { by: 'store' },
  )
}

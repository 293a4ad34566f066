import { existsSync, readFileSync, renameSync, writeFileSync } from 'node:fs'
import { rm } from 'node:fs/promises'
import { join } from 'node:path'
import { deserialize, serialize } from 'node:v8'
import type { Candidate } from '@paintout/core'
import { explainStore } from './failures.ts'

/**
 * What is known of a call, beside its claim: that it went out, and what came back. Written at once, in the very turn of
 * the event loop, so that a process which is killed loses no answer that it had, and lists no call that it never made.
 */
export interface Journal {
  /** @throws `store-failed`: then the call must not go out */
  noteSent(call: string): void
  /** Never throws. */
  noteAnswer(call: string, answer: readonly Candidate[]): void
  isSent(call: string): boolean
  isAnswered(call: string): boolean
  /** Undefined where there is none, or none that can be read. */
  readAnswer(call: string): readonly Candidate[] | undefined
  forget(call: string): Promise<void>
}

export function openJournal(folder: string): Journal {
  const sent = (call: string) => join(folder, `${call}.sent`)
  const answer = (call: string) => join(folder, `${call}.answer`)
  return {
    noteSent(call) {
      try {
        writeFileSync(sent(call), '')
      } catch (cause) {
        throw explainStore('note that a call goes out', cause)
      }
    },
    noteAnswer(call, candidates) {
      const draft = `${answer(call)}.tmp`
      try {
        writeFileSync(draft, serialize(candidates.map(plain)))
        renameSync(draft, answer(call))
      } catch {
        // A net below the store: without it the answer is still on its way there.
      }
    },
    isSent: (call) => existsSync(sent(call)),
    isAnswered: (call) => existsSync(answer(call)),
    readAnswer(call) {
      try {
        return deserialize(readFileSync(answer(call))) as readonly Candidate[]
      } catch {
        return undefined
      }
    },
    async forget(call) {
      // In this order: a process that dies in between leaves no call that went out and has no answer.
      for (const file of [sent(call), answer(call), `${answer(call)}.tmp`]) await rm(file, { force: true })
    },
  }
}

/** Without what an engine's own class may hang on it. */
function plain({ image, mask, note }: Candidate): Candidate {
  const noted = note === undefined ? {} : { note }
  return { image: { ...image }, ...(mask ? { mask: { ...mask } } : {}), ...noted }
}

import type { FoundClaim } from './claim-files.ts'
import type { ClaimRecord } from './claim-record.ts'
import type { Damage, Entries } from './entries.ts'
import { findLeftovers } from './leftovers.ts'
import { openStore } from './open-store.ts'

/** A call that went out, and whose answer nobody kept. */
export interface LostCall {
  readonly claims: readonly FoundClaim[]
  /** Undefined where the claim cannot be read. */
  readonly record: ClaimRecord | undefined
}

export interface Verification {
  /** Entries that hold. */
  readonly sound: number
  readonly damaged: readonly Damage[]
  /** Sent, answer lost: each may have been paid for. */
  readonly lost: readonly LostCall[]
  /** Answers that arrived in a process that died: the next run that asks for them stores them. */
  readonly arrived: number
  /** Calls that are being made now. */
  readonly underway: number
  /** Files that no entry and no claim holds, and that nobody may be writing now: a process died over them. */
  readonly leftovers: readonly string[]
}

/** Checks every entry, and says which calls were sent and never answered. Changes nothing. */
export async function verifyStore(directory?: string): Promise<Verification> {
  const open = openStore({ directory })
  const damaged: Damage[] = []
  const answered = new Set<string>()
  let sound = 0
  for (const name of await open.entries.list()) {
    const read = await open.entries.read(name)
    if (!read) continue
    if ('flaw' in read) {
      damaged.push(read)
    } else {
      sound++
      answered.add(read.entry.call)
    }
  }
  const claims = await open.claims.list()
  const calls = groupBy(claims, ({ file, record }) => record?.call ?? file)
  const every = (call: string, fact: 'isVoid' | 'isAnswered') => calls.get(call)!.every((claim) => claim[fact])
  const void_ = [...calls.keys()].filter((call) => every(call, 'isVoid') && !answered.has(call))
  const [kept, unkept] = partition(void_, (call) => every(call, 'isAnswered'))
  const lost = unkept.filter((call) => calls.get(call)!.some(({ isSent }) => isSent))
  // Who stores such an answer may die before it has taken the claim away.
  const stored = await Promise.all(kept.map((call) => isStored(open.entries, calls.get(call)![0]!)))
  return {
    sound,
    damaged,
    lost: lost.map((call) => ({ claims: calls.get(call)!, record: calls.get(call)![0]!.record })),
    arrived: stored.filter((isDone) => !isDone).length,
    underway: [...calls.keys()].filter((call) => !every(call, 'isVoid')).length,
    leftovers: await findLeftovers(open.directory, claims),
  }
}

/** Whether a sound entry answers what a claim is for. */
export async function isStored(entries: Entries, { key }: FoundClaim): Promise<boolean> {
  for (const name of await entries.find([key])) {
    const read = await entries.read(name)
    if (read && !('flaw' in read)) return true
  }
  return false
}

function partition<T>(items: readonly T[], belongs: (item: T) => boolean): readonly [readonly T[], readonly T[]] {
  return [items.filter(belongs), items.filter((item) => !belongs(item))]
}

function groupBy<T>(items: readonly T[], keyOf: (item: T) => string): Map<string, T[]> {
  const groups = new Map<string, T[]>()
  for (const item of items) groups.set(keyOf(item), [...(groups.get(keyOf(item)) ?? []), item])
  return groups
}

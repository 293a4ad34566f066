import { readdir, stat } from 'node:fs/promises'
import { unlessMissing } from './failures.ts'
import { type EntryName, readName, shorten } from './names.ts'

/**
 * The names in a folder of entries, by key. To list a folder of thousands takes milliseconds: it is done for many at once,
 * and only what is new is looked at.
 */
export interface NameIndex {
  /** Lists the folder, if it never was. */
  open(): Promise<void>
  /** Lists the folder if it was not for ten seconds, and if its time says that it changed. */
  refreshIfOld(): Promise<void>
  refresh(): Promise<void>
  /** An entry that this process has just written. */
  add(name: EntryName): void
  /** Every name, sorted. */
  all(): readonly EntryName[]
  /** Every name under any of these keys, sorted. */
  under(keys: readonly string[]): readonly EntryName[]
}

/** Milliseconds. */
const old = 10_000

export function openIndex(folder: string): NameIndex {
  const names = new Map<string, EntryName>()
  const byKey = new Map<string, readonly EntryName[]>()
  /** What was written since the listing under way began, which may lack it. */
  const written = new Set<string>()
  let time: bigint | undefined
  let listed = 0
  let listing: Promise<void> = Promise.resolve()
  let next: Promise<void> | undefined

  /** A listing that has not begun: whoever asks while one is under way shares the one after it. */
  function refresh(): Promise<void> {
    next ??= listing.then(begin, begin)
    return next
  }

  function begin(): Promise<void> {
    next = undefined
    written.clear()
    listing = list()
    return listing
  }

  async function timeOf(): Promise<bigint> {
    return (await unlessMissing(stat(folder, { bigint: true })))?.mtimeNs ?? 0n
  }

  async function list(): Promise<void> {
    // The folder's time before it is listed: what changes meanwhile is seen the next time.
    const before = await timeOf()
    const began = Date.now()
    const files = (await unlessMissing(readdir(folder))) ?? []
    let found = 0
    for (const file of files) {
      if (!file.endsWith('.json')) continue
      const stem = file.slice(0, -5)
      const name = names.get(stem) ?? readName(stem)
      if (!name) continue
      found++
      written.delete(stem)
      if (!names.has(stem)) add(name)
    }
    if (found + written.size < names.size) forgetAllBut(new Set(files))
    time = before
    listed = began
  }

  function add(name: EntryName): void {
    names.set(name.stem, name)
    for (const key of new Set([name.first, name.second])) {
      byKey.set(key, [...(byKey.get(key) ?? []), name].sort(byStem))
    }
  }

  function forgetAllBut(files: ReadonlySet<string>): void {
    const left = [...names.values()].filter(({ stem }) => written.has(stem) || files.has(`${stem}.json`))
    names.clear()
    byKey.clear()
    for (const name of left) add(name)
  }

  return {
    async open() {
      if (time === undefined) await refresh()
    },
    async refreshIfOld() {
      if (Date.now() - listed > old && (await timeOf()) !== time) await refresh()
    },
    refresh,
    add(name) {
      written.add(name.stem)
      if (!names.has(name.stem)) add(name)
    },
    all: () => [...names.values()].sort(byStem),
    under(keys) {
      const found = new Set(keys.flatMap((key) => byKey.get(shorten(key)) ?? []))
      return [...found].sort(byStem)
    },
  }
}

function byStem(a: EntryName, b: EntryName): number {
  return a.stem < b.stem ? -1 : 1
}

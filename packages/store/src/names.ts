import type { Keys } from './key.ts'

/** How an entry is called: `<first key>-<second key>-<digest>`, each cut to 128 bits. */
export interface EntryName {
  readonly stem: string
  readonly first: string
  readonly second: string
  readonly digest: string
}

const shape = /^([0-9a-f]{32})-([0-9a-f]{32})-([0-9a-f]{32})$/

export function shorten(hex: string): string {
  return hex.slice(0, 32)
}

export async function nameEntry(keys: Keys, digest: string): Promise<EntryName> {
  const [first, second] = [shorten(keys.first), shorten(await keys.second())]
  return { stem: `${first}-${second}-${shorten(digest)}`, first, second, digest: shorten(digest) }
}

/** Undefined for what is no name of an entry. */
export function readName(stem: string): EntryName | undefined {
  const match = shape.exec(stem)
  return match ? { stem, first: match[1]!, second: match[2]!, digest: match[3]! } : undefined
}

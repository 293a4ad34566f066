import { type Flag, jobFlags } from 'paintout/flags'

/** Flags that say where the object is. They are no option of one name in the library, so that no schema makes them. */
export const maskKeys = ['mask', 'rect', 'polygon', 'mask-transparency', 'auto'] as const

/** Turns our keys on. Last of ours, where the types know it. */
export const switchKey = 'remove'

/** Shows the photo as it is, whatever else asks. */
export const originalKey = 'original'

/** What belongs to a run or to files is no business of one reference. */
const flagsByKey = new Map<string, Flag>(jobFlags.map((flag) => [flag.name, flag]))

/** Every key of a query that is ours, as the command spells it. */
export const keys: readonly string[] = [...maskKeys, ...flagsByKey.keys(), switchKey]

export function flagOf(key: string): Flag | undefined {
  return flagsByKey.get(key)
}

import type { OpenStore } from './open-store.ts'

/** Sees every answer to these keys that landed before now, in whatever process; and in time, what git brought. */
export async function lookFor(
  { entries, landed }: Pick<OpenStore, 'entries' | 'landed'>,
  keys: readonly string[],
): Promise<void> {
  if (await landed.has(keys)) await entries.refresh()
  else await entries.refreshIfOld()
}

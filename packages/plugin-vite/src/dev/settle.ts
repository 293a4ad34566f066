import { statSync } from 'node:fs'
import { setTimeout as sleep } from 'node:timers/promises'

/** Milliseconds after an edit in which a file may change once more unheard. */
const quiet = 100

/**
 * Hears the last of several quick edits: a watcher drops those within a few milliseconds of another, and a page that
 * asked in between would keep what was half-written.
 * @param again Called when a file has changed since it was last heard of.
 */
export function createSettling(again: (file: string) => void): (file: string) => void {
  const waiting = new Map<string, NodeJS.Timeout>()
  return function settle(file) {
    clearTimeout(waiting.get(file))
    const heard = stampOf(file)
    const look = () => {
      waiting.delete(file)
      if (stampOf(file) === heard) return
      again(file)
      settle(file)
    }
    waiting.set(file, setTimeout(look, quiet).unref())
  }
}

/** Milliseconds in which nothing is written to a file that is whole, and how often that is waited for. */
const pause = 40
const patience = 25

/** Waits until nobody writes to a file: a page that reloads for half of an edit does not hear of the other half. */
export async function whenWhole(file: string): Promise<void> {
  let seen = stampOf(file)
  for (let look = 0; look < patience; look++) {
    await sleep(pause)
    const now = stampOf(file)
    if (now === seen) return
    seen = now
  }
}

function stampOf(file: string): string | undefined {
  const stats = statSync(file, { throwIfNoEntry: false, bigint: true })
  return stats && `${stats.mtimeNs}-${stats.size}-${stats.ino}`
}

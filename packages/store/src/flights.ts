import type { DecodedCandidate } from './answer-picture.ts'
import { everywhere } from './everywhere.ts'

/** One fill under way, for all who asked for it in this process. */
export interface Flight {
  readonly signal: AbortSignal
  /** For who leads it: how it ended, for all. */
  land(answer: readonly DecodedCandidate[]): void
  fail(reason: unknown): void
  /** The one who led is gone before the call: another may lead. */
  abandon(): void
}

/** How a flight ended: an answer, or nobody leads it any more. */
export type Landing = readonly DecodedCandidate[] | undefined

export interface Flights {
  /**
   * Leads the flight of these keys, or waits for the one under way. An asker who is aborted leaves the others alone;
   * with the last of them the flight is aborted.
   */
  board(keys: readonly string[], signal: AbortSignal): { readonly lead: Flight } | { readonly wait: Promise<Landing> }
  /** Settles when nothing is under way. */
  settle(): Promise<void>
}

interface Underway {
  readonly keys: readonly string[]
  readonly controller: AbortController
  readonly landing: Promise<Landing>
  askers: number
}

const byDirectory = everywhere('flights.1', () => new Map<string, Map<string, Underway>>())

/** The flights of one store folder, whoever opened it: a program may hold two copies of this package. */
export function openFlights(directory: string): Flights {
  let underway = byDirectory.get(directory)
  if (!underway) {
    underway = new Map()
    byDirectory.set(directory, underway)
  }
  const flights = underway

  function join(flight: Underway, signal: AbortSignal): void {
    flight.askers++
    const leave = () => {
      flight.askers--
      if (flight.askers === 0) flight.controller.abort(signal.reason)
    }
    signal.addEventListener('abort', leave, { once: true })
    const stay = () => signal.removeEventListener('abort', leave)
    flight.landing.then(stay, stay)
  }

  return {
    board(keys, signal) {
      const other = keys.map((key) => flights.get(key)).find((flight) => flight !== undefined)
      if (other) {
        join(other, signal)
        return { wait: unlessAborted(signal, other.landing) }
      }
      const { promise, resolve, reject } = defer<Landing>()
      const controller = new AbortController()
      const flight: Underway = { keys, controller, landing: promise, askers: 0 }
      promise.catch(() => {})
      for (const key of keys) flights.set(key, flight)
      join(flight, signal)
      const gone = () => {
        for (const key of keys) if (flights.get(key) === flight) flights.delete(key)
      }
      const lead: Flight = {
        signal: controller.signal,
        land(answer) {
          gone()
          resolve(answer)
        },
        fail(reason) {
          gone()
          reject(reason)
        },
        abandon() {
          gone()
          resolve(undefined)
        },
      }
      return { lead }
    },
    async settle() {
      await Promise.allSettled([...new Set(flights.values())].map(({ landing }) => landing))
    },
  }
}

function defer<T>() {
  let resolve: (value: T) => void = () => {}
  let reject: (reason: unknown) => void = () => {}
  const promise = new Promise<T>((...both) => {
    ;[resolve, reject] = both
  })
  return { promise, resolve, reject }
}

/** The work's outcome, or the abortion, whichever is first. The work goes on. */
export async function unlessAborted<T>(signal: AbortSignal, work: Promise<T>): Promise<T> {
  // Who does not wait for it leaves nobody to hear that it failed.
  work.catch(() => {})
  signal.throwIfAborted()
  const { promise, reject } = defer<never>()
  const stop = () => reject(signal.reason)
  signal.addEventListener('abort', stop, { once: true })
  try {
    return await Promise.race([work, promise])
  } finally {
    signal.removeEventListener('abort', stop)
  }
}

/** What is under way in this process, whichever copy of this package or instance of the plugin began it. */
const symbol = Symbol.for('paintout.vite.flights.1')

type Shared = typeof globalThis & { [symbol]?: Map<string, Promise<unknown>> }

/** One run for all who ask at the same time. A failure is theirs together, and is not remembered. */
export function share<T>(key: string, run: () => Promise<T>): Promise<T> {
  const shared = globalThis as Shared
  shared[symbol] ??= new Map()
  const flights = shared[symbol]
  const underway = flights.get(key) as Promise<T> | undefined
  if (underway) return underway
  const flight = run().finally(() => flights.delete(key))
  flights.set(key, flight)
  return flight
}

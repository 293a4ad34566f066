import { setTimeout as delay } from 'node:timers/promises'

export interface RetryRules {
  /** Calls after the first. */
  readonly retries: number
  /** Milliseconds before the first retry; each further one waits twice as long. */
  readonly retryDelay: number
  readonly signal: AbortSignal
  /** Milliseconds that the failure asks to wait, or `undefined` where another call would only fail again. */
  mayRetry(error: unknown): { readonly after: number } | undefined
  /** Before each further call; none is made where it throws. */
  retrying(error: unknown, attempt: number): void | Promise<void>
}

/** A wait that is asked for and longer than this is the caller's to decide. */
export const longestWait = 120_000

/**
 * Calls until it succeeds or may not be repeated. Waits as Google advises: exponentially from `retryDelay`, with up to a
 * half of jitter on top, so that many clients do not come back at once; never shorter than the service asks.
 */
export async function withRetries<T>(call: () => Promise<T>, rules: RetryRules): Promise<T> {
  for (let attempt = 0; ; attempt++) {
    try {
      return await call()
    } catch (error) {
      const wanted = attempt < rules.retries && !rules.signal.aborted ? rules.mayRetry(error) : undefined
      if (!wanted || wanted.after > longestWait) throw error
      await rules.retrying(error, attempt + 1)
      const backoff = rules.retryDelay * 2 ** attempt * (1 + Math.random() / 2)
      await pause(Math.max(backoff, wanted.after), rules.signal)
    }
  }
}

async function pause(milliseconds: number, signal: AbortSignal): Promise<void> {
  try {
    await delay(milliseconds, undefined, { signal })
  } catch (error) {
    throw signal.aborted ? signal.reason : error
  }
}

/** Milliseconds of a `Retry-After` header: seconds, or a date. */
export function readRetryAfter(header: string | undefined, now = Date.now()): number {
  if (header === undefined) return 0
  const seconds = Number(header)
  if (Number.isFinite(seconds)) return Math.max(0, seconds * 1000)
  const date = Date.parse(header)
  return Number.isNaN(date) ? 0 : Math.max(0, date - now)
}

/** Milliseconds of a protobuf duration: "3.5s". */
export function readDuration(duration: unknown): number {
  const seconds = typeof duration === 'string' ? /^(\d+(?:\.\d+)?)s$/.exec(duration)?.[1] : undefined
  return seconds === undefined ? 0 : Number(seconds) * 1000
}

import PQueue from 'p-queue'
import { baseModelOf } from './models.ts'

export interface Quota {
  readonly requestsPerMinute: number
  readonly concurrency: number
}

interface Shared {
  readonly queue: PQueue
  readonly quota: Quota
}

/**
 * One queue for all that draws on one quota, shared by every copy of this package in the process. The symbol carries a
 * version: it is raised when what lies behind it changes its form.
 */
const key = Symbol.for('paintout.vertex.quotas.1')

function sharedQueues(): Map<string, Shared> {
  const holder = globalThis as { [key]?: Map<string, Shared> }
  holder[key] ??= new Map()
  return holder[key]
}

/**
 * Calls run one by one through the quota of their project, location and base model. Whoever comes first in a process
 * says how large it is: `quota` is what holds.
 */
export function sharedQuota(project: string, location: string, model: string, wanted: Quota): Shared {
  const queues = sharedQueues()
  const name = JSON.stringify([project, location, baseModelOf(model)])
  const shared = queues.get(name) ?? { queue: createQueue(wanted), quota: wanted }
  queues.set(name, shared)
  return shared
}

/** Calls are let through in portions for about so many milliseconds, evenly over the minute. */
const portion = 250

/**
 * A burst of a whole minute's calls is what shared capacity answers with 429, and a call takes longer than the wait for
 * its turn: so a quota of 600 a minute is 2 in any 200 ms, one of 100 a minute one in any 600 ms.
 */
function createQueue({ requestsPerMinute, concurrency }: Quota): PQueue {
  const intervalCap = Math.max(1, Math.floor((requestsPerMinute * portion) / 60_000))
  // The queue's clock counts whole milliseconds: one more keeps a window from holding a call too many.
  const interval = Math.ceil((60_000 * intervalCap) / requestsPerMinute) + 1
  return new PQueue({ concurrency, intervalCap, interval, strict: true })
}

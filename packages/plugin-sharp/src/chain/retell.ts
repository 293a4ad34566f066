import { siteOf } from './traces.ts'

type Entry = (...parameters: never[]) => unknown

/** Between sharp's frames and the caller's: the second attempt, `retell` and the constructor. */
const framesOfOurs = 3

/**
 * Refused input, as sharp says it to a caller of its own: the same error with the same stack. `again` has sharp refuse
 * it once more, with room for the frames that are cut out; they are told by their place, since bundlers and source maps
 * move them to other files.
 */
export function retell(error: unknown, entry: Entry, again: () => void): unknown {
  const { stackTraceLimit } = Error
  if (typeof stackTraceLimit !== 'number') return error
  // `Error` may be frozen.
  if (!Reflect.set(Error, 'stackTraceLimit', Number.POSITIVE_INFINITY)) return error
  try {
    again()
    return error
  } catch (told) {
    // The same object a second time was made elsewhere, and so was its stack.
    if (told !== error && told instanceof Error) cutStack(told, entry, Math.max(stackTraceLimit, 0))
    return told
  } finally {
    Error.stackTraceLimit = stackTraceLimit
  }
}

/** Leaves at most `limit` frames of a whole stack, and none of ours. */
function cutStack(told: Error, entry: Entry, limit: number): void {
  const { prepareStackTrace } = Error
  if (prepareStackTrace && cutSites(told, entry, limit, prepareStackTrace)) return
  const [stack, site] = [told.stack, siteOf(entry).stack]
  if (typeof stack !== 'string' || typeof site !== 'string') return
  const frames = framesOf(stack)
  const lines = stack.split('\n')
  const head = lines.slice(0, lines.length - frames.length)
  const left = withoutOurs(frames, framesOf(site).length, limit)
  Reflect.set(told, 'stack', [...head, ...left].join('\n'))
}

/**
 * Whoever prepares stacks gets the frames that are left, and makes of them what they like. False where the stack was
 * prepared before.
 */
function cutSites(
  told: Error,
  entry: Entry,
  limit: number,
  prepareStackTrace: NonNullable<typeof Error.prepareStackTrace>,
): boolean {
  let callers = 0
  let isCut = false
  try {
    Error.prepareStackTrace = (_, sites) => {
      callers = sites.length
    }
    void siteOf(entry).stack
    Error.prepareStackTrace = (error, sites) => {
      isCut = true
      return prepareStackTrace.call(Error, error, [...withoutOurs(sites, callers, limit)])
    }
    void told.stack
  } finally {
    Error.prepareStackTrace = prepareStackTrace
  }
  return isCut
}

/** Ours stand right before those of the `callers`. A stack that is too short to hold them was made elsewhere. */
function withoutOurs<T>(frames: readonly T[], callers: number, limit: number): readonly T[] {
  const ours = frames.length - callers - framesOfOurs
  return ours < 0 ? frames : frames.toSpliced(ours, framesOfOurs).slice(0, limit)
}

/** The lines at the end of a stack that are frames; a message may hold lines that look like some. */
function framesOf(stack: string): readonly string[] {
  const lines = stack.split('\n')
  return lines.slice(lines.findLastIndex((line) => !/^ +at /.test(line)) + 1)
}

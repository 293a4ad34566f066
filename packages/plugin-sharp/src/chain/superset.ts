import type { SharpLibrary } from '../sharp.ts'

/**
 * A constructor that is called in every way in which sharp's is, whose instances are sharp's and have `methods` too.
 * The library itself stays as it is: every other user of sharp in the process has nothing to do with this.
 */
export function createSuperset(sharp: SharpLibrary, methods: PropertyDescriptorMap): SharpLibrary {
  // Its name is in the frames of stacks: "at Sharp.toBuffer".
  function Sharp(this: unknown, ...parameters: unknown[]): unknown {
    // Without `new`, on an instance: a constructor of the old kind that inherits from this one.
    const isInherited = new.target === undefined && this instanceof Sharp
    try {
      if (isInherited) return Reflect.apply(sharp, this, parameters)
      return Reflect.construct(sharp, parameters, new.target ?? Sharp)
    } catch (error) {
      const [target, self] = [new.target, this]
      throw retell(error, Sharp, () => {
        if (target) Reflect.construct(sharp, parameters, target)
        else Reflect.apply(sharp, self, parameters)
      })
    }
  }
  Object.setPrototypeOf(Sharp, sharp)
  const { prototype: _, ...statics } = Object.getOwnPropertyDescriptors(sharp)
  Object.defineProperties(Sharp, statics as PropertyDescriptorMap)
  Sharp.prototype = Object.create(sharp.prototype as object, {
    constructor: { value: Sharp, writable: true, configurable: true },
    ...methods,
  })
  return Sharp as unknown as SharpLibrary
}

/** Between sharp's frames and the caller's: the second attempt, `retell` and the constructor. */
const framesOfOurs = 3

/**
 * Refused input, as sharp says it to a caller of its own: the same error with the same stack. `again` has sharp refuse
 * it once more, with room for the frames that are cut out; they are told by their place, since bundlers and source maps
 * move them to other files.
 */
function retell(error: unknown, entry: (...parameters: never[]) => unknown, again: () => void): unknown {
  const { stackTraceLimit } = Error
  if (typeof stackTraceLimit !== 'number') return error
  try {
    Error.stackTraceLimit = Number.POSITIVE_INFINITY
    again()
    return error
  } catch (told) {
    if (told instanceof Error && typeof told.stack === 'string') {
      told.stack = cutStack(told.stack, countFrames(entry), stackTraceLimit)
    }
    return told
  } finally {
    Error.stackTraceLimit = stackTraceLimit
  }
}

const frame = /^ +at /

/** How many frames lead to a call of `entry`. */
function countFrames(entry: (...parameters: never[]) => unknown): number {
  const site = { stack: '' }
  Error.captureStackTrace(site, entry)
  return site.stack.split('\n').filter((line) => frame.test(line)).length
}

/** A whole stack without our frames, which stand before those of the callers, and no longer than `limit`. */
function cutStack(stack: string, callers: number, limit: number): string {
  const lines = stack.split('\n')
  const frames = lines.filter((line) => frame.test(line))
  const head = lines.slice(0, lines.length - frames.length)
  const users = frames.splice(frames.length - callers)
  const told = [...frames.slice(0, -framesOfOurs), ...users]
  return [...head, ...told.slice(0, Math.max(limit, 0))].join('\n')
}

import { fileURLToPath } from 'node:url'
import type { SharpLibrary } from '../sharp.ts'

/**
 * A constructor that is called with or without `new`, as sharp's is, whose instances are sharp's and have `methods` too.
 * The library itself stays as it is: every other user of sharp in the process has nothing to do with this.
 */
export function createSuperset(sharp: SharpLibrary, methods: PropertyDescriptorMap): SharpLibrary {
  // Its name is in the frames of stacks: "at Sharp.toBuffer".
  function Sharp(...parameters: unknown[]): unknown {
    try {
      return Reflect.construct(sharp, parameters, new.target ?? Sharp)
    } catch (error) {
      throw retell(error, sharp, parameters, new.target !== undefined)
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

const thisFile = [import.meta.url, fileURLToPath(import.meta.url)]

/** Frames that are cut out again: they must not push the user's own out of the stack. */
const framesOfOurs = 2

/** Refused input, as sharp says it to a caller of its own: the same error with the same stack. */
function retell(error: unknown, sharp: SharpLibrary, parameters: unknown[], isNew: boolean): unknown {
  const { stackTraceLimit } = Error
  try {
    Error.stackTraceLimit = stackTraceLimit + framesOfOurs
    if (isNew) new sharp(...(parameters as []))
    else sharp(...(parameters as []))
    return error
  } catch (told) {
    if (told instanceof Error && typeof told.stack === 'string') told.stack = cutStack(told.stack, stackTraceLimit)
    return told
  } finally {
    Error.stackTraceLimit = stackTraceLimit
  }
}

/** A stack without the frames of this file, and no longer than any other. */
function cutStack(stack: string, limit: number): string {
  let frames = 0
  const isKept = (line: string) => {
    if (!/^ +at /.test(line)) return true
    return !thisFile.some((place) => line.includes(place)) && ++frames <= limit
  }
  return stack.split('\n').filter(isKept).join('\n')
}

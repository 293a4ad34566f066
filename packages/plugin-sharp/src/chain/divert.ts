import type { SharpLibrary } from '../sharp.ts'
import { splitChain } from './chain-state.ts'
import { continueChain } from './hand-over.ts'
import { createInstance, type Internals, type OutputCallback } from './internals.ts'
import { Removal } from './removal.ts'
import type { Removing } from './run-removal.ts'
import { type Call, explainFailure } from './traces.ts'

const removals = new WeakMap<Internals, Removal>()

/** The last removal in the chain of an instance. */
export function removalOf(instance: Internals): Removal | undefined {
  return removals.get(instance)
}

/** Ends the chain so far with a removal; what is called from now on comes after it. */
export function addRemoval(sharp: SharpLibrary, instance: Internals, removing: Removing, call: Call): void {
  const asked = instance.options
  const { before, after } = splitChain(sharp, asked)
  instance.options = after
  divert(
    sharp,
    instance,
    new Removal(sharp, { owner: instance, previous: removalOf(instance), state: before, asked }, removing, call),
  )
}

/**
 * Leads the outputs of one instance over its removals. Only an instance that has a removal is touched: any other is
 * sharp's own, method for method. `metadata()` and `stats()` read the input that both parts share.
 */
function divert(sharp: SharpLibrary, instance: Internals, removal: Removal): void {
  removals.set(instance, removal)
  define(
    instance,
    '_pipeline',
    function _pipeline(this: Internals, callback: OutputCallback | null | undefined, stack: Error) {
      return runOutput(sharp, this, removal, callback, stack)
    },
  )
  define(instance, 'clone', function clone(this: Internals) {
    const copy: Internals = Object.getPrototypeOf(this).clone.call(this)
    divert(sharp, copy, removal)
    return copy
  })
}

function define(instance: Internals, name: keyof Internals, value: unknown): void {
  Object.defineProperty(instance, name, { value, writable: true, configurable: true, enumerable: false })
}

/** Settles as sharp does: by a callback, as a stream, or as a promise. */
function runOutput(
  sharp: SharpLibrary,
  instance: Internals,
  removal: Removal,
  callback: OutputCallback | null | undefined,
  stack: Error,
): unknown {
  const { streamOut, resolveWithObject } = instance.options
  const run = (settle: OutputCallback) => runAfter(sharp, instance, removal, settle, stack)
  if (typeof callback === 'function') {
    run(callback)
    return instance
  }
  if (streamOut) {
    run((error, data, info) => {
      if (error) {
        instance.emit('error', error)
      } else {
        instance.emit('info', info)
        instance.push(data)
      }
      instance.push(null)
      instance.on('end', () => instance.emit('close'))
    })
    return instance
  }
  return new Promise((resolve, reject) => {
    run((error, data, info) => {
      if (error) reject(error)
      else resolve(resolveWithObject ? { data, info } : data)
    })
  })
}

/** The removals, and then sharp's own output of what comes after them, with the options of this moment. */
function runAfter(
  sharp: SharpLibrary,
  instance: Internals,
  removal: Removal,
  settle: OutputCallback,
  stack: Error,
): void {
  const after = { ...instance.options }
  removal
    .run(instance)
    .then((picture) => continueChain(sharp, after, picture))
    .then(
      (options) => {
        const output = createInstance(sharp)
        output.options = options
        output._pipeline(settle, stack)
      },
      // A callback that throws must end the program, as it does with sharp.
      (failure) => process.nextTick(settle, explainFailure(failure, stack)),
    )
}

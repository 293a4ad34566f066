import { checkOptions, type JsonSchema, PaintoutError, type RemovalOptions, type Report } from '@paintout/core'
import type { SharpLibrary } from '../sharp.ts'
import { addRemoval, removalOf } from './divert.ts'
import { checkSharp, type Internals } from './internals.ts'
import { checkProcessor, createProcessors, type Maker } from './processors.ts'
import { chainJobSchema, checkRemoval, maskRemovalSchema, targetRemovalSchema } from './removal-options.ts'
import type { AnyProcessor } from './run-removal.ts'
import { createSuperset } from './superset.ts'
import { explainFailure, siteOf } from './traces.ts'
import type { PaintoutSharpConstructor, SharpLike, WithPaintoutOptions } from './types.ts'

const optionsSchema = {
  type: 'object',
  properties: {
    use: { type: 'array', expects: 'a list of plugins, such as `[local]`' },
    processor: { isFunction: true, expects: 'a processor' },
  },
  additionalProperties: false,
}

/**
 * A sharp that is sharp in everything, and whose chains can remove: `removeByMask`, `removeByAutoMask`, `paintout`.
 * The library that it is made of stays as it is. A chain without a removal runs sharp's own code and nothing else.
 *
 * @param sharp sharp 0.34 or 0.35, as a program imports or requires it.
 * @param options `use`: engines and other plugins; the codec and the operations of a removal are there already.
 *   Or `processor`: one of your own, which may be frozen.
 * @throws `invalid-option`, `unknown-option`, `unsupported-sharp`
 */
export function withPaintout<const U extends readonly unknown[] = readonly []>(
  sharp: SharpLike,
  options: WithPaintoutOptions<U>,
): PaintoutSharpConstructor {
  const library = sharp as SharpLibrary
  checkSharp(library)
  const processors = createProcessors(library, makerOf(options))

  /** Where the options of a call go: into a processor for the operations, and into the job. */
  function remove(
    instance: Internals,
    method: Method,
    schema: JsonSchema,
    options: unknown,
    processorFor: (removal: RemovalOptions) => AnyProcessor,
  ): Internals {
    const { name } = method
    try {
      const { job, removal, candidate, deadline } = checkRemoval(name, schema, options)
      const processor = processorFor(removal)
      addRemoval(library, instance, { processor, job, candidate, deadline }, { method: name, site: siteOf(method) })
      return instance
    } catch (error) {
      if (error instanceof Error) Error.captureStackTrace(error, method)
      throw error
    }
  }

  const methods = {
    removeByMask(this: Internals, options: unknown) {
      return remove(this, methods.removeByMask, maskRemovalSchema, options, processors.withOptions)
    },
    removeByAutoMask(this: Internals, options: unknown) {
      return remove(this, methods.removeByAutoMask, targetRemovalSchema, options, processors.withOptions)
    },
    paintout(this: Internals, processor: unknown, job: unknown = {}) {
      return remove(this, methods.paintout, chainJobSchema, job, () => checkProcessor('paintout', processor))
    },
    reports(this: Internals): Promise<readonly Report[]> {
      const removal = removalOf(this)
      const terminal = siteOf(methods.reports)
      if (!removal) return Promise.resolve([])
      return removal.run(this).then(
        () => removal.reports,
        (failure) => Promise.reject(explainFailure(failure, terminal)),
      )
    },
  }
  const superset = createSuperset(library, hidden(methods))
  return Object.defineProperties(superset, hidden({ close: processors.close })) as unknown as PaintoutSharpConstructor
}

type Method = (...parameters: never[]) => unknown

/** As methods of a class are: there, but not listed. */
function hidden(values: object): PropertyDescriptorMap {
  const entries = Object.entries(values)
  return Object.fromEntries(entries.map(([name, value]) => [name, { value, writable: true, configurable: true }]))
}

function makerOf(options: object): Maker {
  checkOptions('withPaintout', optionsSchema, options)
  if ('use' in options !== 'processor' in options) return options as Maker
  throw new PaintoutError(
    'invalid-option',
    `Expected either \`use\` or \`processor\` for withPaintout, got ${'use' in options ? 'both' : 'neither'}. Name an engine: \`{ use: [local] }\`.`,
    { by: 'withPaintout' },
  )
}

import type { Engine } from './engine.ts'
import { PaintoutError } from './errors.ts'
import { createHooks, type Hooks } from './hooks.ts'
import type { Job, Operation, PixelMaskInput, RemovalJob, Result } from './job.ts'
import { checkOptions } from './options.ts'
import type { Pixels } from './pixels.ts'
import {
  type Additions,
  type AnyPlugin,
  type Both,
  isSame,
  type NoAdditions,
  type Pluggable,
  type Plugin,
} from './plugin.ts'
import { processInput, runOperations } from './process.ts'

type OptionsFor<O> = undefined extends O ? [options?: O | false] : [options: O | false]

/** A list as it may be used: each `[plugin, options]` with the options of its plugin, each bare plugin without required ones. */
export type Checked<P> = P extends readonly [Plugin<infer O, infer _>, infer Given]
  ? Given extends AnyPlugin | readonly unknown[]
    ? { readonly [K in keyof P]: Checked<P[K]> }
    : readonly [P[0], O | false]
  : P extends Plugin<infer O, infer _>
    ? undefined extends O
      ? P
      : never
    : P extends readonly unknown[]
      ? { readonly [K in keyof P]: Checked<P[K]> }
      : never

/** What all plugins of a list add. */
export type AddedBy<P> =
  P extends Plugin<infer _, infer A>
    ? A
    : P extends readonly [infer First, ...infer Rest]
      ? Both<AddedBy<First>, AddedBy<Rest>>
      : NoAdditions

/**
 * A pipeline: plugins in order, then pictures through it, as many at once as you like.
 * Called as a function it gives an unfrozen copy with the same plugins and data.
 */
export interface Processor<A extends Additions = NoAdditions> {
  (): Processor<A>
  readonly hooks: Hooks
  readonly frozen: boolean
  /**
   * Adds a plugin, or a list of them. A second use of the same plugin merges its options (objects key by key, anything
   * else replaces) and keeps its place; `false` switches it off. Options are checked here.
   * @throws `invalid-option`, `unknown-option`, `frozen`
   */
  use<O, B extends Additions>(plugin: Plugin<O, B>, ...options: OptionsFor<O>): Processor<Both<A, B>>
  use<const P extends Pluggable>(list: P & Checked<P>): Processor<Both<A, AddedBy<P>>>
  /** Reads or writes what plugins want to know about the whole pipeline. */
  data(key: string): unknown
  data(key: string, value: unknown): Processor<A>
  /** Attaches every plugin. `process` and `run` do it by themselves. */
  freeze(): Processor<A>
  /** Runs the operations on a job of pixels: nothing is decoded or encoded, nothing is added to the result. */
  run(
    job: { readonly image: Pixels; readonly profile?: Uint8Array } & RemovalJob<PixelMaskInput | A['mask']>,
  ): Promise<Job>
  /**
   * Decodes, runs the operations, proves that nothing outside the mask changed.
   * @throws `PaintoutError`; `aborted` when `signal` says so
   */
  process(input: Pixels | A['input'], job?: RemovalJob<PixelMaskInput | A['mask']>): Promise<Result & A['result']>
  /** Ends what plugins hold: worker threads, connections. Later calls fail with `closed`. */
  close(): Promise<void>
}

const settingsSchema = {
  type: 'object',
  properties: { fallback: { type: 'boolean' } },
  additionalProperties: false,
}

interface Use {
  readonly plugin: AnyPlugin
  readonly options: unknown
}

/** A new processor without plugins. */
export function paintout(settings: ProcessorSettings = {}): Processor {
  checkOptions('paintout()', settingsSchema, settings)
  return createProcessor(settings, [], new Map())
}

function createProcessor(
  settings: ProcessorSettings,
  inheritedUses: readonly Use[],
  inheritedData: ReadonlyMap<string, unknown>,
): Processor {
  const hooks = createHooks()
  const uses = [...inheritedUses]
  const data = new Map(inheritedData)
  const engines: Engine[] = []
  const operations: Operation[] = []
  const closers: (() => void | Promise<void>)[] = []
  let frozen = false
  let closed = false

  function assertOpen(verb: string): void {
    if (frozen) {
      throw new PaintoutError(
        'frozen',
        `Expected an unfrozen processor for \`${verb}\`, got a frozen one. Make a copy first: call it, as in \`processor().${verb}(…)\`.`,
      )
    }
  }

  function add(plugin: AnyPlugin, options: unknown): void {
    const index = uses.findIndex((use) => isSame(use.plugin, plugin))
    const previous = uses[index]?.options
    const merged = mergeOptions(previous, options)
    if (merged !== false && merged !== undefined && plugin.schema) checkOptions(plugin.name, plugin.schema, merged)
    if (index < 0) uses.push({ plugin, options: merged })
    else uses[index] = { plugin, options: merged }
  }

  function addAll(pluggable: Pluggable): void {
    if (isPlugin(pluggable)) return add(pluggable, undefined)
    if (!Array.isArray(pluggable)) {
      throw new PaintoutError(
        'invalid-option',
        `Expected a plugin, \`[plugin, options]\` or a list for \`use\`, got ${typeof pluggable}.`,
      )
    }
    const [first, second] = pluggable as readonly unknown[]
    if (pluggable.length === 2 && isPlugin(first) && !isPlugin(second) && !Array.isArray(second))
      return add(first, second)
    for (const each of pluggable as readonly Pluggable[]) addAll(each)
  }

  function freeze(): Processor {
    if (frozen) return processor
    frozen = true
    const setup: Setup = {
      hooks,
      engines,
      settings,
      engine: (engine: Engine) => void engines.push(engine),
      onClose: (close: () => void | Promise<void>) => void closers.push(close),
      data: (key: string) => data.get(key),
    }
    for (const { plugin, options } of uses) {
      if (options === false) continue
      const operation = plugin.call(setup, options)
      if (operation) operations.push(operation)
    }
    return processor
  }

  function pipeline(): Pipeline {
    if (closed) throw new PaintoutError('closed', 'Expected an open processor, got a closed one. Make a copy: call it.')
    freeze()
    return { hooks, operations }
  }

  const methods = {
    hooks,
    use(pluggable: Pluggable, ...options: unknown[]) {
      assertOpen('use')
      if (options.length > 0 && isPlugin(pluggable)) add(pluggable, options[0])
      else addAll(pluggable)
      return processor
    },
    data(...pair: [key: string, value?: unknown]) {
      if (pair.length === 1) return data.get(pair[0])
      assertOpen('data')
      data.set(pair[0], pair[1])
      return processor
    },
    freeze,
    run: async ({ image, profile, ...request }: { image: Pixels; profile?: Uint8Array } & RemovalJob) =>
      runOperations(pipeline(), { pixels: image, ...(profile ? { profile } : {}) }, request),
    process: async (input: unknown, request: RemovalJob = {}) => processInput(pipeline(), input, request),
    async close() {
      closed = true
      await Promise.all(closers.splice(0).map((close) => close()))
    },
  }
  const processor = Object.assign(() => createProcessor(settings, uses, data), methods) as unknown as Processor
  Object.defineProperty(processor, 'frozen', { get: () => frozen })
  return processor
}

function isPlugin(value: unknown): value is AnyPlugin {
  return typeof value === 'function'
}

function mergeOptions(previous: unknown, next: unknown): unknown {
  if (next === undefined) return previous === false ? undefined : previous
  if (isPlain(previous) && isPlain(next)) return { ...previous, ...next }
  return next
}

function isPlain(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && Object.getPrototypeOf(value) === Object.prototype
}

import type { Engine } from './engine.ts'
import { PaintoutError } from './errors.ts'
import { createHooks, type Hooks } from './hooks.ts'
import type { Job, Operation, PixelMaskInput, Plan, RemovalJob, Result } from './job.ts'
import { checkOptions } from './options.ts'
import type { Pixels } from './pixels.ts'
import type {
  AddedBy,
  Additions,
  AnyPlugin,
  Both,
  Checked,
  NoAdditions,
  OptionsFor,
  Pluggable,
  Plugin,
  ProcessorSettings,
  Setup,
} from './plugin.ts'
import { planInput, processInput, runOperations } from './process.ts'
import type { Warning } from './report.ts'
import { addUse, type Use } from './uses.ts'

/**
 * A pipeline: plugins in order, then pictures through it, as many at once as you like.
 * Called as a function it gives an unfrozen copy with the same plugins and data.
 */
export interface Processor<A extends Additions = NoAdditions> {
  (): Processor<A>
  /** What is tapped here by hand is not copied with the processor; what plugins tap is. */
  readonly hooks: Hooks
  readonly frozen: boolean
  /**
   * Adds a plugin, or a list of them. A second use of the same plugin merges its options (objects key by key, anything
   * else replaces) and keeps its place; `false` switches it off, `true` on again. Options are checked here.
   * @throws `invalid-option`, `unknown-option`, `frozen`
   */
  use<O, B extends Additions>(plugin: Plugin<O, B>, ...options: OptionsFor<O>): Processor<Both<A, B>>
  use<const P extends readonly unknown[]>(list: P & Checked<P>): Processor<Both<A, AddedBy<P>>>
  /** Reads or writes what plugins want to know about the whole pipeline. */
  data(key: string): unknown
  data(key: string, value: unknown): Processor<A>
  /**
   * Attaches every plugin. `process` and `run` do it by themselves.
   * @throws `plugin-failed`
   */
  freeze(): Processor<A>
  /** Runs the operations on pixels: nothing is decoded or encoded, nothing is added to the result. */
  run(job: PixelJob<PixelMaskInput | A['mask']>): Promise<Job>
  /**
   * Decodes, runs the operations, proves that nothing outside the mask changed.
   * @throws `PaintoutError`; `aborted` when `signal` says so
   */
  process(input: Pixels | A['input'], job?: RemovalJob<PixelMaskInput | A['mask']>): Promise<Result & A['result']>
  /**
   * What `process` would ask engines for, and its price. Nothing is sent: no network, no credentials.
   * @throws `PaintoutError`
   */
  plan(input: Pixels | A['input'], job?: RemovalJob<PixelMaskInput | A['mask']>): Promise<Plan>
  /** Ends what plugins hold: worker threads, connections. Later calls fail with `closed`. */
  close(): Promise<void>
}

export interface PixelJob<M> extends RemovalJob<M> {
  readonly image: Pixels
  /** How messages and the report call it. Default: "the input". */
  readonly name?: string
  /** The ICC profile of `image`; absent means sRGB. */
  readonly profile?: Uint8Array
  /** What reading it came to; the report begins with these. */
  readonly warnings?: readonly Warning[]
}

const settingsSchema = {
  type: 'object',
  properties: { fallback: { type: 'boolean', description: 'ask the next engine when one fails' } },
  additionalProperties: false,
}

/**
 * A new processor without plugins.
 * @throws `invalid-option`, `unknown-option`
 */
export function paintout(settings: ProcessorSettings = {}): Processor {
  checkOptions('paintout()', settingsSchema, settings)
  return createProcessor(settings, [], [])
}

function createProcessor(
  settings: ProcessorSettings,
  inheritedUses: readonly Use[],
  inheritedData: Iterable<readonly [string, unknown]>,
): Processor {
  const hooks = createHooks()
  const uses = [...inheritedUses]
  const data = new Map(inheritedData)
  const engines: Engine[] = []
  const operations: Operation[] = []
  const closers: (() => void | Promise<void>)[] = []
  const setup: Setup = {
    hooks,
    engines,
    settings,
    engine: (engine) => {
      engines.push(engine)
    },
    onClose: (close) => {
      closers.push(close)
    },
    data: (key) => data.get(key),
  }
  let frozen = false
  let closed = false
  let failure: unknown

  function assertUnfrozen(verb: string): void {
    if (!frozen) return
    throw new PaintoutError(
      'frozen',
      `Expected an unfrozen processor for \`${verb}\`, got a frozen one. Make a copy first: \`processor().${verb}(…)\`.`,
    )
  }

  function freeze(): Processor {
    if (failure) throw failure
    if (frozen) return processor
    frozen = true
    try {
      for (const { plugin, options } of uses) {
        const operation = options === false ? undefined : attach(plugin, setup, options)
        if (operation) operations.push(operation)
      }
    } catch (error) {
      failure = error
      throw error
    }
    return processor
  }

  function pipeline() {
    if (closed) {
      throw new PaintoutError('closed', 'Expected an open processor, got a closed one. Make a copy: `processor()`.')
    }
    freeze()
    return { hooks, operations }
  }

  const methods = {
    hooks,
    use(pluggable: Pluggable, options?: unknown) {
      assertUnfrozen('use')
      addUse(uses, pluggable, options)
      return processor
    },
    data(...pair: [key: string, value?: unknown]) {
      if (pair.length === 1) return data.get(pair[0])
      assertUnfrozen('data')
      data.set(pair[0], pair[1])
      return processor
    },
    freeze,
    async run({ image, name, profile, warnings = [], ...request }: PixelJob<unknown>) {
      const decoded = { pixels: image, warnings, ...(name ? { name } : {}), ...(profile ? { profile } : {}) }
      return runOperations(pipeline(), decoded, request)
    },
    async process(input: unknown, request: RemovalJob = {}) {
      return processInput(pipeline(), input, request)
    },
    async plan(input: unknown, request: RemovalJob = {}) {
      return planInput(pipeline(), input, request)
    },
    async close() {
      closed = true
      await Promise.all(closers.splice(0).map((close) => close()))
    },
  }
  const processor = Object.assign(() => createProcessor(settings, uses, data), methods) as unknown as Processor
  Object.defineProperty(processor, 'frozen', { get: () => frozen })
  return processor
}

function attach(plugin: AnyPlugin, setup: Setup, options: unknown): Operation | undefined {
  try {
    return plugin.call(setup, options)
  } catch (cause) {
    if (PaintoutError.is(cause)) throw cause
    const reason = cause instanceof Error ? cause.message : String(cause)
    throw new PaintoutError('plugin-failed', `The plugin \`${plugin.name}\` failed to attach: ${reason}`, {
      by: plugin.name,
      cause,
    })
  }
}

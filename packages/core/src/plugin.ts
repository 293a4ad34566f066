import type { Engine } from './engine.ts'
import type { Hooks } from './hooks.ts'
import type { Operation } from './job.ts'
import type { JsonSchema } from './options.ts'

/** What a plugin adds to the types of a processor. */
export interface Additions {
  /** Inputs that `process` takes beside pixels. */
  readonly input: unknown
  /** Masks that a job takes beside pixels and shapes. */
  readonly mask: unknown
  /** What a result can do more. */
  readonly result: unknown
}

export interface NoAdditions extends Additions {
  readonly input: never
  readonly mask: never
  readonly result: unknown
}

export interface Both<A extends Additions, B extends Additions> extends Additions {
  readonly input: A['input'] | B['input']
  readonly mask: A['mask'] | B['mask']
  readonly result: A['result'] & B['result']
}

export interface ProcessorSettings {
  /** Ask the next engine when one fails. Default false. */
  readonly fallback?: boolean
}

/** What a plugin sees as `this` while the processor is frozen. */
export interface Setup {
  readonly hooks: Hooks
  /** All engines in the order of `use`: complete when operations run, not yet while plugins are attached. */
  readonly engines: readonly Engine[]
  readonly settings: ProcessorSettings
  /** Brings an engine; engines are asked in the order of `use`. */
  engine(engine: Engine): void
  /** Runs when the processor is closed. */
  onClose(close: () => void | Promise<void>): void
  data(key: string): unknown
}

declare const adds: unique symbol

/**
 * What `use()` takes: a named function that returns an operation, taps hooks, brings an engine, or several of these.
 * Its name is the name in errors and reports.
 */
export interface Plugin<Options = undefined, A extends Additions = NoAdditions> {
  (this: Setup, options: Options): Operation | undefined
  /** Checked at `use`. Without it the plugin takes any options. */
  readonly schema?: JsonSchema | undefined
  /** What a named copy is a copy of. */
  readonly original?: Plugin<Options, A> | undefined
  readonly [adds]?: A
}

// biome-ignore lint/suspicious/noExplicitAny: a list holds plugins of all options
export type AnyPlugin = Plugin<any, any>

/** A list that was made to be used as one. It takes no options; a function may take them and make one. */
export type Preset = readonly Pluggable[]

/** A plugin, a plugin with its options, a preset, or a list of these. */
export type Pluggable = AnyPlugin | readonly [AnyPlugin, options: unknown] | Preset

/** Makes a plugin out of a named function and the JSON Schema of its options. */
export function plugin<Options = undefined, A extends Additions = NoAdditions>(
  attach: (this: Setup, options: Options) => Operation | undefined,
  schema?: JsonSchema,
): Plugin<Options, A> {
  return Object.assign(attach, { schema })
}

/** The same plugin under another name, so that it can be used twice: `use(named('second', dilate), '-4px')`. */
export function named<Options, A extends Additions>(name: string, source: Plugin<Options, A>): Plugin<Options, A> {
  const copy = function (this: Setup, options: Options) {
    return source.call(this, options)
  }
  Object.defineProperty(copy, 'name', { value: name })
  return Object.assign(copy, { schema: source.schema, original: source.original ?? source })
}

/** Two uses speak of one plugin when both its function and its name are the same. */
export function isSame(a: AnyPlugin, b: AnyPlugin): boolean {
  return a.name === b.name && (a.original ?? a) === (b.original ?? b)
}

/** Options may be left out where the plugin can do without; `false` switches it off. */
export type OptionsFor<O> = undefined extends O ? [options?: O | boolean] : [options: O | boolean]

/** A list as it may be used: each `[plugin, options]` with its plugin's options, each bare plugin without required ones. */
export type Checked<P> = Pluggable extends P
  ? P
  : P extends Plugin<infer O, infer _>
    ? undefined extends O
      ? P
      : never
    : P extends readonly [Plugin<infer O, infer _>, infer Given]
      ? Given extends AnyPlugin | readonly unknown[]
        ? { readonly [K in keyof P]: Checked<P[K]> }
        : readonly [P[0], O | boolean]
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

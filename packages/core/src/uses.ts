import { PaintoutError } from './errors.ts'
import { checkOptions, show } from './options.ts'
import { type AnyPlugin, isSame, type Pluggable } from './plugin.ts'

/** A plugin and the options that all its uses came to; `false` is off. */
export interface Use {
  readonly plugin: AnyPlugin
  readonly options: unknown
}

/**
 * Adds one plugin, or the plugins of a list in order, to `uses`.
 * @throws `invalid-option`, `unknown-option`
 */
export function addUse(uses: Use[], pluggable: Pluggable, options?: unknown): void {
  if (isPlugin(pluggable)) {
    addPlugin(uses, pluggable, options)
  } else if (isPair(pluggable)) {
    addPlugin(uses, ...pluggable)
  } else if (Array.isArray(pluggable)) {
    for (const each of pluggable as readonly Pluggable[]) addUse(uses, each)
  } else {
    throw new PaintoutError(
      'invalid-option',
      `Expected a plugin, \`[plugin, options]\` or a list of these for \`use\`, got ${show(pluggable)}.`,
    )
  }
}

function addPlugin(uses: Use[], plugin: AnyPlugin, options: unknown): void {
  const index = uses.findIndex((use) => isSame(use.plugin, plugin))
  const merged = mergeOptions(uses[index]?.options, options)
  checkUse(plugin, merged)
  uses.splice(index < 0 ? uses.length : index, 1, { plugin, options: merged })
}

function mergeOptions(previous: unknown, next: unknown): unknown {
  if (next === undefined || next === true) return previous === false ? undefined : previous
  if (isPlain(previous) && isPlain(next)) return { ...previous, ...next }
  return next
}

/** A plugin whose options are an object is checked even without any: some may be required. */
function checkUse(plugin: AnyPlugin, options: unknown): void {
  if (!plugin.schema || options === false) return
  const given = options === undefined && plugin.schema.type === 'object' ? {} : options
  if (given !== undefined) checkOptions(plugin.name, plugin.schema, given)
}

function isPlugin(value: unknown): value is AnyPlugin {
  return typeof value === 'function'
}

function isPair(pluggable: Pluggable): pluggable is readonly [AnyPlugin, unknown] {
  if (!Array.isArray(pluggable) || pluggable.length !== 2) return false
  const [first, second] = pluggable
  return isPlugin(first) && !isPlugin(second) && !Array.isArray(second)
}

function isPlain(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && Object.getPrototypeOf(value) === Object.prototype
}

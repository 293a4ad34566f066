import { pathToFileURL } from 'node:url'
import { named, PaintoutError, type Plugin, plugin, type Setup } from '@paintout/core'
import { type EngineFlags, type EngineName, engineNameOf, engineNames, engines } from './engines.ts'
import { valuesFor } from './flags.ts'

/** The engine that a command line names, or what finds masks. */
export interface NamedPlugin {
  /** Takes no options: it has those of the command line. */
  readonly plugin: Plugin
  /** False for one that is known to cost nothing. */
  readonly mayCost: boolean
}

/**
 * One of ours by its name, or a module of the user's by its path: its default export is a plugin that brings an engine.
 * @throws `invalid-option`
 */
export async function engineOf(said: EngineFlags): Promise<NamedPlugin> {
  const name = engineNameOf(said)
  if (isOurs(name)) {
    const source = engines[name].plugin as Plugin<object | undefined>
    return { plugin: withOptions(source, valuesFor(name, said)), mayCost: name !== 'local' }
  }
  return { plugin: await loadPlugin(name, 'an engine'), mayCost: true }
}

/** The flags' values were checked by the plugin's schema when they were read. */
export function withOptions(source: Plugin<object | undefined>, options: object): Plugin {
  return named(
    source.name,
    plugin(function withOptions(this: Setup) {
      return source.call(this, options)
    }),
  )
}

/** Whether a text names an engine of ours, or looks like the path of a module. */
export function isEngineName(text: string): boolean {
  return isOurs(text) || isModulePath(text)
}

export function isModulePath(text: string): boolean {
  return /^\.{0,2}\/|\.[cm]?[jt]s$/.test(text)
}

/** The default export of a module, which brings `what`. */
export async function loadPlugin(path: string, what: string): Promise<Plugin> {
  const module = await load(path, what)
  if (typeof module.default === 'function') return module.default as Plugin
  throw new PaintoutError(
    'invalid-option',
    `Expected the default export of \`${path}\` to be a plugin that brings ${what}, got ${typeof module.default}.`,
  )
}

function isOurs(name: string): name is EngineName {
  return (engineNames as readonly string[]).includes(name)
}

async function load(path: string, what: string): Promise<{ readonly default?: unknown }> {
  try {
    return await import(pathToFileURL(path).href)
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : String(cause)
    throw new PaintoutError('invalid-option', `Expected ${what} in \`${path}\`, got: ${reason}`, { cause })
  }
}

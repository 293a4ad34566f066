import { pathToFileURL } from 'node:url'
import { PaintoutError, type Pluggable } from '@paintout/core'
import { type EngineName, engineNames, engines } from './engines.ts'
import { valuesFor } from './flags.ts'

/** The engine that a command line names, as `use` takes it. */
export interface NamedEngine {
  readonly plugin: Pluggable
  /** False for one that is known to cost nothing. */
  readonly mayCost: boolean
}

/**
 * One of ours by its name, or a module of the user's by its path: its default export is a plugin that brings an engine.
 * @throws `invalid-option`
 */
export async function engineOf(name: string, said: object): Promise<NamedEngine> {
  if (isOurs(name)) return { plugin: [engines[name].plugin, valuesFor(name, said)], mayCost: name !== 'local' }
  const module = await load(name)
  if (typeof module.default === 'function') return { plugin: module.default as Pluggable, mayCost: true }
  throw new PaintoutError(
    'invalid-option',
    `Expected the default export of \`${name}\` to be a plugin that brings an engine, got ${typeof module.default}.`,
  )
}

/** Whether a text names an engine of ours, or looks like the path of a module. */
export function isEngineName(text: string): boolean {
  return isOurs(text) || /^\.{0,2}\/|\.[cm]?[jt]s$/.test(text)
}

function isOurs(name: string): name is EngineName {
  return (engineNames as readonly string[]).includes(name)
}

async function load(path: string): Promise<{ readonly default?: unknown }> {
  try {
    return await import(pathToFileURL(path).href)
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : String(cause)
    throw new PaintoutError('invalid-option', `Expected an engine in \`${path}\`, got: ${reason}`, { cause })
  }
}

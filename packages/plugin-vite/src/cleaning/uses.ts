import type { Pluggable } from '@paintout/core'
import type { PaintoutOptions } from '../options.ts'

/** The plugins that the options ask for. */
export interface Uses {
  /** What they are known by before they are loaded: themselves, or the name of the engine that is short for them. */
  readonly identity: unknown
  load(): Promise<Pluggable>
}

/** What `use` names, or what `engine` is short for. A warm build loads no engine. */
export function usesOf({ use, engine = 'local' }: PaintoutOptions): Uses {
  if (use !== undefined) return { identity: use, load: async () => use }
  return {
    identity: engine,
    load: async () =>
      engine === 'vertex'
        ? (await import('@paintout/engine-vertex')).vertex
        : (await import('@paintout/engine-local')).local,
  }
}

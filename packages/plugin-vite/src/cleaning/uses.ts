import type { Pluggable } from '@paintout/core'
import type { PaintoutOptions } from '../options.ts'

/** What `use` names, or what `engine` is short for. */
export async function usesOf({ use, engine = 'local' }: PaintoutOptions): Promise<Pluggable> {
  if (use !== undefined) return use
  if (engine === 'vertex') return (await import('@paintout/engine-vertex')).vertex
  return (await import('@paintout/engine-local')).local
}

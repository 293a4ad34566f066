import { PaintoutError, type Pluggable, paintout, type RemovalOptions, removal, show } from '@paintout/core'
import { codec } from '../codec.ts'
import type { SharpLibrary } from '../sharp.ts'
import type { AnyProcessor } from './run-removal.ts'

/** What removals of a chain are made by. */
export type Maker = { readonly use: readonly unknown[] } | { readonly processor: AnyProcessor }

/** Processors for removals with options of their own, which share what is in use. */
export interface Processors {
  /** @throws `invalid-option` */
  withOptions(options: RemovalOptions): AnyProcessor
  /** Ends what was made here; a processor that was given stays open. */
  close(): Promise<void>
}

/** @throws `invalid-option`, `unknown-option` */
export function createProcessors(sharp: SharpLibrary, maker: Maker): Processors {
  const base = baseOf(sharp, maker)
  const made = new Map<string, AnyProcessor>()
  if (!('processor' in maker)) made.set('{}', base)
  return {
    withOptions(options) {
      const key = JSON.stringify(options)
      if (key === '{}') return base
      let processor = made.get(key)
      if (!processor) {
        processor = base().use(removal(options)) as AnyProcessor
        made.set(key, processor)
      }
      return processor
    },
    async close() {
      await Promise.all([...made.values()].map((processor) => processor.close()))
    },
  }
}

/** @throws `invalid-option`, `unknown-option` */
function baseOf(sharp: SharpLibrary, maker: Maker): AnyProcessor {
  if ('processor' in maker) return checkProcessor('withPaintout', maker.processor)
  return paintout()
    .use(codec, { sharp })
    .use(maker.use as readonly Pluggable[])
    .use(removal())
}

/** @throws `invalid-option` */
export function checkProcessor(method: string, processor: unknown): AnyProcessor {
  if (typeof processor === 'function' && 'run' in processor && 'hooks' in processor) return processor as AnyProcessor
  throw new PaintoutError(
    'invalid-option',
    `Expected a processor for ${method}, got ${show(processor)}. Make one: \`paintout().use(codec).use(local).use(removal())\`.`,
    { by: method },
  )
}

import type { Engine, Json, Pluggable, Processor, RemovalOptions } from '@paintout/core'
import type { CodecAdditions } from '@paintout/plugin-sharp'
import { canonical, identify } from './key.ts'
import type { Uses } from './uses.ts'

export type FileProcessor = Processor<CodecAdditions>

/** The plugins of a project: a processor for each set of removal options, with the same plugins before. */
export interface Pipeline {
  /** What it is made of, for keys: the names, options and code of plugins. */
  readonly identity: string
  processorFor(removal: RemovalOptions): Promise<FileProcessor>
  /** Whether what fills first is the local engine: then there is nothing quicker to show meanwhile. */
  isLocal(): Promise<boolean>
  close(): Promise<void>
}

export interface PipelineSettings {
  readonly uses: Uses
  /** What stands before them and makes no other picture: the store. */
  readonly before?: () => Promise<Pluggable>
  /** Sees each processor before its first picture: to tap hooks. */
  readonly meet?: (processor: FileProcessor) => Promise<void>
}

/** Nothing is loaded before the first picture: a build that finds everything in the cache needs no codec. */
export function createPipeline({ uses, before = async () => [], meet }: PipelineSettings): Pipeline {
  const processors = new Map<string, Promise<FileProcessor>>()
  const engines: (readonly Engine[])[] = []

  async function create(options: RemovalOptions): Promise<FileProcessor> {
    const [{ paintout, plugin, removal }, { codec }, first, use] = await Promise.all([
      import('@paintout/core'),
      import('@paintout/plugin-sharp'),
      before(),
      uses.load(),
    ])
    const look = plugin(function look() {
      engines.push(this.engines)
      return undefined
    })
    const base = paintout().use(codec) as unknown as Processor
    const processor = base.use([first, use, look, removal(options)] as never) as unknown as FileProcessor
    await meet?.(processor)
    return processor.freeze() as FileProcessor
  }

  const pipeline: Pipeline = {
    identity: identify(describe(uses.identity)),
    processorFor(removal) {
      const key = canonical(removal)
      const processor = processors.get(key) ?? create(removal)
      processors.set(key, processor)
      return processor
    },
    async isLocal() {
      await pipeline.processorFor({})
      return engines[0]?.[0]?.name === 'local'
    },
    async close() {
      const all = await Promise.allSettled(processors.values())
      processors.clear()
      await Promise.all(all.map((each) => (each.status === 'fulfilled' ? each.value.close() : undefined)))
    },
  }
  return pipeline
}

/** A plugin by its name and its code, so that one written in the configuration is told from what it was before. */
function describe(value: unknown): Json {
  if (typeof value === 'function') return [value.name, String(value)]
  if (Array.isArray(value)) return value.map(describe)
  if (typeof value !== 'object' || value === null) return (value ?? null) as Json
  // A client or a connection makes no other picture.
  if (Object.getPrototypeOf(value) !== Object.prototype) return null
  return Object.fromEntries(Object.entries(value).map(([name, each]) => [name, describe(each)]))
}

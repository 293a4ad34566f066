import { local, localSchema } from '@paintout/engine-local'
import { vertex, vertexSchema } from '@paintout/engine-vertex'

/** What `--engine` may name. The first is the default: it needs no account, and no photo leaves the machine. */
export const engines = {
  local: { plugin: local, schema: localSchema },
  vertex: { plugin: vertex, schema: vertexSchema },
} as const

export type EngineName = keyof typeof engines

export interface EngineFlags {
  /** One of ours, or the path of a module. */
  readonly engine?: string
  /** A model of Vertex AI. */
  readonly model?: string
}

/** Who fills: what `--engine` says, Vertex AI where one of its models is named, else the local engine. */
export function engineNameOf({ engine, model }: EngineFlags): string {
  return engine ?? (model === undefined ? 'local' : 'vertex')
}

export const engineNames = Object.keys(engines) as [EngineName, ...EngineName[]]

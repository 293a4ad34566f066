import { local, localSchema } from '@paintout/engine-local'

/** What `--engine` may name. The first is the default: it needs no account, and no photo leaves the machine. */
export const engines = { local: { plugin: local, schema: localSchema } } as const

export type EngineName = keyof typeof engines

export const engineNames = Object.keys(engines) as [EngineName, ...EngineName[]]

import type { JsonSchema } from '@paintout/core'
import { vertexSchema, vertexSegmentSchema } from '@paintout/engine-vertex'
import { codecSchema } from '@paintout/plugin-sharp'
import { engineNames, engines } from './engines.ts'
import { type Flag, flagsOf, jobFlags, type Owner } from './flag.ts'

/** Options of `vertexSegment` that those of `vertex` do not have: a command line says what both have once. */
export const segmentProperties: Readonly<Record<string, JsonSchema>> = Object.fromEntries(
  Object.entries(vertexSegmentSchema.properties).filter(([property]) => !(property in vertexSchema.properties)),
)

/** Every flag that is made from a schema of the library. */
export const flags: readonly Flag[] = [
  ...jobFlags,
  ...flagsOf('codec', codecSchema),
  ...engineNames.flatMap((name) => flagsOf(name, engines[name].schema)),
  ...flagsOf('vertexSegment', { properties: segmentProperties }),
]

/** Of what the command line said, what `owner` takes. */
export function valuesFor(owner: Owner, said: object): Record<string, unknown> {
  const names = new Set(flags.filter((flag) => flag.owner === owner).map(({ property }) => property))
  return Object.fromEntries(Object.entries(said).filter(([property]) => names.has(property)))
}

import { codecSchema } from '@paintout/plugin-sharp'
import { engineNames, engines } from './engines.ts'
import { type Flag, flagsOf, jobFlags, type Owner } from './flag.ts'

/** Every flag that is made from a schema of the library. */
export const flags: readonly Flag[] = [
  ...jobFlags,
  ...flagsOf('codec', codecSchema),
  ...engineNames.flatMap((name) => flagsOf(name, engines[name].schema)),
]

/** Of what the command line said, what `owner` takes. */
export function valuesFor(owner: Owner, said: object): Record<string, unknown> {
  const names = new Set(flags.filter((flag) => flag.owner === owner).map(({ property }) => property))
  return Object.fromEntries(Object.entries(said).filter(([property]) => names.has(property)))
}

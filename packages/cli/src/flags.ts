import { type JsonSchema, jobSchema, removalSchema } from '@paintout/core'
import { vertexSchema, vertexSegmentSchema } from '@paintout/engine-vertex'
import { codecSchema } from '@paintout/plugin-sharp'
import { type EngineName, engineNames, engines } from './engines.ts'

/** Who takes the value in the library: `process(photo, job)`, `removal(options)`, or `use(plugin, options)`. */
export type Owner = 'process' | 'removal' | 'codec' | EngineName | 'vertexSegment'

/** An option of the library as the command line says it. */
export interface Flag {
  readonly owner: Owner
  /** `maskThreshold` */
  readonly property: string
  /** `mask-threshold`; `no-provenance` for what holds unless it is switched off. */
  readonly name: string
  readonly schema: JsonSchema
}

/** Options of the library that are no flag of the same name, and why. */
export const notFlags: Readonly<Record<string, string>> = {
  mask: 'a mask is told by what it is: --mask, --rect, --polygon, --mask-transparency',
  target: 'it is said by --auto: a name, classes, or words',
  signal: 'Ctrl-C is the signal',
  sharp: 'a program holds two copies of sharp, a command one',
  auth: 'a command has an environment: GOOGLE_OAUTH_ACCESS_TOKEN, or the credentials of the machine',
  trustedHosts: 'a token in GOOGLE_OAUTH_ACCESS_TOKEN goes to every `--endpoint`',
  labels: 'a list of names and values fits no flag',
  safetySettings: 'a list of categories and thresholds fits no flag',
}

/** Options of `vertexSegment` that those of `vertex` do not have: a command line says what both have once. */
export const segmentProperties: Readonly<Record<string, JsonSchema>> = Object.fromEntries(
  Object.entries(vertexSegmentSchema.properties).filter(([property]) => !(property in vertexSchema.properties)),
)

/** Every flag that is made from a schema of the library. */
export const flags: readonly Flag[] = [
  ...flagsOf('process', jobSchema),
  ...flagsOf('removal', removalSchema),
  ...flagsOf('codec', codecSchema),
  ...engineNames.flatMap((name) => flagsOf(name, engines[name].schema)),
  ...flagsOf('vertexSegment', { properties: segmentProperties }),
]

/** `maskThreshold` as `mask-threshold`. */
export function toKebabCase(property: string): string {
  return property.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)
}

/** Of what the command line said, what `owner` takes. */
export function valuesFor(owner: Owner, said: object): Record<string, unknown> {
  const names = new Set(flags.filter((flag) => flag.owner === owner).map(({ property }) => property))
  return Object.fromEntries(Object.entries(said).filter(([property]) => names.has(property)))
}

/** Whether a schema takes a `Length`: 8, "8px" or "0.01w". */
export function isLength(schema: JsonSchema): boolean {
  return typesOf(schema).includes('number') && typeof schema.pattern === 'string'
}

export function typesOf(schema: JsonSchema): readonly unknown[] {
  return [schema.type].flat()
}

function nameOf(property: string, schema: JsonSchema): string {
  return schema.default === true ? `no-${toKebabCase(property)}` : toKebabCase(property)
}

function flagsOf(owner: Owner, { properties }: { properties: Readonly<Record<string, JsonSchema>> }): Flag[] {
  return Object.entries(properties)
    .filter(([property]) => !(property in notFlags))
    .map(([property, schema]) => ({ owner, property, name: nameOf(property, schema), schema }))
}

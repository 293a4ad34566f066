import { type JsonSchema, jobSchema, removalSchema } from '@paintout/core/schemas'
import type { EngineName } from './engines.ts'

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

/** Flags of what belongs to a picture or to its removal. Apart from the others: they load no codec and no engine. */
export const jobFlags: readonly Flag[] = [...flagsOf('process', jobSchema), ...flagsOf('removal', removalSchema)]

/** `maskThreshold` as `mask-threshold`. */
export function toKebabCase(property: string): string {
  return property.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)
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

/** The flags of a schema, without what is no flag. */
export function flagsOf(
  owner: Owner,
  { properties }: { properties: Readonly<Record<string, JsonSchema>> },
): readonly Flag[] {
  return Object.entries(properties)
    .filter(([property]) => !(property in notFlags))
    .map(([property, schema]) => ({ owner, property, name: nameOf(property, schema), schema }))
}

import type { Json, Target } from '@paintout/core'
import { Ajv, type ValidateFunction } from 'ajv'
import { sha256, toCanonicalJson } from './canonical-json.ts'

/** What is known of one answer, beside its picture: the JSON file of an entry. */
export interface Entry {
  readonly version: 1
  readonly engine: string
  /** Where the engine names one. */
  readonly model: string | null
  readonly prompt: string
  readonly negativePrompt: string | null
  readonly target: Target | null
  readonly seed: number | null
  /** When the answer came, ISO 8601. */
  readonly date: string
  /** What the call cost. */
  readonly usd: number
  readonly region: { readonly rect: readonly number[]; readonly size: readonly number[] }
  /** The name of the call that was paid for: see `Lease`. */
  readonly call: string
  readonly contract: { readonly engine: number; readonly planner: number }
  readonly fingerprint: Json
  readonly keys: { readonly first: string; readonly second: string }
  readonly picture: PictureFacts
  readonly parts: readonly Part[]
}

/** The picture beside it, checked before it is decoded. */
export interface PictureFacts {
  readonly sha256: string
  readonly bytes: number
  readonly width: number
  readonly height: number
}

/** One image, or the mask that the engine chose for it, as it lies in the picture. */
export interface Part {
  readonly kind: 'image' | 'mask'
  /** Of the whole answer. */
  readonly size: readonly [width: number, height: number]
  /** What of it is kept: left, top, width, height. */
  readonly box: readonly [left: number, top: number, width: number, height: number]
  /** Its first row in the picture. */
  readonly row: number
  /** True when alpha says which samples are kept; the others are the photo's. */
  readonly cut: boolean
  readonly note?: string
}

const digest = { type: 'string', pattern: '^[0-9a-f]{64}$' }
const side = { type: 'integer', minimum: 1, maximum: 32768 }
const offset = { type: 'integer', minimum: 0, maximum: 1 << 20 }
const tuple = (items: readonly object[]) => ({
  type: 'array',
  items,
  minItems: items.length,
  maxItems: items.length,
})
const text = { type: 'string', maxLength: 100_000 }
const maybe = (schema: object) => ({ anyOf: [schema, { type: 'null' }] })
const strict = (properties: Readonly<Record<string, object>>, optional: readonly string[] = []) => ({
  type: 'object',
  properties,
  required: Object.keys(properties).filter((name) => !optional.includes(name)),
  additionalProperties: false,
})

const contract = { type: 'integer', minimum: 0 }
const schema = strict({
  version: { const: 1 },
  engine: text,
  model: maybe(text),
  prompt: text,
  negativePrompt: maybe(text),
  target: {},
  seed: maybe({ type: 'integer', minimum: 0, maximum: 4294967295 }),
  date: { type: 'string', pattern: '^\\d{4}-\\d\\d-\\d\\dT[0-9:.]+Z$' },
  usd: { type: 'number', minimum: 0 },
  region: strict({
    rect: tuple([{ type: 'integer' }, { type: 'integer' }, side, side]),
    size: tuple([side, side]),
  }),
  call: { type: 'string', pattern: '^[0-9a-f-]{8,64}$' },
  contract: strict({ engine: contract, planner: contract }),
  fingerprint: {},
  keys: strict({ first: digest, second: digest }),
  picture: strict({
    sha256: digest,
    bytes: { type: 'integer', minimum: 1, maximum: 1 << 28 },
    width: side,
    height: offset,
  }),
  parts: {
    type: 'array',
    minItems: 1,
    maxItems: 8,
    items: strict(
      {
        kind: { enum: ['image', 'mask'] },
        size: tuple([side, side]),
        box: tuple([offset, offset, side, side]),
        row: offset,
        cut: { type: 'boolean' },
        note: text,
      },
      ['note'],
    ),
  },
})

let compiled: ValidateFunction<Entry> | undefined

/** Compiled for the first entry: a program that only loads the store does not wait for it. */
function matcher(): ValidateFunction<Entry> {
  compiled ??= new Ajv({ strict: false }).compile<Entry>(schema)
  return compiled
}

/** What is wrong with a value that should be an entry, in words; undefined for an entry. */
export function flawOf(value: unknown): string | undefined {
  const matches = matcher()
  if (!matches(value)) {
    const [error] = matches.errors ?? []
    return `\`${error?.instancePath.slice(1) || 'the entry'}\` ${error?.message ?? 'is wrong'}`
  }
  const { picture, parts } = value
  for (const { size, box, row } of parts) {
    const [left, top, width, height] = box
    const isInside = left + width <= size[0] && top + height <= size[1]
    if (!isInside || width > picture.width || row + height > picture.height) return 'a part lies outside its picture'
  }
  return undefined
}

/** The digest in an entry's name: over every field, and so over the picture's own digest too. */
export function digestEntry(entry: Entry): string {
  return sha256(toCanonicalJson(entry as unknown as Json))
}

import { Ajv, type ErrorObject, type ValidateFunction } from 'ajv'
import { closestMatch } from 'leven'
import { PaintoutError } from './errors.ts'

/**
 * A JSON Schema of options, with keywords of ours: `isFunction`, `isBytes`, `isSignal` for what JSON cannot say,
 * and `expects`, the words that a message uses ("a number from 0 to 1"). Avoid `oneOf`: nobody can read its errors.
 */
export interface JsonSchema {
  readonly [keyword: string]: unknown
}

const ajv = new Ajv({
  allErrors: false,
  verbose: true,
  strict: true,
  allowUnionTypes: true,
  // Schemas are ours, and a test holds them against JSON Schema: compiling that took longer than all else at a start.
  meta: false,
  validateSchema: false,
})
ajv.addKeyword({ keyword: 'expects', schemaType: 'string' })
ajv.addKeyword({ keyword: 'isFunction', validate: (_: unknown, value: unknown) => typeof value === 'function' })
ajv.addKeyword({ keyword: 'isBytes', validate: (_: unknown, value: unknown) => value instanceof Uint8Array })
ajv.addKeyword({ keyword: 'isSignal', validate: (_: unknown, value: unknown) => value instanceof AbortSignal })

const compiled = new WeakMap<JsonSchema, ValidateFunction>()

/**
 * Checks `value` against `schema` and throws `invalid-option` or `unknown-option`, naming `owner`.
 * Nothing is coerced, filled in or removed.
 */
export function checkOptions(owner: string, schema: JsonSchema, value: unknown): void {
  let validate = compiled.get(schema)
  if (!validate) {
    validate = ajv.compile(schema)
    compiled.set(schema, validate)
  }
  if (validate(value)) return
  // Of an `anyOf` that failed, its own error says what is wanted; those before it are about one way each.
  const error = validate.errors?.findLast(({ keyword }) => keyword === 'anyOf') ?? validate.errors?.[0]
  if (error) throw explain(owner, schema, error)
}

function explain(owner: string, schema: JsonSchema, error: ErrorObject): PaintoutError {
  if (error.keyword === 'additionalProperties') return explainUnknown(owner, error)
  if (error.keyword === 'required') {
    const missing = String(error.params.missingProperty)
    return new PaintoutError('invalid-option', `Expected \`${missing}\` for ${owner}, got nothing.`, { by: owner })
  }
  const name = error.instancePath.slice(1).replaceAll('/', '.') || 'options'
  const wanted = describe((error.parentSchema ?? schema) as JsonSchema)
  return new PaintoutError(
    'invalid-option',
    `Expected \`${name}\` of ${owner} to be ${wanted}, got ${show(error.data)}.`,
    {
      by: owner,
    },
  )
}

function explainUnknown(owner: string, error: ErrorObject): PaintoutError {
  const given = String(error.params.additionalProperty)
  const known = Object.keys((error.parentSchema?.properties ?? {}) as object)
  const hint = known.length > 0 ? ` Did you mean \`${closestMatch(given, known)}\`? ${owner} takes ${list(known)}.` : ''
  return new PaintoutError('unknown-option', `Expected no option \`${given}\` for ${owner}.${hint}`, { by: owner })
}

/** The words for what a schema accepts. */
export function describe(schema: JsonSchema): string {
  if (typeof schema.expects === 'string') return schema.expects
  if (Array.isArray(schema.enum)) return `one of ${list(schema.enum.map(String))}`
  if (schema.isFunction) return 'a function'
  if (schema.isBytes) return 'bytes (Uint8Array)'
  if (schema.isSignal) return 'an AbortSignal'
  const type = [schema.type ?? 'something else'].flat().join(' or ')
  const article = /^[aeio]/.test(type) ? 'an' : 'a'
  const { minimum, maximum } = schema as { minimum?: number; maximum?: number }
  if (minimum !== undefined && maximum !== undefined) return `${article} ${type} from ${minimum} to ${maximum}`
  if (minimum !== undefined) return `${article} ${type} of at least ${minimum}`
  if (maximum !== undefined) return `${article} ${type} of at most ${maximum}`
  return `${article} ${type}`
}

/** A value as a message shows it: short, and never the content of bytes. */
export function show(value: unknown): string {
  if (value instanceof Uint8Array) return `${value.length} bytes`
  if (typeof value === 'function') return 'a function'
  if (typeof value === 'bigint' || typeof value === 'symbol') return `\`${String(value)}\``
  if (value === undefined) return 'nothing'
  const shown = typeof value === 'number' ? String(value) : spell(value)
  return `\`${shown.length > 80 ? `${shown.slice(0, 79)}…` : shown}\``
}

/** As JSON; what JSON cannot say by the name of its kind. */
function spell(value: unknown): string {
  try {
    return JSON.stringify(value, (_, each) => (typeof each === 'bigint' ? `${each}n` : each)) ?? typeof value
  } catch {
    return Object.prototype.toString.call(value)
  }
}

function list(names: readonly string[]): string {
  return names.map((name) => `\`${name}\``).join(', ')
}

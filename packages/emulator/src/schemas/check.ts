import { Ajv, type ErrorObject, type ValidateFunction } from 'ajv'
import { badField, invalidByUs, unknownField } from '../errors.ts'

const ajv = new Ajv({ strict: true, allowUnionTypes: true, verbose: true })

export function compile<T>(schema: object): ValidateFunction<T> {
  return ajv.compile<T>(schema)
}

/** An object that knows all its fields. */
export function strictObject(properties: object, required: readonly string[] = []): object {
  return { type: 'object', properties, required, additionalProperties: false }
}

/** `:predict` takes any JSON before a model reads it: how it refuses unknown fields is not known, so we say it ourselves. */
export function checkPredict<T>(validate: ValidateFunction<T>, body: unknown): T {
  if (validate(body)) return body
  const { path, said } = read(validate.errors?.[0])
  throw invalidByUs(`${path || 'the body'} ${said}`)
}

/** `:generateContent` is read against its proto, whose errors are known. */
export function checkProto<T>(validate: ValidateFunction<T>, body: unknown): T {
  if (validate(body)) return body
  const error = validate.errors?.[0]
  const { path, said } = read(error)
  const field = path.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`)
  const unknown = error?.params.additionalProperty as string | undefined
  if (unknown !== undefined) throw unknownField(unknown, field)
  throw badField(field, `Invalid value at '${field}', ${said}`)
}

function read(error: ErrorObject | undefined): { path: string; said: string } {
  const path = (error?.instancePath ?? '')
    .slice(1)
    .replace(/\/(\d+)/g, '[$1]')
    .replaceAll('/', '.')
  const unknown = error?.params.additionalProperty as string | undefined
  if (unknown !== undefined) return { path, said: `has an unknown field "${unknown}"` }
  const allowed = error?.params.allowedValues as readonly unknown[] | undefined
  const list = allowed ? `: ${allowed.join(', ')}` : ''
  const given =
    typeof error?.data === 'string' || typeof error?.data === 'number' ? `, got ${String(error.data).slice(0, 60)}` : ''
  return { path, said: `${error?.message ?? 'is wrong'}${list}${given}` }
}

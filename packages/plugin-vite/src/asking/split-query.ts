import { PaintoutError } from '@paintout/core/schemas'
import { keys, originalKey, switchKey } from './keys.ts'
import { nearestKey } from './nearest-key.ts'

export interface SplitQuery {
  /** `?original`: the photo as it is. */
  readonly isOriginal: boolean
  /** Our keys with their decoded values, or undefined where nothing is to be removed. */
  readonly ours: ReadonlyMap<string, readonly string[]> | undefined
  /** What belongs to others, letter for letter, without `?`. */
  readonly rest: string
}

/**
 * Takes our keys out of a query, in whatever order they stand.
 * @throws `unknown-option` for a slip of the pen, `invalid-option` for a value that cannot be decoded
 */
export function splitQuery(query: string): SplitQuery {
  const parts = query.split('&').filter((part) => part !== '')
  const keyOf = (part: string) => part.split('=', 1)[0]!
  const isOriginal = parts.some((part) => keyOf(part) === originalKey)
  const isOn = parts.some((part) => keyOf(part) === switchKey)
  const isOurs = (part: string) => keyOf(part) === originalKey || (isOn && keys.includes(keyOf(part)))
  const rest = parts.filter((part) => !isOurs(part))
  if (isOn) for (const part of rest) refuseSlip(keyOf(part))
  return {
    isOriginal,
    ours: isOn && !isOriginal ? valuesOf(parts.filter((part) => isOurs(part))) : undefined,
    rest: rest.join('&'),
  }
}

function valuesOf(parts: readonly string[]): ReadonlyMap<string, readonly string[]> {
  const values = new Map<string, readonly string[]>()
  for (const part of parts) {
    const [key = '', ...value] = part.split('=')
    const before = values.get(key) ?? []
    values.set(key, value.length > 0 ? [...before, decode(key, value.join('='))] : before)
  }
  return values
}

function decode(key: string, value: string): string {
  try {
    return decodeURIComponent(value)
  } catch (cause) {
    throw new PaintoutError(
      'invalid-option',
      `Expected \`${key}\` as a URL holds it, got \`${value}\`. A share of the width is \`0.01w\` in a URL; another % is \`%25\`.`,
      { by: 'vite', cause },
    )
  }
}

function refuseSlip(key: string): void {
  const meant = nearestKey(key)
  if (meant === undefined) return
  throw new PaintoutError(
    'unknown-option',
    `Expected no key \`${key}\` beside \`remove\`. Did you mean \`${meant}\`?`,
    {
      by: 'vite',
    },
  )
}

import type { RemovalJob, RemovalOptions, Target } from '@paintout/core'
import { PaintoutError } from '@paintout/core/schemas'
import { readPolygon, readRect, readTarget, readValue } from 'paintout/flags'
import { flagOf, switchKey } from './keys.ts'
import type { MaskSource } from './mask-source.ts'

/** What the keys of one query ask for. Without masks and a target these come from the side-car or a rule. */
export interface AskedByQuery {
  readonly masks: readonly MaskSource[]
  readonly target?: Target
  readonly job: RemovalJob
  readonly removal: RemovalOptions
}

/**
 * Reads values as the command reads its flags.
 * @param ours Decoded values by key.
 * @param resolveMask The file that a `mask` names, as it is written: relative to the photo.
 * @throws `invalid-option`
 */
export function readQuery(
  ours: ReadonlyMap<string, readonly string[]>,
  resolveMask: (path: string) => string,
): AskedByQuery {
  refuseValue(ours, switchKey)
  const target = ours.has('auto') ? readTarget(listOf(ours, 'auto').join(';')) : undefined
  const masks = readMasks(ours, resolveMask)
  if (target !== undefined && masks.length > 0) {
    throw wrong('Expected `auto` or a mask, got both. `auto` finds the object by itself: leave one of them out.')
  }
  return { masks, ...(target === undefined ? {} : { target }), ...readOptions(ours) }
}

function readMasks(
  ours: ReadonlyMap<string, readonly string[]>,
  resolveMask: (path: string) => string,
): readonly MaskSource[] {
  refuseValue(ours, 'mask-transparency')
  return [
    ...listOf(ours, 'mask').map(resolveMask),
    ...listOf(ours, 'rect').map((text) => ({ rect: spelled('rect', () => readRect(text)) })),
    ...listOf(ours, 'polygon').map((text) => ({ polygon: spelled('polygon', () => readPolygon(text)) })),
    ...(ours.has('mask-transparency') ? [{ transparency: true } as const] : []),
  ]
}

/** `rect=1,2,3,4;5,6,7,8` is two, as repeating the key is. */
function listOf(ours: ReadonlyMap<string, readonly string[]>, key: string): readonly string[] {
  if (!ours.has(key)) return []
  const values = ours
    .get(key)!
    .flatMap((value) => value.split(';'))
    .filter((value) => value !== '')
  if (values.length === 0) throw wrong(`Expected \`${key}\` to have a value, got none.`)
  return values
}

function readOptions(ours: ReadonlyMap<string, readonly string[]>) {
  const owned = { process: {} as Record<string, unknown>, removal: {} as Record<string, unknown> }
  for (const [key, values] of ours) {
    const flag = flagOf(key)
    if (!flag) continue
    const isSwitch = flag.schema.type === 'boolean'
    if (isSwitch) refuseValue(ours, key)
    else if (values.length !== 1) throw wrong(`Expected \`${key}\` to have one value, got ${values.length}.`)
    owned[flag.owner as 'process' | 'removal'][flag.property] = isSwitch
      ? flag.schema.default !== true
      : spelled(key, () => readValue(flag, values[0]!))
  }
  return { job: owned.process as RemovalJob, removal: owned.removal as RemovalOptions }
}

function refuseValue(ours: ReadonlyMap<string, readonly string[]>, key: string): void {
  const [value] = ours.get(key) ?? []
  if (value === undefined || value === '') return
  const wayOut = key === switchKey ? ` Name a mask by \`mask=${value}&remove\`.` : ''
  throw wrong(`Expected \`${key}\` without a value, got \`${value}\`.${wayOut}`)
}

/** The command's words, without the dashes of a flag. */
function spelled<T>(key: string, read: () => T): T {
  try {
    return read()
  } catch (cause) {
    throw wrong((cause as Error).message.replace(`\`--${key}\``, `\`${key}\``), cause)
  }
}

function wrong(message: string, cause?: unknown): PaintoutError {
  return new PaintoutError('invalid-option', message, { by: 'vite', ...(cause === undefined ? {} : { cause }) })
}

import { composite } from './operations/composite.ts'
import { dilate } from './operations/dilate.ts'
import { harmonize } from './operations/harmonize.ts'
import { register } from './operations/register.ts'
import { removeByAutoMask } from './operations/remove-by-auto-mask.ts'
import { removeByMask } from './operations/remove-by-mask.ts'
import { checkOptions } from './options.ts'
import { type RemovalOptions, removalSchema } from './removal-options.ts'

/** The operations of a removal, in order, as one list for `use`. */
export function removal(options: RemovalOptions = {}) {
  checkOptions('removal()', removalSchema, options)
  const { dilate: length } = options
  return [
    [removeByAutoMask, pick(options, 'refine', 'attempts')],
    [dilate, length],
    [removeByMask, pick(options, 'context', 'attempts')],
    [register, pick(options, 'minAgree', 'onDrift')],
    [harmonize, {}],
    [composite, pick(options, 'feather')],
  ] as const
}

/** Only what was given: what is left out keeps its default. */
function pick<K extends keyof RemovalOptions>(
  options: RemovalOptions,
  ...names: readonly K[]
): Pick<RemovalOptions, K> {
  const given = names.filter((name) => options[name] !== undefined).map((name) => [name, options[name]])
  return Object.fromEntries(given) as Pick<RemovalOptions, K>
}

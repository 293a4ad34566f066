import type { Length } from './length.ts'
import { composite, compositeSchema, type Feather } from './operations/composite.ts'
import { dilate, dilateSchema } from './operations/dilate.ts'
import { harmonize } from './operations/harmonize.ts'
import { register, registerSchema } from './operations/register.ts'
import { removeByAutoMask, removeByAutoMaskSchema } from './operations/remove-by-auto-mask.ts'
import { removeByMask, removeByMaskSchema } from './operations/remove-by-mask.ts'
import { checkOptions } from './options.ts'

/** The options of the whole way, each as its operation takes it. */
export interface RemovalOptions {
  /** Default `0.01w`, at least 2 pixels. */
  readonly dilate?: Length
  /** Default `2px` inside. */
  readonly feather?: Feather
  /** Default 0.8. */
  readonly context?: number
  /** How often a region may be asked for in all, when an answer drifted too far. Default 2; each is paid for. */
  readonly attempts?: number
  /** The share of the surroundings that an answer must still show. Default 0.75, for engines that take no mask. */
  readonly minAgree?: number
  /** What to do with an answer that drifted too far when no attempt is left. Default `fail`. */
  readonly onDrift?: 'fail' | 'warn'
  /** Whether what was found without a mask is removed once more, by regions. Default `auto`. */
  readonly refine?: 'auto' | boolean
}

export const removalSchema = {
  type: 'object',
  properties: {
    dilate: dilateSchema,
    ...removeByMaskSchema.properties,
    ...compositeSchema.properties,
    ...registerSchema.properties,
    refine: removeByAutoMaskSchema.properties.refine,
  },
  additionalProperties: false,
} as const

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

import type { Length } from './length.ts'
import { composite, compositeSchema, type Feather } from './operations/composite.ts'
import { dilate, dilateSchema } from './operations/dilate.ts'
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
}

export const removalSchema = {
  type: 'object',
  properties: { dilate: dilateSchema, ...removeByMaskSchema.properties, ...compositeSchema.properties },
  additionalProperties: false,
} as const

/** The operations of a removal, in order, as one list for `use`. */
export function removal(options: RemovalOptions = {}) {
  checkOptions('removal()', removalSchema, options)
  const { dilate: length, feather, context } = options
  return [
    [dilate, length],
    [removeByMask, context === undefined ? {} : { context }],
    [composite, feather === undefined ? {} : { feather }],
  ] as const
}

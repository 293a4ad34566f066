import type { Length } from './length.ts'
import {
  compositeSchema,
  dilateSchema,
  type Feather,
  registerSchema,
  removeByAutoMaskSchema,
  removeByMaskSchema,
} from './operations/options.ts'

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

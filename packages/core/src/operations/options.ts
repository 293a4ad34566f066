/** What the operations take. Apart from what they do: who only checks options loads none of it. */
import { defaultMinAgree } from '../drift/judge.ts'
import { type Length, lengthSchema } from '../length.ts'

/** For every operation that asks an engine. */
export const attemptsSchema = {
  type: 'integer',
  minimum: 1,
  maximum: 10,
  default: 2,
  description: 'how often a region may be asked for in all, when an answer drifted too far; each is paid for',
} as const

export interface RemoveByAutoMaskOptions {
  /**
   * Whether what was found is removed a second time, by regions and so at the photo's own sharpness. `auto`: where the
   * answer was made at less than two thirds of it. Default `auto`.
   */
  readonly refine?: 'auto' | boolean
  /** How often the photo may be asked for in all. Default 2. */
  readonly attempts?: number
}

export const removeByAutoMaskSchema = {
  type: 'object',
  properties: {
    refine: {
      type: ['string', 'boolean'],
      enum: ['auto', true, false],
      default: 'auto',
      description: 'remove what was found without a mask once more, by regions; auto: where the answer is too coarse',
    },
    attempts: attemptsSchema,
  },
  additionalProperties: false,
} as const

/** How far a mask is grown unless something else is asked for. */
export const defaultDilate = '0.01w' satisfies Length

export const dilateSchema = {
  ...lengthSchema,
  default: defaultDilate,
  description: 'grow the mask by this distance, so that the fringe of the object goes too; negative shrinks, 0 is off',
} as const

export interface RemoveByMaskOptions {
  /** How much of the surroundings an engine sees on each side, as a share of the object's size: 0.1 to 4, default 0.8. */
  readonly context?: number
  /** How often a region may be asked for in all, when an answer drifted too far: 1 to 10, default 2. Each is paid for. */
  readonly attempts?: number
}

export const removeByMaskSchema = {
  type: 'object',
  properties: {
    context: {
      type: 'number',
      minimum: 0.1,
      maximum: 4,
      default: 0.8,
      description: 'how much of the surroundings the engine sees on each side, as a share of the object',
    },
    attempts: attemptsSchema,
  },
  additionalProperties: false,
} as const

export interface RegisterOptions {
  /**
   * The share of the surroundings that an answer must still show, 0 to 1. Default 0.75 for engines that take no mask;
   * engines that take one are held to it only when it is given.
   */
  readonly minAgree?: number
  /** What to do with an answer that drifted too far when it may not be asked for again. Default `fail`. */
  readonly onDrift?: 'fail' | 'warn'
}

export const registerSchema = {
  type: 'object',
  properties: {
    minAgree: {
      type: 'number',
      minimum: 0,
      maximum: 1,
      default: defaultMinAgree,
      description:
        'the share of the surroundings that an answer must still show; engines that take a mask only when given',
    },
    onDrift: {
      type: 'string',
      enum: ['fail', 'warn'],
      default: 'fail',
      description: 'what to do with an answer that drifted too far when it may not be asked for again',
    },
  },
  additionalProperties: false,
} as const

export type Feather = Length | { readonly width: Length; readonly side: 'inside' | 'outside' | 'both' }

export interface CompositeOptions {
  /** The width of the soft edge, by default `2px` inside the mask. 0 cuts hard. */
  readonly feather?: Feather
}

export const featherSchema = {
  type: ['number', 'string', 'object'],
  minimum: 0,
  pattern: '^(\\d+\\.?\\d*|\\.\\d+)(px|w)$',
  properties: {
    width: { ...lengthSchema, minimum: 0 },
    side: { type: 'string', enum: ['inside', 'outside', 'both'] },
  },
  required: ['width', 'side'],
  additionalProperties: false,
  default: '2px',
  expects: 'a length such as 2, "2px" or "0.002w", or `{ width, side }`',
  description: 'blend over this distance inside the rim of the mask',
} as const

export const compositeSchema = {
  type: 'object',
  properties: { feather: featherSchema },
  additionalProperties: false,
} as const

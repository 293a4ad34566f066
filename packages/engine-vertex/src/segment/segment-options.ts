import type { Target } from '@paintout/core'
import { type ConnectionOptions, connectionProperties, text } from '../connection-options.ts'
import type { SafetyRule } from '../families/gemini.ts'
import { defaultTextModel } from '../models.ts'
import { vertexSchema } from '../vertex-options.ts'

export interface VertexSegmentOptions extends ConnectionOptions {
  /** A Gemini model that answers in words. Default `gemini-3.5-flash`, chosen on 2026-11-22. */
  readonly model?: string
  /**
   * Whether outlines are asked for. Without them it is boxes alone, and what each holds is cut out of the picture.
   * Default true.
   */
  readonly outline?: boolean
  /** What the model is told, in place of our own words. The answer is read in the same way. */
  readonly instruction?: string | ((input: SegmentInstructionInput) => string)
  readonly safetySettings?: readonly SafetyRule[]
  /** Labels for the bill. */
  readonly labels?: Readonly<Record<string, string>>
  /** US dollars for a photo, where that is another sum than we estimate. */
  readonly usdPerImage?: number
  /** Bytes of the encoded photo, before base64. Default: what the model takes. */
  readonly maxBytes?: number
}

export interface SegmentInstructionInput {
  readonly target: Target
  readonly outline: boolean
}

const { safetySettings, labels, maxBytes } = vertexSchema.properties

export const vertexSegmentSchema = {
  type: 'object',
  properties: {
    model: {
      type: 'string',
      pattern: '^gemini-[\\w.@-]+$',
      expects: 'the id of a model that begins with `gemini-`',
      default: defaultTextModel,
      description: 'who looks at the photo',
    },
    outline: {
      type: 'boolean',
      default: true,
      description: 'ask for outlines beside the boxes',
    },
    instruction: {
      anyOf: [text, { isFunction: true }],
      expects: 'a text or a function that returns one',
      description: 'what the model is told, in place of our own words',
    },
    ...connectionProperties,
    safetySettings: { ...safetySettings, description: 'what is blocked' },
    labels,
    usdPerImage: {
      type: 'number',
      minimum: 0,
      description: 'what a photo costs, where it is another sum than we estimate',
    },
    maxBytes,
  },
  additionalProperties: false,
} as const

import {
  checkOptions,
  type JsonSchema,
  jobSchema,
  PaintoutError,
  type PixelMaskInput,
  type RemovalJob,
  type RemovalOptions,
  removalSchema,
  type Target,
} from '@paintout/core'
import type { CodecAdditions } from '../codec.ts'

/** A mask in a chain, of the picture as it is at that point, upright: a file, bytes, SVG, pixels, a shape. */
export type ChainMask = PixelMaskInput | CodecAdditions['mask']

/** What every removal in a chain takes beside what a processor takes. */
export interface ChainSettings {
  /** Which of `candidates` goes on, 0 being the best. Default 0. */
  readonly candidate?: number
  /** Milliseconds from when an output is asked for to when the removal has to be done. Default: none. */
  readonly deadline?: number
}

/** The options of `removeByMask`. */
export interface MaskRemoval extends Omit<RemovalJob<ChainMask>, 'mask' | 'target'>, RemovalOptions, ChainSettings {
  readonly mask: ChainMask | readonly ChainMask[]
}

/** The options of `removeByAutoMask`. */
export interface TargetRemoval
  extends Omit<RemovalJob, 'mask' | 'maskInvert' | 'maskThreshold' | 'maskSoft' | 'target'>,
    RemovalOptions,
    ChainSettings {
  readonly target: Target
}

/** The job of `.paintout(processor, job)`. `M` are the masks that the processor's plugins can read. */
export interface ChainJob<M = never> extends RemovalJob<PixelMaskInput | M>, ChainSettings {}

/** The options that belong to the chain. */
export const chainSettingsSchema = {
  type: 'object',
  properties: {
    candidate: {
      type: 'integer',
      minimum: 0,
      maximum: 3,
      default: 0,
      description: 'which of the candidates goes on, 0 being the best',
    },
    deadline: {
      type: 'number',
      minimum: 1,
      description: 'milliseconds from when an output is asked for to when the removal has to be done',
    },
  },
  additionalProperties: false,
} as const

const settings = chainSettingsSchema.properties

const { mask, maskInvert, maskThreshold, maskSoft, target, ...job } = jobSchema.properties

const someMask = {
  ...mask,
  type: ['string', 'object', 'array'],
  minLength: 1,
  expects: 'a file, bytes, SVG, pixels, a rectangle, a polygon, or several of these',
}

export const maskRemovalSchema = {
  type: 'object',
  properties: { mask: someMask, maskInvert, maskThreshold, maskSoft, ...job, ...removalSchema.properties, ...settings },
  required: ['mask'],
  additionalProperties: false,
}

export const targetRemovalSchema = {
  type: 'object',
  properties: { target, ...job, ...removalSchema.properties, ...settings },
  required: ['target'],
  additionalProperties: false,
}

export const chainJobSchema = {
  type: 'object',
  properties: { ...jobSchema.properties, mask: someMask, ...settings },
  additionalProperties: false,
}

/** The parts of checked options: what belongs to the picture, to the operations, and to the chain. */
export interface CheckedOptions {
  readonly job: RemovalJob
  readonly removal: RemovalOptions
  readonly candidate: number
  readonly deadline: number | undefined
}

/** @throws `invalid-option`, `unknown-option` */
export function checkRemoval(method: string, schema: JsonSchema, options: unknown): CheckedOptions {
  checkOptions(method, schema, options)
  const { candidate = 0, deadline, ...rest } = options as ChainSettings & Record<string, unknown>
  const removal: Record<string, unknown> = {}
  const job: Record<string, unknown> = {}
  for (const [option, value] of Object.entries(rest)) {
    if (value === undefined) continue
    if (option in removalSchema.properties) removal[option] = value
    else job[option] = value
  }
  const { candidates = 1 } = job as RemovalJob
  if (candidate >= candidates) {
    throw new PaintoutError(
      'invalid-option',
      `Expected \`candidate\` of ${method} to be under \`candidates\`, got ${candidate} of ${candidates}. The first is 0; ask for more: \`{ candidates: ${candidate + 1} }\`.`,
      { by: method },
    )
  }
  return { job, removal, candidate, deadline }
}

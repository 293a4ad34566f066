import type { RemovalJob } from './job.ts'
import { checkOptions } from './options.ts'

const targetNames = ['foreground', 'background', 'person']

/** The options of `process`. Masks are checked where they are read. */
export const jobSchema = {
  type: 'object',
  properties: {
    mask: { description: 'what to remove: a file, bytes, SVG, pixels, a rectangle, a polygon, or several of these' },
    maskInvert: { type: 'boolean', default: false, description: 'remove what the mask leaves, keep what it selects' },
    maskThreshold: {
      type: 'integer',
      minimum: 1,
      maximum: 255,
      default: 128,
      description: 'a mask sample of at least this is selected',
    },
    maskSoft: { type: 'boolean', default: false, description: 'keep the grey levels of the mask as soft edges' },
    target: {
      description: 'what to remove when no mask says it, where the engine can find it',
      expects: `one of ${targetNames.map((name) => `\`${name}\``).join(', ')}, \`{ classes }\` or \`{ prompt }\``,
      anyOf: [
        { type: 'string', enum: targetNames },
        {
          type: 'object',
          properties: { classes: { type: 'array', minItems: 1, items: { type: ['integer', 'string'] } } },
          required: ['classes'],
          additionalProperties: false,
        },
        {
          type: 'object',
          properties: { prompt: { type: 'string', minLength: 1 } },
          required: ['prompt'],
          additionalProperties: false,
        },
      ],
    },
    prompt: { type: 'string', description: 'what should be there instead' },
    negativePrompt: { type: 'string', description: 'what should not be there' },
    seed: {
      type: 'integer',
      minimum: 0,
      maximum: 4294967295,
      description: 'the same seed gives the same picture, where the engine can',
    },
    candidates: { type: 'integer', minimum: 1, maximum: 4, default: 1, description: 'how many answers to ask for' },
    signal: { isSignal: true, description: 'stops the removal' },
  },
  additionalProperties: false,
} as const

/** @throws `invalid-option`, `unknown-option` */
export function checkJob(request: RemovalJob): void {
  checkOptions('process', jobSchema, request)
}

import { address, type ConnectionOptions, connectionProperties, text } from './connection-options.ts'
import type { SafetyRule } from './families/gemini.ts'
import type { Tier } from './gemini-sizes.ts'
import type { InstructionInput } from './instruction.ts'
import { type Marking, markings } from './marking.ts'
import { defaultModel, modelPattern } from './models.ts'

export interface VertexOptions extends ConnectionOptions {
  /** One model, or several in order: a later one is asked where an earlier one is retired. */
  readonly model?: string | readonly string[]

  /** Imagen: diffusion steps, 1 to 75. Default 12. */
  readonly steps?: number
  /** Imagen: how closely the prompt is followed, 0 to 500. Default: the service's. */
  readonly guidance?: number
  /** Imagen: how far the service grows the mask, 0 to 1 of the width. Default 0 for a mask, 0.01 for its own selection. */
  readonly dilation?: number
  /** Imagen: an invisible watermark. A seed needs `false`, which is then sent. Default: the service's. */
  readonly addWatermark?: boolean
  /** Imagen: the language of the prompt, such as `en`. */
  readonly language?: string
  readonly safetySetting?: 'block_low_and_above' | 'block_medium_and_above' | 'block_only_high' | 'block_none'
  readonly personGeneration?: 'dont_allow' | 'allow_adult' | 'allow_all'
  /** Imagen: say why images are missing. */
  readonly includeRaiReason?: boolean
  readonly includeSafetyAttributes?: boolean
  readonly outputFormat?: 'image/png' | 'image/jpeg'
  /** Imagen: JPEG quality of the answer, 0 to 100. */
  readonly outputQuality?: number
  /** Imagen: leave images in this folder of Cloud Storage (`gs://…`), from where they are read. */
  readonly storageUri?: string
  /** Where Cloud Storage is. Default: `STORAGE_EMULATOR_HOST`, then Google's. */
  readonly storageEndpoint?: string
  /** Labels for the bill. */
  readonly labels?: Readonly<Record<string, string>>

  /** Gemini: how the object is shown. Default `overlay`. */
  readonly marking?: Marking
  /** Gemini: what the model is told, in place of our own words. */
  readonly instruction?: string | ((input: InstructionInput) => string)
  /** Gemini: about 1, 2 or 4 thousand pixels a side, at rising prices. Default `1K`. */
  readonly imageSize?: Tier
  readonly safetySettings?: readonly SafetyRule[]

  /** US dollars for an image, where the price is another one than we know. */
  readonly usdPerImage?: number
  /** Bytes of an encoded picture, before base64. Default: what the model takes. */
  readonly maxBytes?: number
}

const imagen = 'Imagen: '
const gemini = 'Gemini: '

const modelSchema = { type: 'string', pattern: modelPattern } as const

export const vertexSchema = {
  type: 'object',
  properties: {
    model: {
      anyOf: [modelSchema, { type: 'array', minItems: 1, items: modelSchema }],
      expects: 'an id that begins with `gemini-`, `imagen-` or `imagegeneration@`, or a list of these',
      default: defaultModel,
      description: 'the model; of several, a later one is asked where an earlier one is retired',
    },
    ...connectionProperties,
    steps: { type: 'integer', minimum: 1, maximum: 75, default: 12, description: `${imagen}diffusion steps` },
    guidance: { type: 'number', minimum: 0, maximum: 500, description: `${imagen}how closely the prompt is followed` },
    dilation: { type: 'number', minimum: 0, maximum: 1, description: `${imagen}how far the service grows the mask` },
    addWatermark: { type: 'boolean', description: `${imagen}an invisible watermark` },
    language: { ...text, description: `${imagen}the language of the prompt` },
    safetySetting: {
      type: 'string',
      enum: ['block_low_and_above', 'block_medium_and_above', 'block_only_high', 'block_none'],
      description: `${imagen}what is blocked`,
    },
    personGeneration: {
      type: 'string',
      enum: ['dont_allow', 'allow_adult', 'allow_all'],
      description: `${imagen}what people may be made`,
    },
    includeRaiReason: { type: 'boolean', description: `${imagen}say why images are missing` },
    includeSafetyAttributes: { type: 'boolean', description: `${imagen}have scores of safety in the answer` },
    outputFormat: { type: 'string', enum: ['image/png', 'image/jpeg'], description: `${imagen}format of the answer` },
    outputQuality: { type: 'integer', minimum: 0, maximum: 100, description: `${imagen}JPEG quality of the answer` },
    storageUri: {
      type: 'string',
      pattern: '^gs://[^/]+',
      expects: 'an address of Cloud Storage, `gs://bucket/folder`',
      description: `${imagen}leave images in this folder of Cloud Storage, and read them from there`,
    },
    storageEndpoint: { ...address, description: 'in place of the host of Cloud Storage' },
    labels: { type: 'object', additionalProperties: { type: 'string' }, description: 'labels for the bill' },
    marking: { type: 'string', enum: markings, default: 'overlay', description: `${gemini}how the object is shown` },
    instruction: {
      anyOf: [text, { isFunction: true }],
      expects: 'a text or a function that returns one',
      description: `${gemini}what the model is told, in place of our own words`,
    },
    imageSize: { type: 'string', enum: ['1K', '2K', '4K'], default: '1K', description: `${gemini}size of the answer` },
    safetySettings: {
      type: 'array',
      items: {
        type: 'object',
        properties: { category: text, threshold: text },
        required: ['category', 'threshold'],
        additionalProperties: false,
      },
      description: `${gemini}what is blocked`,
    },
    usdPerImage: { type: 'number', minimum: 0, description: 'the price, where it is another one than we know' },
    maxBytes: { type: 'integer', minimum: 1, description: 'of an encoded picture, before base64' },
  },
  additionalProperties: false,
} as const

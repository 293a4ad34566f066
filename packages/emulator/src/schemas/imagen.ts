import { compile, strictObject } from './check.ts'

const text = { type: 'string' }
const flag = { type: 'boolean' }

/** Either the picture, or where it lies. */
const picture = strictObject({
  bytesBase64Encoded: text,
  gcsUri: text,
  mimeType: { enum: ['image/png', 'image/jpeg'] },
})

export interface PictureField {
  readonly bytesBase64Encoded?: string
  readonly gcsUri?: string
}

const classes = { type: 'array', maxItems: 5, items: { type: 'integer', minimum: 0, maximum: 193 } }
const dilation = { type: 'number', minimum: 0, maximum: 1 }
const baseSteps = { type: 'integer', minimum: 1, maximum: 75 }
const guidanceScale = { type: 'number', minimum: 0, maximum: 500 }

const parameters = {
  sampleCount: { type: 'integer', minimum: 1, maximum: 4 },
  negativePrompt: text,
  seed: { type: 'integer', minimum: 0, maximum: 4294967295 },
  addWatermark: flag,
  language: text,
  safetySetting: { enum: ['block_low_and_above', 'block_medium_and_above', 'block_only_high', 'block_none'] },
  personGeneration: { enum: ['dont_allow', 'allow_adult', 'allow_all'] },
  includeRaiReason: flag,
  includeSafetyAttributes: flag,
  outputOptions: strictObject({
    mimeType: { enum: ['image/png', 'image/jpeg'] },
    compressionQuality: { type: 'integer', minimum: 0, maximum: 100 },
  }),
  storageUri: { type: 'string', pattern: '^gs://[^/]+' },
}

const labels = { type: 'object', additionalProperties: text }

function bodyOf(instance: object, own: object): object {
  return strictObject(
    {
      instances: { type: 'array', minItems: 1, maxItems: 1, items: instance },
      parameters: strictObject({ ...parameters, ...own }),
      labels,
    },
    ['instances'],
  )
}

export interface Parameters {
  readonly sampleCount?: number
  readonly seed?: number
  readonly addWatermark?: boolean
  readonly includeRaiReason?: boolean
  readonly includeSafetyAttributes?: boolean
  readonly outputOptions?: { readonly mimeType?: 'image/png' | 'image/jpeg'; readonly compressionQuality?: number }
  readonly storageUri?: string
}

export interface Imagen3Body {
  readonly instances: readonly [
    {
      readonly prompt: string
      readonly referenceImages: readonly {
        readonly referenceType: 'REFERENCE_TYPE_RAW' | 'REFERENCE_TYPE_MASK'
        readonly referenceImage?: PictureField
        readonly maskImageConfig?: { readonly maskMode: string; readonly maskClasses?: readonly number[] }
      }[]
    },
  ]
  readonly parameters?: Parameters & { readonly editMode?: string }
}

export const validateImagen3 = compile<Imagen3Body>(
  bodyOf(
    strictObject(
      {
        prompt: text,
        referenceImages: {
          type: 'array',
          minItems: 1,
          items: strictObject(
            {
              referenceType: { enum: ['REFERENCE_TYPE_RAW', 'REFERENCE_TYPE_MASK'] },
              referenceId: { type: 'integer', minimum: 0 },
              referenceImage: picture,
              maskImageConfig: strictObject(
                {
                  maskMode: {
                    enum: [
                      'MASK_MODE_USER_PROVIDED',
                      'MASK_MODE_FOREGROUND',
                      'MASK_MODE_BACKGROUND',
                      'MASK_MODE_SEMANTIC',
                    ],
                  },
                  maskClasses: classes,
                  dilation,
                },
                ['maskMode'],
              ),
            },
            ['referenceType', 'referenceId'],
          ),
        },
      },
      ['prompt', 'referenceImages'],
    ),
    {
      editMode: { enum: ['EDIT_MODE_INPAINT_REMOVAL', 'EDIT_MODE_INPAINT_INSERTION'] },
      editConfig: strictObject({ baseSteps }),
      guidanceScale,
    },
  ),
)

export interface Imagen2Body {
  readonly instances: readonly [
    { readonly prompt: string; readonly image: PictureField; readonly mask?: { readonly image: PictureField } },
  ]
  readonly parameters?: Parameters & {
    readonly editConfig?: {
      readonly editMode?: string
      readonly maskMode?: {
        readonly maskType: 'foreground' | 'background' | 'semantic'
        readonly classes?: readonly number[]
      }
    }
  }
}

export const validateImagen2 = compile<Imagen2Body>(
  bodyOf(
    strictObject({ prompt: text, image: picture, mask: strictObject({ image: picture }, ['image']) }, [
      'prompt',
      'image',
    ]),
    {
      editConfig: strictObject({
        editMode: { enum: ['inpainting-remove', 'inpainting-insert', 'outpainting', 'product-image'] },
        maskMode: strictObject({ maskType: { enum: ['foreground', 'background', 'semantic'] }, classes }, ['maskType']),
        maskDilation: dilation,
        guidanceScale,
        baseSteps,
      }),
    },
  ),
)

import { PaintoutError } from '@paintout/core'
import { Ajv, type ValidateFunction } from 'ajv'

/** One entry of `predictions`: an image, a reason why there is none, or only attributes. */
export interface Prediction {
  readonly bytesBase64Encoded?: string | Uint8Array
  readonly gcsUri?: string
  readonly mimeType?: string
  readonly raiFilteredReason?: string
}

export interface PredictAnswer {
  readonly predictions?: readonly Prediction[]
}

export interface Part {
  readonly text?: string
  readonly inlineData?: { readonly mimeType?: string; readonly data?: string | Uint8Array }
  readonly thought?: boolean
}

export interface ContentAnswer {
  readonly candidates?: readonly {
    readonly content?: { readonly parts?: readonly Part[] }
    readonly finishReason?: string
    readonly finishMessage?: string
  }[]
  readonly promptFeedback?: { readonly blockReason?: string; readonly blockReasonMessage?: string }
}

const isBytes = { keyword: 'isBytes', validate: (_: unknown, value: unknown) => value instanceof Uint8Array }

const text = { type: 'string' }
const bytes = { anyOf: [text, { isBytes: true }] }
const listOf = (items: object) => ({ type: 'array', items })
/** Only what is read is checked: Google may add fields at any time. */
const object = (properties: object) => ({ type: 'object', properties })

const predictValidator = validatorOf<PredictAnswer>(
  object({
    predictions: listOf(object({ bytesBase64Encoded: bytes, gcsUri: text, mimeType: text, raiFilteredReason: text })),
  }),
)

const contentValidator = validatorOf<ContentAnswer>(
  object({
    candidates: listOf(
      object({
        content: object({
          parts: listOf(
            object({ text, thought: { type: 'boolean' }, inlineData: object({ mimeType: text, data: bytes }) }),
          ),
        }),
        finishReason: text,
        finishMessage: text,
      }),
    ),
    promptFeedback: object({ blockReason: text, blockReasonMessage: text }),
  }),
)

/** @throws `invalid-answer` */
export const checkPredict = (answer: unknown): PredictAnswer => check(predictValidator(), answer)

/** @throws `invalid-answer` */
export const checkContent = (answer: unknown): ContentAnswer => check(contentValidator(), answer)

/** Compiled for the first answer: a program that only loads the engine does not wait for it. */
function validatorOf<T>(schema: object): () => ValidateFunction<T> {
  let compiled: ValidateFunction<T> | undefined
  return () => {
    compiled ??= new Ajv({ strict: true, allowUnionTypes: true, keywords: [isBytes] }).compile<T>(schema)
    return compiled
  }
}

function check<T>(validate: ValidateFunction<T>, answer: unknown): T {
  if (validate(answer)) return answer
  const error = validate.errors?.[0]
  const place = error?.instancePath.slice(1).replaceAll('/', '.') || 'the answer'
  throw new PaintoutError(
    'invalid-answer',
    `Expected an answer of Vertex AI, got one whose \`${place}\` ${error?.message ?? 'is something else'}. It may have been charged. A proxy in between, or a new version of the service, may have changed it.`,
  )
}

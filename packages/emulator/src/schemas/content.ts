import { compile, strictObject } from './check.ts'

const text = { type: 'string' }

const part = strictObject({
  text,
  inlineData: strictObject({ mimeType: text, data: text }, ['mimeType', 'data']),
  thought: { type: 'boolean' },
  thoughtSignature: text,
})

const content = strictObject(
  { role: { enum: ['user', 'model'] }, parts: { type: 'array', minItems: 1, items: part } },
  ['parts'],
)

export interface ContentBody {
  readonly contents: readonly {
    readonly role?: string
    readonly parts: readonly {
      readonly text?: string
      readonly inlineData?: { readonly mimeType: string; readonly data: string }
    }[]
  }[]
  readonly generationConfig?: {
    readonly responseModalities?: readonly string[]
    readonly seed?: number
    readonly imageConfig?: { readonly aspectRatio?: string; readonly imageSize?: '1K' | '2K' | '4K' }
  }
}

export const validateContent = compile<ContentBody>(
  strictObject(
    {
      contents: { type: 'array', minItems: 1, items: content },
      systemInstruction: content,
      generationConfig: strictObject({
        responseModalities: { type: 'array', items: { enum: ['TEXT', 'IMAGE'] } },
        responseMimeType: text,
        seed: { type: 'integer', minimum: -2147483648, maximum: 2147483647 },
        temperature: { type: 'number', minimum: 0, maximum: 2 },
        topP: { type: 'number' },
        topK: { type: 'number' },
        candidateCount: { const: 1 },
        maxOutputTokens: { type: 'integer', minimum: 1 },
        thinkingConfig: strictObject({ thinkingBudget: { type: 'integer' }, includeThoughts: { type: 'boolean' } }),
        imageConfig: strictObject({
          aspectRatio: { enum: ['1:1', '2:3', '3:2', '3:4', '4:3', '4:5', '5:4', '9:16', '16:9', '21:9'] },
          imageSize: { enum: ['1K', '2K', '4K'] },
        }),
      }),
      safetySettings: {
        type: 'array',
        items: strictObject(
          {
            category: {
              enum: [
                'HARM_CATEGORY_DANGEROUS_CONTENT',
                'HARM_CATEGORY_HARASSMENT',
                'HARM_CATEGORY_HATE_SPEECH',
                'HARM_CATEGORY_SEXUALLY_EXPLICIT',
              ],
            },
            threshold: {
              enum: ['OFF', 'BLOCK_NONE', 'BLOCK_ONLY_HIGH', 'BLOCK_MEDIUM_AND_ABOVE', 'BLOCK_LOW_AND_ABOVE'],
            },
          },
          ['category', 'threshold'],
        ),
      },
      labels: { type: 'object', additionalProperties: text },
    },
    ['contents'],
  ),
)

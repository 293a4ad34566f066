import { PaintoutError } from '@paintout/core'
import { type ContentAnswer, checkContent, type Part } from '../answers.ts'
import { ratioOf, type Size } from '../gemini-sizes.ts'
import { checkImage } from '../image-bytes.ts'
import { bytesOf } from '../json-bytes.ts'
import { quoted } from '../quote.ts'
import { base64Picture, type EncodedPicture } from './edit.ts'

export interface SafetyRule {
  /** `HARM_CATEGORY_…` */
  readonly category: string
  /** `BLOCK_ONLY_HIGH`, … */
  readonly threshold: string
}

/** One edit as a Gemini image model is asked for it. */
export interface ContentEdit {
  /** The marked picture, then a mask where one is shown. */
  readonly pictures: readonly EncodedPicture[]
  readonly instruction: string
  readonly size: Size
  readonly seed: number | undefined
  readonly safetySettings: readonly SafetyRule[] | undefined
  readonly labels: Readonly<Record<string, string>> | undefined
}

/** `gemini-…:generateContent`. */
export function geminiBody({ pictures, instruction, size, seed, safetySettings, labels }: ContentEdit): unknown {
  return {
    contents: [{ role: 'user', parts: [...pictures.map(inlinePart), { text: instruction }] }],
    generationConfig: { responseModalities: ['TEXT', 'IMAGE'], seed, imageConfig: ratioOf(size) },
    safetySettings,
    labels,
  }
}

function inlinePart(picture: EncodedPicture) {
  const { bytesBase64Encoded: data, mimeType } = base64Picture(picture)
  return { inlineData: { mimeType, data } }
}

/** Finish reasons by which a model says that it will not; with any other one an image is merely missing. */
const refusals: ReadonlySet<string> = new Set([
  'SAFETY',
  'RECITATION',
  'BLOCKLIST',
  'PROHIBITED_CONTENT',
  'SPII',
  'IMAGE_SAFETY',
  'IMAGE_PROHIBITED_CONTENT',
  'IMAGE_RECITATION',
])

/**
 * The last image of an answer that is no thought: earlier ones are drafts.
 * @throws `refused` with the model's words or its reason, `no-image`, `invalid-answer`
 */
export function readContent(answer: unknown, model: string): Uint8Array {
  const content = checkContent(answer)
  const parts = content.candidates?.[0]?.content?.parts?.filter((part) => part.thought !== true) ?? []
  const image = parts.findLast(({ inlineData }) => inlineData?.data && !inlineData.mimeType?.startsWith('text/'))
  if (image?.inlineData?.data) return checkImage(bytesOf(image.inlineData.data), model)
  throw missingImage(content, parts, model)
}

function missingImage(content: ContentAnswer, parts: readonly Part[], model: string): PaintoutError {
  const blocked = content.promptFeedback
  const { finishReason = '', finishMessage = '' } = content.candidates?.[0] ?? {}
  const words =
    parts
      .map(({ text }) => text ?? '')
      .join(' ')
      .trim() || finishMessage
  const said = words ? `: ${quoted(words)}` : ''
  const expected = `Expected an image from \`${model}\`, got`
  if (blocked?.blockReason) {
    const why = blocked.blockReasonMessage ? `: ${quoted(blocked.blockReasonMessage)}` : ''
    const way = 'Use another photo, prompt or `safetySettings`.'
    return new PaintoutError('refused', `${expected} a blocked prompt (${blocked.blockReason})${why}. ${way}`)
  }
  if (refusals.has(finishReason)) {
    const way = 'Use another photo, prompt or `safetySettings`.'
    return new PaintoutError('refused', `${expected} a refusal (${finishReason})${said}. ${way}`)
  }
  if (words) {
    const way = 'Say more plainly in `prompt` what is to go, or choose another `marking`.'
    return new PaintoutError('refused', `${expected} words${said}. ${way}`)
  }
  const why = finishReason ? ` (${finishReason})` : ''
  return new PaintoutError('no-image', `${expected} none${why}. Ask again with another \`seed\`.`)
}

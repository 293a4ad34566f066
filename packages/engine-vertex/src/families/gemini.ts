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

/** A photo that a model shall look at, and what it is asked. */
export interface Question {
  readonly picture: EncodedPicture
  readonly instruction: string
  readonly safetySettings: readonly SafetyRule[] | undefined
  readonly labels: Readonly<Record<string, string>> | undefined
}

/** `gemini-…:generateContent` of a model that answers in words: it is held to JSON. */
export function questionBody({ picture, instruction, safetySettings, labels }: Question): unknown {
  return {
    contents: [{ role: 'user', parts: [inlinePart(picture), { text: instruction }] }],
    generationConfig: { responseMimeType: 'application/json' },
    safetySettings,
    labels,
  }
}

/** What a model said, without what it thought. `isCut` where it had to stop in the middle. */
export interface Words {
  readonly text: string
  readonly isCut: boolean
}

/**
 * The words of an answer.
 * @throws `refused` with its reason, `invalid-answer`
 */
export function readWords(answer: unknown, model: string): Words {
  const content = checkContent(answer)
  const [candidate] = content.candidates ?? []
  const parts = partsOf(content)
  const text = parts.map((part) => part.text ?? '').join('')
  const isRefused = content.promptFeedback?.blockReason || refusals.has(candidate?.finishReason ?? '')
  if (isRefused || text.trim() === '') throw missing('an answer', 'invalid-answer', content, model)
  return { text, isCut: candidate?.finishReason === 'MAX_TOKENS' }
}

function partsOf({ candidates }: ContentAnswer): readonly Part[] {
  return candidates?.[0]?.content?.parts?.filter((part) => part.thought !== true) ?? []
}

/**
 * The last image of an answer that is no thought: earlier ones are drafts.
 * @throws `refused` with the model's words or its reason, `no-image`, `invalid-answer`
 */
export function readContent(answer: unknown, model: string): Uint8Array {
  const content = checkContent(answer)
  const image = partsOf(content).findLast(
    ({ inlineData }) => inlineData?.data && !inlineData.mimeType?.startsWith('text/'),
  )
  if (image?.inlineData?.data) return checkImage(bytesOf(image.inlineData.data), model)
  throw missing('an image', 'no-image', content, model)
}

function missing(
  wanted: string,
  code: 'no-image' | 'invalid-answer',
  content: ContentAnswer,
  model: string,
): PaintoutError {
  const blocked = content.promptFeedback
  const { finishReason = '', finishMessage = '' } = content.candidates?.[0] ?? {}
  const words =
    partsOf(content)
      .map(({ text }) => text ?? '')
      .join(' ')
      .trim() || finishMessage
  const said = words ? `: ${quoted(words)}` : ''
  const expected = `Expected ${wanted} from \`${model}\`, got`
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
  const way = code === 'no-image' ? 'Ask again with another `seed`.' : 'Ask again, or another `model`.'
  return new PaintoutError(code, `${expected} none${why}. ${way}`)
}

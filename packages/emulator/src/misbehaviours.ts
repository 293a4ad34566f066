import type { Pixels } from '@paintout/core'
import { baseModelOf } from '@paintout/engine-vertex'
import type { ContentAnswer, ContentPart, PredictAnswer, Prediction } from './answers.ts'
import { editingFailed, invalid, modelRetired, quotaExceeded, Refusal, tokenExpired } from './errors.ts'
import { type Exchange, sendJson, sendRefusal, sendText } from './exchange.ts'
import { createRandom } from './models/drift.ts'
import type { Scene } from './models/paint.ts'
import { resize } from './pictures.ts'

/** One way to go wrong. What it leaves out goes well. */
export interface Misbehaviour {
  /** In place of the model: nothing is made, nothing is charged. */
  readonly instead?: (exchange: Exchange, model: string) => void
  /** What the model made, spoiled. */
  readonly paint?: (made: Pixels, scene: Scene) => Pixels | Promise<Pixels>
  /** A `:predict` answer, spoiled. */
  readonly predict?: (answer: PredictAnswer, includeRaiReason: boolean) => PredictAnswer
  /** A `:generateContent` answer, spoiled. */
  readonly content?: (answer: ContentAnswer) => ContentAnswer
  /** What is left in Cloud Storage may not be read. */
  readonly unreadable?: boolean
  /** A good answer on its way: the images are made, and charged. */
  readonly send?: (exchange: Exchange, bytes: Buffer) => void
}

const violence =
  'Unable to show generated images. All images were filtered out because they violated usage guidelines. Support codes: 56562880'
const cannot = 'I am sorry, but I cannot edit this photograph.'
const gatewayPage =
  '<!DOCTYPE html><html><head><title>502</title></head><body><h1>502 Bad Gateway</h1><p>The server encountered a temporary error.</p></body></html>'

/** Everything that the emulator can do wrong when it is asked to. */
export const misbehaviours = {
  /** Answers as it should. */
  nothing: {},
  hang: { instead: () => {} },
  'hang-up': { instead: ({ request }) => request.socket.destroy() },
  redirect: {
    instead: ({ response }) => response.writeHead(302, { location: 'https://example.com/', 'content-length': 0 }).end(),
  },
  'request-timeout': { instead: status(408, 'DEADLINE_EXCEEDED', 'Request timed out.') },
  'quota-exceeded': {
    instead: (exchange, model) => sendRefusal(exchange, quotaExceeded(baseModelOf(model))),
  },
  exhausted: { instead: status(429, 'RESOURCE_EXHAUSTED', 'Resource exhausted. Please try again later.') },
  'exhausted-retry-after': { instead: exhausted([], { 'retry-after': '1' }) },
  'exhausted-retry-info': {
    instead: exhausted([{ '@type': 'type.googleapis.com/google.rpc.RetryInfo', retryDelay: '1.2s' }], {}),
  },
  'exhausted-for-long': { instead: exhausted([], { 'retry-after': '7200' }) },
  cancelled: { instead: status(499, 'CANCELLED', 'The operation was cancelled.') },
  internal: { instead: status(500, 'INTERNAL', 'Internal error encountered.') },
  'bad-gateway': { instead: ({ response }) => sendText(response, 502, gatewayPage, 'text/html; charset=UTF-8') },
  unavailable: { instead: status(503, 'UNAVAILABLE', 'The service is currently unavailable.') },
  'empty-error': { instead: ({ response }) => response.writeHead(503, { 'content-length': 0 }).end() },
  'deadline-exceeded': {
    instead: status(504, 'DEADLINE_EXCEEDED', 'Deadline expired before operation could complete.'),
  },
  'array-error': {
    instead: (exchange) => sendJson(exchange, [{ error: invalid('Request contains an invalid argument.').error }], 400),
  },
  precondition: {
    instead: status(
      400,
      'FAILED_PRECONDITION',
      'Constraint constraints/vertexai.allowedModels violated for this project.',
    ),
  },
  forbidden: {
    instead: status(
      403,
      'PERMISSION_DENIED',
      "Permission 'aiplatform.endpoints.predict' denied on resource (or it may not exist).",
    ),
  },
  'expired-token': { instead: (exchange) => sendRefusal(exchange, tokenExpired()) },
  retired: { instead: (exchange, model) => sendRefusal(exchange, modelRetired(model)) },
  'blocked-input': {
    instead: (exchange) =>
      sendRefusal(
        exchange,
        editingFailed(
          'The input image contains content that has been blocked by your current safety filter threshold. Support codes: 43188360;',
        ),
      ),
  },

  reset: {
    send: ({ response, request }, bytes) => {
      response.writeHead(200, { 'content-type': 'application/json; charset=UTF-8', 'content-length': bytes.length })
      response.write(bytes.subarray(0, bytes.length >> 1), () => request.socket.resetAndDestroy())
    },
  },
  truncated: {
    send: ({ response }, bytes) => sendText(response, 200, bytes.subarray(0, bytes.length >> 1), 'application/json'),
  },
  html: { send: ({ response }) => sendText(response, 200, gatewayPage, 'text/html; charset=UTF-8') },
  'empty-body': { send: ({ response }) => response.writeHead(200, { 'content-length': 0 }).end() },

  filtered: {
    predict: (_, says) => ({ predictions: says ? [{ raiFilteredReason: violence }] : [] }),
    content: () => stopped('IMAGE_SAFETY', []),
  },
  'filtered-one': {
    predict: ({ predictions = [] }, says) => ({
      predictions: [...predictions.slice(1), ...(says ? [{ raiFilteredReason: violence }] : [])],
    }),
  },
  'no-predictions': { predict: () => ({}), content: () => stopped('NO_IMAGE', []) },
  'attributes-only': {
    predict: () => ({ predictions: [{ safetyAttributes: { categories: ['Violence'], scores: [0.9] } }] }),
  },
  'wrong-shape': {
    predict: () => ({ predictions: 'none' }) as unknown as PredictAnswer,
    content: () => ({ candidates: {} }) as unknown as ContentAnswer,
  },
  'unknown-fields': {
    predict: (answer) => ({ ...answer, deployedModelId: '1', metadata: { added: true } }),
    content: (answer) => ({ ...answer, createTime: '2026-11-22T00:00:00Z', added: [1, 2] }),
  },
  'blocked-prompt': {
    content: () => ({
      promptFeedback: { blockReason: 'PROHIBITED_CONTENT', blockReasonMessage: 'The prompt is blocked.' },
    }),
  },
  'refusal-in-words': { content: () => stopped('STOP', [{ text: cannot }]) },
  'seg-tokens': {
    content: () =>
      stopped('STOP', [
        { text: '[{"box_2d": [120, 80, 640, 410], "mask": "<seg_12><seg_7><seg_99>", "label": "boat"}]' },
      ]),
  },
  'fenced-json': { content: (answer) => mapText(answer, (text) => `\`\`\`json\n${text}\n\`\`\``) },
  'wordy-json': {
    content: (answer) => mapText(answer, (text) => `Here is what I found:\n\n${text}\n\nShall I go on?`),
  },
  'truncated-json': {
    content: (answer) => stopped('MAX_TOKENS', [{ text: textOf(answer).slice(0, textOf(answer).length >> 1) }]),
  },
  'nothing-found': { content: () => stopped('STOP', [{ text: '[]' }]) },
  'boxes-out-of-range': { content: (answer) => mapObjects(answer, ({ box_2d }) => ({ box_2d: box_2d.map(tenfold) })) },
  'broken-mask': {
    content: (answer) => mapObjects(answer, () => ({ mask: `data:image/png;base64,${noImage().bytesBase64Encoded}` })),
  },
  'too-long': { content: () => stopped('MAX_TOKENS', []) },
  thoughts: { content: withThoughts },
  'not-an-image': {
    predict: ({ predictions = [] }) => ({ predictions: predictions.map((each) => ({ ...each, ...noImage() })) }),
    content: (answer) =>
      mapParts(answer, (part) => ({
        ...part,
        inlineData: { mimeType: 'image/png', data: noImage().bytesBase64Encoded },
      })),
  },
  'wrong-type': {
    predict: ({ predictions = [] }) => ({
      predictions: predictions.map((each) => ({ ...each, mimeType: 'image/webp' })),
    }),
    content: (answer) =>
      mapParts(answer, (part) => ({ ...part, inlineData: { mimeType: 'image/webp', data: part.inlineData!.data } })),
  },

  'unreadable-object': { unreadable: true },
  'wrong-size': { paint: (made) => resize(made, { width: made.width, height: Math.round(made.height * 0.8) }) },
  'other-picture': { paint: (made) => otherPicture(made) },
  unchanged: { paint: (made, { picture }) => resize(picture, made) },
} as const satisfies Readonly<Record<string, Misbehaviour>>

export type MisbehaviourName = keyof typeof misbehaviours

export const misbehaviourNames = Object.keys(misbehaviours) as MisbehaviourName[]

function status(code: number, name: string, message: string) {
  return (exchange: Exchange): void => sendRefusal(exchange, new Refusal({ code, status: name, message }))
}

function exhausted(details: readonly object[], headers: Readonly<Record<string, string>>) {
  const error = {
    code: 429,
    status: 'RESOURCE_EXHAUSTED',
    message: 'Resource exhausted. Please try again later.',
    ...(details.length > 0 ? { details } : {}),
  }
  return (exchange: Exchange): void => sendRefusal(exchange, new Refusal(error, headers))
}

function stopped(finishReason: string, parts: readonly ContentPart[]): ContentAnswer {
  return { candidates: [{ content: { role: 'model', parts }, finishReason }] }
}

/** A plan in words, a draft that is a thought, a draft that is none, then the answer. */
function withThoughts(answer: ContentAnswer): ContentAnswer {
  const [candidate] = answer.candidates ?? []
  const parts = candidate?.content?.parts ?? []
  const draft: ContentPart = { inlineData: { mimeType: 'image/png', data: noImage().bytesBase64Encoded } }
  const thoughts = [{ text: 'I should remove it.', thought: true }, { ...draft, thought: true }, draft]
  return { ...answer, candidates: [{ ...candidate, content: { role: 'model', parts: [...thoughts, ...parts] } }] }
}

function mapParts(answer: ContentAnswer, change: (part: ContentPart) => ContentPart): ContentAnswer {
  const [candidate] = answer.candidates ?? []
  const parts = candidate?.content?.parts.map((part) => (part.inlineData ? change(part) : part)) ?? []
  return { ...answer, candidates: [{ ...candidate, content: { role: 'model', parts } }] }
}

function textOf({ candidates }: ContentAnswer): string {
  return candidates?.[0]?.content?.parts.map(({ text = '' }) => text).join('') ?? ''
}

/** What makes images says nothing: its answers stay as they are. */
function mapText(answer: ContentAnswer, change: (text: string) => string): ContentAnswer {
  const text = textOf(answer)
  return text ? { ...answer, ...stopped('STOP', [{ text: change(text) }]) } : answer
}

interface SpelledObject {
  readonly box_2d: readonly number[]
}

function mapObjects(answer: ContentAnswer, change: (object: SpelledObject) => object): ContentAnswer {
  return mapText(answer, (text) => {
    const objects = JSON.parse(text) as readonly SpelledObject[]
    return JSON.stringify(objects.map((object) => ({ ...object, ...change(object) })))
  })
}

/** As if it counted pixels. */
function tenfold(coordinate: number): number {
  return 10 * coordinate
}

function noImage(): { bytesBase64Encoded: string } & Prediction {
  return { bytesBase64Encoded: Buffer.from('this is not an image').toString('base64') }
}

/** Blobs that have nothing to do with what was asked. */
function otherPicture(made: Pixels): Pixels {
  const random = createRandom(7)
  const data = made.data.slice()
  for (let i = 0; i < data.length; i++) {
    const pixel = Math.floor(i / made.channels)
    const wave = Math.sin((pixel % made.width) / 23) * Math.cos(Math.floor(pixel / made.width) / 31)
    data[i] = Math.min(255, Math.max(0, 128 + 90 * wave + 20 * random()))
  }
  return { ...made, data }
}

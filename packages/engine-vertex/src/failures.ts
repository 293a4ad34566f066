import { type ErrorCode, PaintoutError } from '@paintout/core'
import { defaultModel, modelOf } from './models.ts'
import { quoted, textOfHtml } from './quote.ts'
import { longestWait, readDuration, readRetryAfter } from './retry.ts'
import { supportReasons } from './support-codes.ts'
import type { Incoming } from './transport.ts'

/** What a call failed of, and whether another one may do better. */
export class CallFailure extends Error {
  readonly error: PaintoutError
  /** What came instead of an answer, in a few words. */
  readonly got: string
  /** Milliseconds to wait at least; absent where another call would only fail again. */
  readonly retryAfter: number | undefined
  /** The call may have made images before it failed: they are paid for. */
  readonly mayBePaid: boolean

  constructor(error: PaintoutError, got: string, retryAfter?: number, mayBePaid = false) {
    super(error.message)
    this.error = error
    this.got = got
    this.retryAfter = retryAfter
    this.mayBePaid = mayBePaid
  }
}

/** What an answer with an error status says, in whatever form it came. */
interface Said {
  readonly status: string
  readonly message: string
  readonly details: readonly unknown[]
}

const transient: ReadonlySet<number> = new Set([408, 429, 500, 502, 503, 504])

/** `instead` is the model to use where this one is gone. */
export function statusFailure(incoming: Incoming, model: string, host: string, instead = defaultModel): CallFailure {
  const { status, headers } = incoming
  const said = read(incoming)
  const words = inWords(status, said)
  const after = Math.max(readRetryAfter(headers['retry-after']), retryInfo(said.details))
  const wait = after > longestWait ? ` The service asks to wait ${Math.round(after / 1000)} s.` : ''
  const error = errorOf(incoming, said, `${words}.${wait}`, { model, host, instead })
  return new CallFailure(error, words, transient.has(status) ? after : undefined)
}

/** An answer with an error status, in a few words: `403 PERMISSION_DENIED "…"`. */
export function wordsOf(incoming: Incoming): string {
  return inWords(incoming.status, read(incoming))
}

function inWords(code: number, { status, message }: Said): string {
  return [code, status, message && quoted(message)].filter(Boolean).join(' ')
}

/** A socket that broke. What had been asked may be made and charged all the same. */
export function connectionFailure(cause: unknown, host: string): CallFailure {
  const reason = quoted(reasonOf(cause))
  const wasSent = !/ECONNREFUSED|ENOTFOUND|EAI_AGAIN|CERT|certificate/.test(`${reason} ${codeOf(cause)}`)
  const error = new PaintoutError(
    'connection-failed',
    `Expected a connection to ${host}, got ${reason}. Check the network and \`endpoint\`.${wasSent ? ' The call may have been charged.' : ''}`,
    { cause },
  )
  return new CallFailure(error, reason, 0, wasSent)
}

export function deadlineFailure(model: string, milliseconds: number): CallFailure {
  return new CallFailure(
    new PaintoutError(
      'timed-out',
      `Expected an answer of \`${model}\` within ${milliseconds / 1000} s, got none. The call may have been charged. Raise \`deadline\`.`,
    ),
    'nothing',
    undefined,
    true,
  )
}

interface Asked {
  readonly model: string
  readonly host: string
  readonly instead: string
}

/** `got` is a sentence's end. */
function errorOf({ status }: Incoming, said: Said, got: string, { model, host, instead }: Asked): PaintoutError {
  const make = (code: ErrorCode, expected: string, way: string) =>
    new PaintoutError(code, `Expected ${expected}, got ${got} ${way}`)
  if (status >= 300 && status < 400) {
    const way =
      'Redirects are not followed, since they would take the credentials along: set `endpoint` to the address itself.'
    return make('connection-failed', `an answer of ${host}`, way)
  }
  if (status === 401) {
    const way = 'Run `gcloud auth application-default login` again, or renew GOOGLE_OAUTH_ACCESS_TOKEN.'
    return make('unauthorized', `credentials that ${host} accepts`, way)
  }
  if (status === 403) {
    const way =
      'Enable the API (`gcloud services enable aiplatform.googleapis.com`), and grant the role "Vertex AI User" in that project.'
    return make('forbidden', `the right to use \`${model}\``, way)
  }
  if (status === 404) return notFound(said, got, model, instead)
  if (status === 429) {
    const way = 'Lower `requestsPerMinute`, or ask for more quota in the Cloud console.'
    return make('quota-exceeded', `\`${model}\` to have quota left`, way)
  }
  if (status === 413) return make('too-large', `\`${model}\` to take the request`, 'Lower `maxBytes`.')
  if (transient.has(status) || status >= 500 || status === 499) {
    return make('service-failed', `an answer of \`${model}\``, 'Try again later, or raise `retries`.')
  }
  if (/blocked|safety filter|support code/i.test(said.message)) return refusal(model, said.message)
  const way =
    said.status === 'FAILED_PRECONDITION'
      ? 'An allow-list or a policy of the organisation stands against it: ask its administrator.'
      : 'Check the options of vertex. Nothing was charged.'
  return make('invalid-request', `\`${model}\` to take the request`, way)
}

function notFound(said: Said, got: string, model: string, instead: string): PaintoutError {
  const { end, family } = modelOf(model)
  if (end === undefined && !/is unavailable/i.test(said.message)) {
    return new PaintoutError(
      'not-found',
      `Expected \`${model}\` to be served here, got ${got} Check \`model\`, \`project\` and \`location\`.`,
    )
  }
  return new PaintoutError(
    'model-retired',
    `Expected \`${model}\` to answer, got ${got} ${wayFrom(model, { family, end, instead })}`,
  )
}

/** What to use instead of a model that is gone. */
export function wayFrom(
  model: string,
  { family, end, instead }: { readonly family: string; readonly end?: string | undefined; readonly instead: string },
): string {
  const gone = end === undefined ? '' : `Google ended it on ${end}. `
  if (model === instead) return `${gone}Choose a model that Google serves today.`
  const unlike = family === 'gemini' ? '' : ', which takes no mask: paintout makes its answer mask-true'
  return `${gone}Use \`${instead}\`${unlike}.`
}

/** A model that will not. Blocked images are not charged. */
export function refusal(model: string, saidMessage: string): PaintoutError {
  const reasons = supportReasons(saidMessage)
  const why = reasons.length > 0 ? ` for ${reasons.join(', ')}` : ''
  return new PaintoutError(
    'refused',
    `Expected an image from \`${model}\`, got a refusal${why}: ${quoted(saidMessage)}. Use another photo, prompt or safety setting. Blocked images are not charged.`,
  )
}

function read({ body, headers }: Incoming): Said {
  const text = body.toString('utf8')
  const nothing: Said = { status: '', message: '', details: [] }
  try {
    const parsed: unknown = JSON.parse(text)
    const holder = (Array.isArray(parsed) ? parsed[0] : parsed) as { error?: unknown } | null
    const error = holder?.error
    if (typeof error === 'string') return { ...nothing, message: error }
    const { status, message, details } = (error ?? {}) as Record<string, unknown>
    return {
      status: typeof status === 'string' ? status : '',
      message: typeof message === 'string' ? message : '',
      details: Array.isArray(details) ? details : [],
    }
  } catch {
    const isHtml = /html/i.test(headers['content-type'] ?? '') || /^\s*</.test(text)
    return { ...nothing, message: isHtml ? textOfHtml(text) : text.trim() }
  }
}

/** `google.rpc.RetryInfo` */
function retryInfo(details: readonly unknown[]): number {
  const infos = details as readonly { '@type'?: unknown; retryDelay?: unknown }[]
  return Math.max(
    0,
    ...infos
      .filter((each) => String(each?.['@type']).endsWith('RetryInfo'))
      .map((each) => readDuration(each.retryDelay)),
  )
}

function reasonOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error)
  return error.message || codeOf(error) || error.name
}

function codeOf(error: unknown): string {
  return error instanceof Error && 'code' in error ? String(error.code) : ''
}

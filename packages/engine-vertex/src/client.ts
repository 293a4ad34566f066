import { type FillContext, PaintoutError } from '@paintout/core'
import type { Credentials } from './auth.ts'
import type { Endpoint } from './endpoint.ts'
import { CallFailure, connectionFailure, deadlineFailure, statusFailure } from './failures.ts'
import { jsonBody, parseJsonWithBytes } from './json-bytes.ts'
import { sharedQuota } from './quota.ts'
import { withRetries } from './retry.ts'
import type { Incoming, Outgoing, Transport } from './transport.ts'

export interface ClientSettings {
  readonly endpoint: Endpoint
  readonly credentials: Credentials
  readonly project: string | undefined
  readonly location: string
  readonly apiVersion: 'v1' | 'v1beta1'
  readonly model: string
  /** The model to name where this one is gone. */
  readonly instead: string
  readonly requestsPerMinute: number
  readonly concurrency: number
  readonly retries: number
  readonly retryDelay: number
  readonly deadline: number
  readonly transport: Transport
}

export interface CallContext extends Pick<FillContext, 'signal' | 'warn' | 'sending' | 'repeating'> {
  /** What the call asks for. Default 1. */
  readonly images?: number
}

/** Calls of one model: address, credentials, quota, retries, deadline. */
export interface Client {
  /** The answer as JSON, with long base64 strings as bytes. */
  post(method: 'predict' | 'generateContent', body: unknown, context: CallContext): Promise<unknown>
}

export function createClient(settings: ClientSettings): Client {
  const { endpoint, credentials, location, apiVersion, model, instead } = settings

  async function post(method: string, body: unknown, context: CallContext): Promise<unknown> {
    const project = await findProject(settings)
    const path = `projects/${encodeURIComponent(project)}/locations/${location}/publishers/google/models/${model}:${method}`
    const url = new URL(`${endpoint.base}/${apiVersion}/${path}`)
    const json = jsonBody(body)
    const { queue, quota } = sharedQuota(project, location, model, settings)
    if (quota.requestsPerMinute !== settings.requestsPerMinute || quota.concurrency !== settings.concurrency) {
      context.warn(
        'quota-shared',
        `This process already calls \`${model}\` in \`${project}\` with at most ${quota.requestsPerMinute} requests a minute, ${quota.concurrency} at once: that holds, not ${settings.requestsPerMinute} and ${settings.concurrency}.`,
      )
    }
    const call = (): Promise<Incoming> => queue.add(() => exchange(url, json, context), { signal: context.signal })
    const incoming = await retrying(call, settings, context)
    return readAnswer(incoming, endpoint.host)
  }

  async function exchange(url: URL, json: ReturnType<typeof jsonBody>, context: CallContext): Promise<Incoming> {
    const incoming = await send(url, json, context)
    if (incoming.status !== 401 || !(await credentials.renew())) return accept(incoming)
    return accept(await send(url, json, context))
  }

  async function send(
    url: URL,
    body: ReturnType<typeof jsonBody>,
    { signal, sending }: CallContext,
  ): Promise<Incoming> {
    const headers = { ...(await credentials.headers(url)), 'content-type': 'application/json; charset=utf-8' }
    return sendWithin(settings, { method: 'POST', url, headers, body, sending }, signal)
  }

  function accept(incoming: Incoming): Incoming {
    if (incoming.status >= 200 && incoming.status < 300) return incoming
    throw statusFailure(incoming, model, endpoint.host, instead)
  }

  return { post }
}

type Sending = Pick<ClientSettings, 'model' | 'deadline' | 'transport' | 'endpoint'>

/** One exchange that ends with the deadline or with the signal, whichever comes first. */
export async function sendWithin(settings: Sending, outgoing: Outgoing, signal: AbortSignal): Promise<Incoming> {
  const { model, deadline, transport, endpoint } = settings
  const timeout = AbortSignal.timeout(deadline)
  try {
    return await transport.send(outgoing, AbortSignal.any([signal, timeout]))
  } catch (error) {
    if (signal.aborted) throw signal.reason
    if (PaintoutError.is(error)) throw error
    throw timeout.aborted ? deadlineFailure(model, deadline) : connectionFailure(error, endpoint.host)
  }
}

async function retrying<T>(call: () => Promise<T>, settings: ClientSettings, context: CallContext): Promise<T> {
  const { retries, retryDelay, model } = settings
  const { signal } = context
  let asked = 1
  try {
    return await withRetries(call, {
      retries,
      retryDelay,
      signal,
      mayRetry: (error) =>
        error instanceof CallFailure && error.retryAfter !== undefined ? { after: error.retryAfter } : undefined,
      retrying: async (error, attempt) => {
        if (!(error instanceof CallFailure)) return
        if (error.mayBePaid) await allowRepeating(context, error.error)
        asked = attempt + 1
        const paid = error.mayBePaid ? ' That call may have been charged too.' : ''
        context.warn('retried', `\`${model}\` was asked again, ${attempt} of ${retries}, after ${error.got}.${paid}`)
      },
    })
  } catch (error) {
    if (signal.aborted) throw signal.reason
    throw error instanceof CallFailure ? afterAll(error.error, asked) : error
  }
}

/** What came of the first call stays the failure: it may have been charged, and is to be listed. */
async function allowRepeating(context: CallContext, { code, message, cause }: PaintoutError): Promise<void> {
  await context.repeating?.(context.images ?? 1).catch((refusal: unknown) => {
    const reason = refusal instanceof Error ? refusal.message : String(refusal)
    throw new PaintoutError(code, `${message} It was not asked again: ${reason}`, { cause })
  })
}

function afterAll({ code, message, cause }: PaintoutError, asked: number): PaintoutError {
  return new PaintoutError(code, asked > 1 ? `${message} It was asked ${asked} times.` : message, { cause })
}

function readAnswer({ body }: Incoming, host: string): unknown {
  try {
    return parseJsonWithBytes(body)
  } catch {
    throw new PaintoutError(
      'invalid-answer',
      `Expected JSON from ${host}, got ${body.length} bytes that are none${/^\s*</.test(body.toString('latin1', 0, 64)) ? ' but HTML' : ''}. The call may have been charged. Check \`endpoint\` and any proxy in between.`,
    )
  }
}

async function findProject({ project, credentials }: ClientSettings): Promise<string> {
  const found = project ?? (await credentials.project())
  if (found) return found
  throw new PaintoutError(
    'invalid-option',
    'Expected `project` for vertex, got none. Say `project`, set GOOGLE_CLOUD_PROJECT, or use credentials that name one.',
  )
}

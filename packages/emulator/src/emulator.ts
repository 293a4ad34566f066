import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { knownModels, knownTextModels } from '@paintout/engine-vertex'
import { Refusal } from './errors.ts'
import { sendJson, sendRefusal, sendText } from './exchange.ts'
import type { MisbehaviourName } from './misbehaviours.ts'
import type { Drift } from './models/drift.ts'
import type { CleanPlate } from './models/paint.ts'
import type { MaskSpelling } from './models/spell-objects.ts'
import { routes } from './routes.ts'
import type { Call, State } from './state.ts'
import { Tokens } from './tokens.ts'

export interface EmulatorOptions {
  /** Default: any that is free. */
  readonly port?: number
  /** Access tokens that are taken as they are. Default `['emulated']`. */
  readonly tokens?: readonly string[]
  /** Ids that are served beside the known ones. */
  readonly models?: readonly string[]
  /** Ids that answer as retired models do. Default none: private endpoints keep some alive. */
  readonly retired?: readonly string[]
  /** Milliseconds before each answer of a model. Default 0. */
  readonly latency?: number
  /** Requests a minute for a base model. Default: no limit. */
  readonly quota?: number
  /** What the Gemini models change where they should not. Default nothing. */
  readonly drift?: Drift
  /** The scene without its object, where it is known. */
  readonly clean?: CleanPlate
  /** How text models spell the mask of an object. Default `outline`. */
  readonly masks?: MaskSpelling
  /** `fill` removes, `echo` answers with the picture that it got. Default `fill`. */
  readonly answer?: 'fill' | 'echo'
  /** Keep the bodies of calls, for tests to look at. Default true. */
  readonly keepCalls?: boolean
  /** Public keys (PEM) of service accounts by their address: only these can sign in. */
  readonly serviceAccounts?: Readonly<Record<string, string>>
}

/** A Vertex AI on loopback. */
export interface Emulator {
  /** Without a slash at its end. */
  readonly url: string
  /** Calls of models in the order in which they came. */
  readonly calls: readonly Call[]
  /** Images made so far: each would have been paid for. */
  readonly images: number
  /** The next calls of models go wrong in these ways, one each, in order. */
  next(...names: readonly MisbehaviourName[]): void
  /** What Cloud Storage says that it has, by `bucket/name`. */
  readonly objects: ReadonlyMap<string, { readonly bytes: Buffer }>
  /** A token as a token endpoint gives it out. */
  token(): string
  /** Every token that is out answers 401 from now on. */
  expireTokens(): void
  close(): Promise<void>
}

/** As much as Vertex AI takes. */
const mostBytes = 500 * 2 ** 20

export async function startEmulator(options: EmulatorOptions = {}): Promise<Emulator> {
  const state: State = {
    tokens: new Tokens(options.tokens ?? ['emulated']),
    models: [...knownModels, ...knownTextModels, ...(options.models ?? [])],
    retired: options.retired ?? [],
    calls: [],
    next: [],
    latency: options.latency ?? 0,
    quota: options.quota ?? Number.POSITIVE_INFINITY,
    drift: options.drift ?? {},
    clean: options.clean,
    masks: options.masks ?? 'outline',
    answer: options.answer ?? 'fill',
    keepCalls: options.keepCalls ?? true,
    objects: new Map(),
    serviceAccounts: new Map(Object.entries(options.serviceAccounts ?? {})),
    started: performance.now(),
  }
  const server = createServer((request, response) => {
    serve(request, response, state).catch((error: unknown) => {
      const message = error instanceof Error ? error.message : String(error)
      if (!response.headersSent) sendText(response, 500, `paintout emulator: ${message}`, 'text/plain')
    })
  })
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject)
    server.listen(options.port ?? 0, '127.0.0.1', resolve)
  })
  const { port } = server.address() as AddressInfo
  return {
    url: `http://127.0.0.1:${port}`,
    calls: state.calls,
    get images() {
      return state.calls.reduce((sum, call) => sum + call.images, 0)
    },
    objects: state.objects,
    next: (...names) => {
      state.next.push(...names)
    },
    token: () => state.tokens.issue('given').access_token,
    expireTokens: () => state.tokens.expireAll(),
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve())
        server.closeAllConnections()
      }),
  }
}

async function serve(request: IncomingMessage, response: ServerResponse, state: State): Promise<void> {
  const url = new URL(request.url ?? '/', 'http://127.0.0.1')
  const found = { request, response, url, found: {}, body: Buffer.alloc(0) }
  for (const { method, path, handle } of routes) {
    const match = path.exec(url.pathname)
    if (!match || request.method !== method) continue
    const exchange = { ...found, found: match.groups ?? {}, body: await readBody(request) }
    try {
      await handle(exchange, state)
    } catch (error) {
      if (!(error instanceof Refusal)) throw error
      sendRefusal(exchange, error)
    }
    return
  }
  const message = `The requested URL ${url.pathname} was not found on this server.`
  sendJson(found, { error: { code: 404, message, status: 'NOT_FOUND' } }, 404)
}

async function readBody(request: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = []
  let length = 0
  for await (const chunk of request as AsyncIterable<Buffer>) {
    length += chunk.length
    if (length > mostBytes) {
      const message = `Request payload size exceeds the limit: ${mostBytes} bytes.`
      throw new Refusal({ code: 413, status: 'INVALID_ARGUMENT', message })
    }
    chunks.push(chunk)
  }
  return Buffer.concat(chunks)
}

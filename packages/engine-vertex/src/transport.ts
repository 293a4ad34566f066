import { type ClientRequest, type IncomingHttpHeaders, Agent as PlainAgent, request as plainRequest } from 'node:http'
import { Agent as SecureAgent, request as secureRequest } from 'node:https'
import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import type { JsonBody } from './json-bytes.ts'

export interface Outgoing {
  readonly method: 'GET' | 'POST'
  readonly url: URL
  readonly headers: Readonly<Record<string, string>>
  readonly body?: JsonBody
  /** Called when a connection stands and nothing has been written to it. Where it throws nothing is. */
  readonly sending?: (() => void) | undefined
}

export interface Incoming {
  readonly status: number
  readonly headers: IncomingHttpHeaders
  readonly body: Buffer
}

/** Connections that are kept open between calls. They do not keep a program alive. */
export interface Transport {
  /** One exchange: no retry, no redirect. Rejects with the socket's error, with a {@link BrokenAnswer}, or with the signal's reason. */
  send(outgoing: Outgoing, signal: AbortSignal): Promise<Incoming>
  close(): void
}

/** An answer that says it is larger than any picture could be is not given memory in advance. */
const mostInAdvance = 256 * 2 ** 20

/** An answer whose body ended before its end: whatever was asked has been worked on. */
class BrokenAnswer extends Error {
  constructor(cause: unknown) {
    super('an answer that broke off', { cause })
  }
}

export function createTransport(): Transport {
  const plain = new PlainAgent({ keepAlive: true })
  const secure = new SecureAgent({ keepAlive: true })

  async function send({ method, url, headers, body, sending }: Outgoing, signal: AbortSignal): Promise<Incoming> {
    signal.throwIfAborted()
    const isSecure = url.protocol === 'https:'
    const start = isSecure ? secureRequest : plainRequest
    const request = start(url, {
      method,
      headers: body ? { ...headers, 'content-length': body.length } : headers,
      agent: isSecure ? secure : plain,
      signal,
    })
    if (sending) onceConnected(request, isSecure ? 'secureConnect' : 'connect', sending)
    const answer = new Promise<Incoming>((resolve, reject) => {
      let isAnswering = false
      request.once('error', (error) => reject(isAnswering ? new BrokenAnswer(error) : error))
      request.once('response', (response) => {
        isAnswering = true
        readAll(response).then(
          (bytes) => resolve({ status: response.statusCode ?? 0, headers: response.headers, body: bytes }),
          (cause) => reject(new BrokenAnswer(cause)),
        )
      })
    })
    // A server may answer, and hang up, before it has read everything: its answer counts, not the broken upload.
    const upload = body ? pipeline(Readable.from(body.chunks(), { objectMode: true }), request) : request.end()
    Promise.resolve(upload).catch(() => {})
    try {
      return await answer
    } catch (error) {
      throw signal.aborted ? signal.reason : error
    }
  }

  return {
    send,
    close() {
      plain.destroy()
      secure.destroy()
    },
  }
}

/** What a request has to write waits for its socket behind those who listened before it. */
function onceConnected(request: ClientRequest, event: 'connect' | 'secureConnect', announce: () => void): void {
  const tryAnnounce = () => {
    try {
      announce()
    } catch (error) {
      request.destroy(error as Error)
    }
  }
  request.once('socket', (socket) => {
    if (request.reusedSocket) tryAnnounce()
    else socket.once(event, tryAnnounce)
  })
}

async function readAll(response: AsyncIterable<Buffer> & { headers: IncomingHttpHeaders }): Promise<Buffer> {
  const announced = Number(response.headers['content-length'])
  if (!(announced > 0 && announced <= mostInAdvance)) {
    const chunks: Buffer[] = []
    for await (const chunk of response) chunks.push(chunk)
    return Buffer.concat(chunks)
  }
  const whole = Buffer.allocUnsafeSlow(announced)
  let length = 0
  for await (const chunk of response) length += chunk.copy(whole, length)
  return whole.subarray(0, length)
}

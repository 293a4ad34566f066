import type { IncomingMessage, ServerResponse } from 'node:http'
import { Refusal } from './errors.ts'

/** One request and its response. */
export interface Exchange {
  readonly request: IncomingMessage
  readonly response: ServerResponse
  readonly url: URL
  /** What the pattern of the route caught. */
  readonly found: Readonly<Record<string, string>>
  readonly body: Buffer
}

export function sendJson({ response }: Exchange, value: unknown, status = 200): void {
  sendText(response, status, JSON.stringify(value), 'application/json; charset=UTF-8')
}

export function sendText(response: ServerResponse, status: number, text: string | Buffer, type: string): void {
  const bytes = Buffer.from(text as string)
  response.writeHead(status, { 'content-type': type, 'content-length': bytes.length }).end(bytes)
}

export function sendRefusal(exchange: Exchange, { error, headers, body }: Refusal): void {
  for (const [name, value] of Object.entries(headers)) exchange.response.setHeader(name, value)
  sendJson(exchange, body, error.code)
}

/** The JSON of a request, told like Google's services tell it. */
export function readJson(body: Buffer): unknown {
  try {
    return JSON.parse(body.toString('utf8'))
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error)
    throw new Refusal({
      code: 400,
      status: 'INVALID_ARGUMENT',
      message: `Invalid JSON payload received. ${reason}`,
    })
  }
}

import { PaintoutError } from '@paintout/core'

/** Why a removal gave no picture: what was thrown, and by the call of which method. */
export class Failure {
  readonly cause: unknown
  /** Absent where sharp could not read what comes before the removal. */
  readonly call: Call | undefined

  constructor(cause: unknown, call?: Call) {
    this.cause = cause
    this.call = call
  }
}

/** A call of a removal, in the user's file. */
export interface Call {
  readonly method: string
  readonly site: Error
}

/** An error at the line that called `method`; nothing of ours is in its stack. */
export function siteOf(method: (...parameters: never[]) => unknown): Error {
  const site = new Error()
  Error.captureStackTrace(site, method)
  return site
}

/**
 * The error that one output throws: a new one each time, since outputs share a removal.
 * What sharp could not read is told in sharp's own way; a removal that failed shows where it was called, then where the
 * output was asked for.
 */
export function explainFailure(failure: unknown, terminal: Error): Error {
  const { cause, call } = failure instanceof Failure ? failure : new Failure(failure)
  if (!call) return Object.assign(terminal, { message: messageOf(cause) })
  const code = PaintoutError.is(cause) ? cause.code : 'operation-failed'
  const by = PaintoutError.is(cause) && cause.by ? cause.by : call.method
  const error = new PaintoutError(code, messageOf(cause), { by, cause })
  error.stack = [
    `${error.name}: ${error.message}`,
    framesOf(call.site),
    '    --- output asked for',
    framesOf(terminal),
  ].join('\n')
  return error
}

function messageOf(cause: unknown): string {
  return cause instanceof Error ? cause.message : String(cause)
}

function framesOf({ stack = '' }: Error): string {
  return stack
    .split('\n')
    .filter((line) => /^\s+at /.test(line))
    .join('\n')
}

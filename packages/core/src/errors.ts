/** Every way a call can fail. Each code has a row in `docs/errors.md`. */
export type ErrorCode =
  | 'invalid-option'
  | 'unknown-option'
  | 'frozen'
  | 'closed'
  | 'plugin-failed'
  | 'operation-failed'
  | 'no-engine'
  | 'no-codec'
  | 'no-mask'
  | 'invalid-image'
  | 'invalid-mask'
  | 'mask-empty'
  | 'mask-full'
  | 'no-source'
  | 'refused'
  | 'no-image'
  | 'invalid-answer'
  | 'engine-failed'
  | 'no-credentials'
  | 'unauthorized'
  | 'forbidden'
  | 'invalid-request'
  | 'model-retired'
  | 'not-found'
  | 'quota-exceeded'
  | 'service-failed'
  | 'connection-failed'
  | 'timed-out'
  | 'drift'
  | 'not-removed'
  | 'mask-not-found'
  | 'not-in-store'
  | 'not-installed'
  | 'over-budget'
  | 'store-failed'
  | 'batch-failed'
  | 'outside-changed'
  | 'too-large'
  | 'aborted'
  | 'input-missing'
  | 'input-unreadable'
  | 'unsupported-image'
  | 'unsupported-sharp'
  | 'output-is-input'
  | 'output-failed'
  | 'not-allowed'
  | 'not-cleaned'

const marker = Symbol.for('paintout.error.1')

export interface ErrorDetails {
  /** The operation, plugin or tap that failed. */
  readonly by?: string
  readonly cause?: unknown
}

/**
 * The one error of paintout. `message` says what was expected, what was given and the way out;
 * `code` is stable, `by` names the plugin or operation, `cause` is what was caught.
 */
export class PaintoutError extends Error {
  override readonly name = 'PaintoutError'
  readonly code: ErrorCode
  readonly by: string | undefined

  constructor(code: ErrorCode, message: string, details: ErrorDetails = {}) {
    super(message, details.cause === undefined ? undefined : { cause: details.cause })
    this.code = code
    this.by = details.by
    Object.defineProperty(this, marker, { value: true })
  }

  /** True for an error of any copy of this package: a program may hold two. */
  static is(error: unknown): error is PaintoutError {
    return typeof error === 'object' && error !== null && marker in error
  }
}

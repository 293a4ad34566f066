import { type ErrorCode, PaintoutError } from './errors.ts'

/**
 * What is thrown where code that is not ours throws what is not ours: who it was, in its own words, and whom to ask.
 * @param who A sentence's beginning: ``The engine `name` ``.
 */
export function foreignFailure(code: ErrorCode, who: string, by: string, cause: unknown): PaintoutError {
  const reason = cause instanceof Error ? cause.message : String(cause)
  const said = /[.!?]$/.test(reason) ? reason : `${reason}.`
  return new PaintoutError(code, `${who} failed: ${said} Its stack is in \`cause\`: report it to whoever wrote it.`, {
    by,
    cause,
  })
}

import { PaintoutError } from '@paintout/core'

export function codeOf(error: unknown): string | undefined {
  const code = typeof error === 'object' && error !== null && 'code' in error ? error.code : undefined
  return typeof code === 'string' ? code : undefined
}

/** What went wrong, in words that may go into a report: without the user and password of an address in it. */
export function reasonOf(error: unknown): string {
  const reason = error instanceof Error ? error.message : String(error)
  return reason.replace(/:\/\/[^\s/]*@/g, '://…@')
}

/** Undefined where there is no such file; any other failure is thrown. */
export async function unlessMissing<T>(work: Promise<T>): Promise<T | undefined> {
  try {
    return await work
  } catch (error) {
    if (codeOf(error) === 'ENOENT' || codeOf(error) === 'ENOTDIR') return undefined
    throw error
  }
}

/** What the disk refused, as an error of ours. */
export function explainStore(what: string, cause: unknown): PaintoutError {
  if (PaintoutError.is(cause)) return cause
  return new PaintoutError('store-failed', `Expected to ${what}, got: ${reasonOf(cause)}. Check the store's folder.`, {
    by: 'store',
    cause,
  })
}

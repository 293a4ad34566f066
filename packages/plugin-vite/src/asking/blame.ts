import { PaintoutError } from '@paintout/core/schemas'

/** Where a reference stands. */
export interface Place {
  /** As messages name it. */
  readonly file: string
  /** From 1; undefined where it cannot be known. */
  readonly line?: number | undefined
  /** As it was written. */
  readonly reference: string
}

/** Adds to an error of ours which reference it is about. Other errors stay as they are. */
export function blame(error: unknown, { file, line, reference }: Place): unknown {
  if (!PaintoutError.is(error) || error.message.startsWith('In ')) return error
  const where = line === undefined ? file : `${file}:${line}`
  const details = { cause: error, ...(error.by === undefined ? {} : { by: error.by }) }
  return new PaintoutError(error.code, `In ${where}, \`${reference}\`: ${error.message}`, details)
}

/** The line of `index` in a text, from 1; undefined for -1. */
export function lineAt(text: string, index: number): number | undefined {
  return index < 0 ? undefined : text.slice(0, index).split('\n').length
}

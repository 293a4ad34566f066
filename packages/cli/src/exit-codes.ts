import { type ErrorCode, PaintoutError } from '@paintout/core'
import { CommanderError } from 'commander'

/** How the command ends, for scripts. */
export const exitCodes = {
  done: 0,
  failed: 1,
  usage: 2,
  interrupted: 130,
  brokenPipe: 141,
} as const

export const exitCodeMeanings: Readonly<Record<keyof typeof exitCodes, string>> = {
  done: 'the picture was written',
  failed: 'the removal failed: the photo, the mask, the engine or the output',
  usage: 'a flag or an argument is wrong: nothing was done',
  interrupted: 'interrupted, as by Ctrl-C: what is done is kept, nothing is half written',
  brokenPipe: 'the reader of stdout went away',
}

const usageCodes: ReadonlySet<ErrorCode> = new Set(['invalid-option', 'unknown-option', 'no-mask', 'output-is-input'])

export function exitCodeOf(error: unknown): number {
  if (error instanceof CommanderError) return error.exitCode === 0 ? exitCodes.done : exitCodes.usage
  if (isBrokenPipe(error)) return exitCodes.brokenPipe
  if (!PaintoutError.is(error)) return exitCodes.failed
  if (error.code === 'aborted') return exitCodes.interrupted
  return usageCodes.has(error.code) ? exitCodes.usage : exitCodes.failed
}

export function isBrokenPipe(error: unknown): boolean {
  return error instanceof Error && 'code' in error && error.code === 'EPIPE'
}

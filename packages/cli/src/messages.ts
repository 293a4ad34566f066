import { PaintoutError, type Report } from '@paintout/core'
import { CommanderError } from 'commander'
import { onOneLine } from './batch/display.ts'
import { counted } from './counted.ts'
import { exitCodeOf, exitCodes } from './exit-codes.ts'

/** An error as one or two lines; its stack only where somebody asked for it. */
export function describeError(error: unknown, withStack: boolean): string {
  if (withStack && error instanceof Error && !(error instanceof CommanderError)) return stackOf(error)
  const hint = exitCodeOf(error) === exitCodes.usage ? '\nSee `paintout --help`.' : ''
  return `paintout: ${onOneLine(messageOf(error))}${hint}`
}

/** An error as JSON, for `--json`. */
export function errorAsJson(error: unknown): string {
  const by = PaintoutError.is(error) ? error.by : undefined
  return JSON.stringify({ error: { code: codeOf(error), message: messageOf(error), by } })
}

function codeOf(error: unknown): string {
  if (PaintoutError.is(error)) return error.code
  if (!(error instanceof CommanderError)) return 'unexpected'
  return error.code === 'commander.unknownOption' ? 'unknown-option' : 'invalid-option'
}

/** What was done, on one line. */
export function summarize(report: Report, output: string): string {
  const { regions, mask, outsideChanged } = report
  const count = counted(regions.length, 'region')
  const by = mask?.by === undefined ? '' : ` by ${mask.by}`
  const share = `${(100 * (mask?.share ?? 0)).toFixed(1)} % of the photo`
  const seconds = Object.values(report.milliseconds).reduce((sum, each) => sum + each, 0) / 1000
  const outside = `${outsideChanged} pixels changed outside the mask`
  return `${output}: ${count}, ${share} masked${by}, ${seconds.toFixed(1)} s, ${outside}${lossOf(report)}`
}

/** What a lossy format adds to that: its rounding, of all blocks or of some. */
function lossOf({ output }: Report): string {
  if (!output || output.lossless) return ''
  const { outside, blocks } = output
  const what = blocks ? `${blocks.of - blocks.copied} of ${blocks.of} blocks` : 'it all'
  const by = `by ${outside.mean.toFixed(2)} on the mean, ${outside.max} at most`
  return ` before ${output.format.toUpperCase()} rounded ${what} again (${by})`
}

function messageOf(error: unknown): string {
  if (error instanceof CommanderError) return sentence(error.message)
  return error instanceof Error ? error.message : String(error)
}

/** `error: unknown option '--maks'\n(Did you mean --mask?)` as a sentence of ours. */
function sentence(message: string): string {
  const text = message
    .replace(/^error: /, '')
    .replace(/\s*\n\s*/g, ' ')
    .replaceAll("'", '`')
  const ended = /[.)?]$/.test(text) ? text : `${text}.`
  return ended.charAt(0).toUpperCase() + ended.slice(1)
}

function stackOf(error: Error): string {
  const cause = error.cause instanceof Error ? `\nCaused by: ${stackOf(error.cause)}` : ''
  return `${error.stack ?? error.message}${cause}`
}

import { PaintoutError } from '@paintout/core'
import { counted } from '../counted.ts'
import { printable } from './display.ts'

/** What failed and why, one line each; the rest is counted, and so is what no budget was left for. */
export function failureTable(failures: readonly { photo: string; error: unknown }[], most: number): string {
  const overBudget = failures.filter(({ error }) => codeOf(error) === 'over-budget')
  const single = failures.filter((failure) => !overBudget.includes(failure))
  const rows = single.slice(0, most).map(({ photo, error }) => [printable(photo), codeOf(error), sentenceOf(error)])
  const widths = [0, 1].map((column) => Math.max(0, ...rows.map((row) => row[column]!.length)))
  const lines = rows.map(
    ([photo, code, sentence]) => `  ${photo!.padEnd(widths[0]!)}  ${code!.padEnd(widths[1]!)}  ${sentence}`,
  )
  const rest = single.length - rows.length
  const left = overBudget.length
  return [
    ...lines,
    ...(rest > 0 ? [`  … and ${rest} more`] : []),
    ...(left > 0 ? [`  ${counted(left, 'photo')} over the budget`] : []),
  ].join('\n')
}

function codeOf(error: unknown): string {
  return PaintoutError.is(error) ? error.code : 'unexpected'
}

/** The first sentence says what is wrong; the way out was said when it happened. */
function sentenceOf(error: unknown): string {
  const message = error instanceof Error ? error.message : String(error)
  return printable(/^.*?[.](?=\s|$)/s.exec(message)?.[0] ?? message)
}

import { extname } from 'node:path'
import type { Report } from '@paintout/core'
import { onOneLine } from './batch/display.ts'
import { describePlan, sumOf } from './batch/dry-run.ts'
import { count, countCallsOf, createTotals } from './batch/outcome.ts'
import { summarize } from './messages.ts'
import { outputsOf, standardStream } from './paths.ts'
import { announcePaying, payerOf } from './paying.ts'
import { createPipeline, type Pipeline } from './pipeline.ts'
import { createProgressLine, silent } from './progress.ts'
import { type CommandFlags, readJob } from './read-job.ts'
import { openReport } from './report/report-file.ts'
import { type Shell, writeStdout } from './shell.ts'
import { writeWhole } from './write-whole.ts'

/** `paintout photo.jpg --mask photo.mask.png -o clean.jpg` */
export async function remove(photo: string, flags: CommandFlags, shell: Shell): Promise<void> {
  const { output, report, json } = flags
  const { input, job } = await readJob(photo, flags, shell)
  const clean = await createPipeline(flags)
  const isQuiet = flags.quiet || json
  const progress = isQuiet ? silent : createProgressLine(shell)
  const say = (line: string) => {
    progress.clear()
    if (!isQuiet) shell.stderr.write(`${line}\n`)
  }
  clean.hooks.progress.tap('paintout', announcePaying(say, payerOf(flags, shell)))
  clean.hooks.progress.tap('paintout', progress.update)
  clean.hooks.warn.tap('paintout', ({ code, message }) => say(onOneLine(`Warning (${code}): ${message}`)))
  try {
    if (flags.dryRun) {
      const totals = sumOf([await clean.plan(input, job)])
      return await writeStdout(shell, `${json ? JSON.stringify(totals) : describePlan(totals)}\n`)
    }
    const result = await clean.process(input, job)
    const outputs = outputsOf(output, result.candidates.length)
    for (const [candidate, path] of outputs.entries()) {
      if (path === standardStream) await writeStdout(shell, await result.toBuffer({ candidate }))
      else await result.toFile(path, { candidate })
    }

    const text = `${JSON.stringify(result.report, null, 2)}\n`
    if (report) await writeReport(report, text, { photo, input, output: outputs[0]!, result, prompt: job.prompt })
    if (json) await writeStdout(shell, text)
    say(summarize(result.report, output))
  } finally {
    progress.clear()
    await clean.close()
  }
}

interface Made {
  readonly photo: string
  readonly input: string | Uint8Array
  readonly output: string
  readonly result: Awaited<ReturnType<Pipeline['process']>>
  readonly prompt: string | undefined
}

/** JSON, or a page with pictures, by its suffix. */
async function writeReport(path: string, json: string, { photo, input, output, result, prompt }: Made): Promise<void> {
  if (!/^\.html?$/i.test(extname(path))) return writeWhole(path, json)
  const page = await openReport(path, prompt)
  const outcome = { status: 'made', report: result.report as Report } as const
  const totals = createTotals(1)
  count(totals, outcome)
  countCallsOf(totals, outcome.report)
  await page.look(photo, input, output === standardStream ? await result.toBuffer() : output, result)
  await page.add({ path: photo, relative: photo, output }, outcome)
  await page.close(totals)
}

import { paintout, removal } from '@paintout/core'
import { codec } from '@paintout/plugin-sharp'
import { engines } from './engines.ts'
import { valuesFor } from './flags.ts'
import { summarize } from './messages.ts'
import { standardStream } from './paths.ts'
import { createProgressLine, silent } from './progress.ts'
import { type CommandFlags, readJob } from './read-job.ts'
import { type Shell, writeStdout } from './shell.ts'
import { writeWhole } from './write-whole.ts'

/** `paintout photo.jpg --mask photo.mask.png -o clean.jpg` */
export async function remove(photo: string, flags: CommandFlags, shell: Shell): Promise<void> {
  const { output, report, json } = flags
  const { input, job } = await readJob(photo, flags, shell)
  const clean = paintout()
    .use(codec, valuesFor('codec', flags))
    .use(engines[flags.engine].plugin, valuesFor(flags.engine, flags))
    .use(removal(valuesFor('removal', flags)))

  const isQuiet = flags.quiet || json
  const progress = isQuiet ? silent : createProgressLine(shell)
  const say = (line: string) => {
    progress.clear()
    if (!isQuiet) shell.stderr.write(`${line}\n`)
  }
  clean.hooks.progress.tap('paintout', progress.update)
  clean.hooks.warn.tap('paintout', ({ code, message }) => say(`Warning (${code}): ${message}`))
  try {
    const result = await clean.process(input, job)
    if (output === standardStream) await writeStdout(shell, await result.toBuffer())
    else await result.toFile(output)

    const text = `${JSON.stringify(result.report, null, 2)}\n`
    if (report) await writeWhole(report, text)
    if (json) await writeStdout(shell, text)
    say(summarize(result.report, output))
  } finally {
    progress.clear()
    await clean.close()
  }
}

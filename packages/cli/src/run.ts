import { createCommand } from './command.ts'
import { exitCodeOf, exitCodes, isBrokenPipe } from './exit-codes.ts'
import { describeError, errorAsJson } from './messages.ts'
import type { Shell } from './shell.ts'

/** Runs one command line, to an exit code. Prints errors; throws none. */
export async function run(words: readonly string[], shell: Shell): Promise<number> {
  const command = createCommand(shell, words)
  if (words.length === 0) {
    shell.stderr.write(command.helpInformation())
    return exitCodes.usage
  }
  try {
    await command.parseAsync(words, { from: 'user' })
    return exitCodes.done
  } catch (error) {
    const code = exitCodeOf(error)
    if (code !== exitCodes.done && !isBrokenPipe(error)) {
      const withStack = words.includes('--verbose') || Boolean(shell.env.DEBUG)
      shell.stderr.write(`${words.includes('--json') ? errorAsJson(error) : describeError(error, withStack)}\n`)
    }
    return code
  }
}

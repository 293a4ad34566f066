import { clearLine, cursorTo } from 'node:readline'
import type { WriteStream } from 'node:tty'
import type { ResolvedConfig } from 'vite'
import type { Asked } from '../cleaning/asked.ts'
import { nameInProject } from '../files/paths.ts'

/** What is being cleaned, for whoever watches. */
export interface Progress {
  start(asked: Asked): void
  end(asked: Asked): void
  /** Takes the line away. */
  clear(): void
}

/** Where nobody watches: nothing for so long, then a line at most so often, in milliseconds. */
const quiet = { first: 5_000, every: 10_000 }

/** One line that is written again on a terminal; a line now and then elsewhere. `logLevel` is respected. */
export function createProgress(
  config: Pick<ResolvedConfig, 'logger' | 'logLevel'>,
  root: string,
  stdout: WriteStream = process.stdout,
): Progress {
  const isSilent = config.logLevel !== undefined && config.logLevel !== 'info'
  const isTerminal = stdout.isTTY && !process.env.CI
  let started = 0
  let done = 0
  let since = 0
  let said = 0
  let isShown = false

  function clear(): void {
    if (!isShown) return
    cursorTo(stdout, 0)
    clearLine(stdout, 0)
    isShown = false
  }

  function say(asked: Asked): void {
    if (isSilent) return
    const text = `cleaning (${done}/${started}) ${nameInProject(root, asked.photo)}`
    if (isTerminal) {
      clear()
      stdout.write(text.slice(0, stdout.columns - 1))
      isShown = true
    } else if (Date.now() - since > quiet.first && Date.now() - said > quiet.every) {
      said = Date.now()
      config.logger.info(`[paintout] ${text}`)
    }
  }

  return {
    start(asked) {
      if (started === done) since = Date.now()
      started++
      say(asked)
    },
    end(asked) {
      done++
      if (done === started) clear()
      else say(asked)
    },
    clear,
  }
}

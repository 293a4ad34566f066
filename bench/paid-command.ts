import { type ChildProcess, spawn } from 'node:child_process'
import { fileURLToPath } from 'node:url'

const bin = fileURLToPath(new URL('../packages/cli/src/bin.ts', import.meta.url))
const engine = fileURLToPath(new URL('../test/fixtures/paid-engine.ts', import.meta.url))

/** The command in a process of its own, with an engine that asks the server for money. */
export function startPaidCommand(server: string, words: readonly string[], stderr: 'ignore' | 'pipe' = 'ignore') {
  const child: ChildProcess = spawn(
    process.execPath,
    ['--import', import.meta.resolve('tsx'), '--conditions=@paintout/source', bin, ...words, '--engine', engine],
    { stdio: ['ignore', 'ignore', stderr], env: { ...process.env, PAINTOUT_TEST_SERVER: server } },
  )
  const ended = new Promise<number | null>((resolve) => child.on('close', resolve))
  return { child, ended }
}

/** A number after a flag, as in `--kills 50`. */
export function numberAfter(args: readonly string[], flag: string, standard: number): number {
  const at = args.indexOf(flag)
  return at < 0 ? standard : Number(args[at + 1])
}

export const pause = (milliseconds: number) => new Promise((resolve) => setTimeout(resolve, milliseconds))

import { availableParallelism } from 'node:os'
import { fileURLToPath } from 'node:url'
import { MessageChannel } from 'node:worker_threads'
import { PaintoutError } from '@paintout/core'
import { Piscina } from 'piscina'
import type { Answer, Task } from './worker.ts'

/** A thread without work ends after so many milliseconds; until then it does not keep the process alive. */
const idleTimeout = 10_000

interface Pool {
  readonly threads: Piscina<Task, Answer>
  /** Aborts once a thread dies without a task, which fails all that wait for one. */
  readonly broken: AbortController
}

let pool: Pool | undefined

/**
 * The threads of this process, started when first needed. Starting one takes about as long as a small fill, so they
 * stay a while. A task that is aborted takes its thread with it: that stops WebAssembly in the middle of a loop.
 */
function poolOfProcess(): Pool {
  if (pool) return pool
  const threads = new Piscina<Task, Answer>({
    // `#worker` is the source under the condition `@paintout/source`, else the built file.
    filename: fileURLToPath(import.meta.resolve('#worker')),
    execArgv: import.meta.url.endsWith('.ts') ? loaders(process.execArgv) : [],
    minThreads: 0,
    maxThreads: availableParallelism(),
    idleTimeout,
    // Nothing waits on shared memory: an idle thread must not hold the process.
    atomics: 'disabled',
  })
  const broken = new AbortController()
  threads.once('error', (error) => {
    broken.abort(error)
    pool = undefined
  })
  pool = { threads, broken }
  return pool
}

/** The flags that a thread needs to read TypeScript. Others, such as `--input-type`, are the main script's alone. */
function loaders(flags: readonly string[]): string[] {
  const wanted = /^(--import|--require|-r|--loader|--experimental-loader|--conditions|-C)(=|$)/
  return flags.filter(
    (flag, i) =>
      wanted.test(flag) || (!flag.startsWith('-') && /^-[^=]+$/.test(flags[i - 1] ?? '') && wanted.test(flags[i - 1]!)),
  )
}

export interface RunOptions {
  readonly signal: AbortSignal
  readonly progress?: ((share: number) => void) | undefined
}

/**
 * Has a thread do a task. The buffers of its region are moved there: they are empty afterwards. Rejects with
 * `engine-failed` if the thread fails, and with what Node gives for an abort.
 */
export async function runInThread(task: Omit<Task, 'progress'>, { signal, progress }: RunOptions): Promise<Answer> {
  const { threads, broken } = poolOfProcess()
  const buffers = [task.region.data.buffer, task.region.mask.buffer] as ArrayBuffer[]
  const { port1, port2 } = new MessageChannel()
  if (progress) port1.on('message', progress)
  port1.unref()
  try {
    return await threads.run(
      { ...task, ...(progress && { progress: port2 }) },
      {
        transferList: progress ? [...buffers, port2] : buffers,
        signal: AbortSignal.any([signal, broken.signal]),
      },
    )
  } catch (error) {
    if (signal.aborted) throw error
    const cause = broken.signal.aborted ? broken.signal.reason : error
    throw new PaintoutError(
      'engine-failed',
      `Expected a worker thread to fill ${task.region.width} x ${task.region.height} pixels, got "${messageOf(cause)}". ` +
        'If memory ran out, give a lower maxMemory; else please report it.',
      { by: 'local', cause },
    )
  } finally {
    port1.close()
  }
}

const messageOf = (error: unknown) => (error instanceof Error ? error.message : String(error))

import { availableParallelism } from 'node:os'
import { fileURLToPath } from 'node:url'
import { MessageChannel } from 'node:worker_threads'
import { Piscina } from 'piscina'
import type { Answer, Task } from './worker.ts'

/** A thread without work ends after so many milliseconds; until then it does not keep the process alive. */
const idleTimeout = 10_000

let pool: Piscina<Task, Answer> | undefined

/**
 * The threads of this process, started when first needed. Starting one takes about as long as a small fill, so they
 * stay a while. A task that is aborted takes its thread with it: that stops WebAssembly in the middle of a loop.
 */
function threads(): Piscina<Task, Answer> {
  pool ??= new Piscina<Task, Answer>({
    // `#worker` is the source under the condition `@paintout/source`, else the built file.
    filename: fileURLToPath(import.meta.resolve('#worker')),
    minThreads: 0,
    maxThreads: availableParallelism(),
    idleTimeout,
    // Nothing waits on shared memory: an idle thread must not hold the process.
    atomics: 'disabled',
  })
  return pool
}

export interface RunOptions {
  readonly signal?: AbortSignal | undefined
  readonly progress?: ((share: number) => void) | undefined
}

/** Has a thread do a task. The buffers of its region are moved there: they are empty afterwards. */
export async function runInThread(task: Omit<Task, 'progress'>, { signal, progress }: RunOptions): Promise<Answer> {
  const buffers = [task.region.data.buffer, task.region.mask.buffer] as ArrayBuffer[]
  if (progress === undefined) return threads().run(task, { transferList: buffers, signal: signal ?? null })
  const { port1, port2 } = new MessageChannel()
  port1.on('message', progress)
  port1.unref()
  try {
    return await threads().run(
      { ...task, progress: port2 },
      { transferList: [...buffers, port2], signal: signal ?? null },
    )
  } finally {
    port1.close()
  }
}

import {
  type Hooks,
  type Job,
  PaintoutError,
  type Pixels,
  type Processor,
  type Progress,
  type RemovalJob,
  type Report,
  type Warning,
} from '@paintout/core'

// biome-ignore lint/suspicious/noExplicitAny: a processor with whatever its plugins add
export type AnyProcessor = Processor<any>

/** What one call in a chain asks for. */
export interface Removing {
  readonly processor: AnyProcessor
  readonly job: RemovalJob
  /** Which of the candidates goes on, 0 being the best. */
  readonly candidate: number
  /** Milliseconds from when an output is asked for. */
  readonly deadline?: number | undefined
}

/** What a removal sees: pixels, their profile unless it is sRGB, and how messages call them. */
export interface Seen {
  readonly pixels: Pixels
  readonly profile: Uint8Array | undefined
  readonly name: string
  readonly warnings?: readonly Warning[]
}

/** Has a processor remove from a picture. */
export async function runRemoval(seen: Seen, removing: Removing, limits: Limits): Promise<[Pixels, Report]> {
  const { pixels: image, profile, name, warnings = [] } = seen
  const { processor } = removing
  follow(processor.hooks, limits)
  const { signal } = limits
  const job = await processor.run({ ...removing.job, image, name, warnings, signal, ...(profile && { profile }) })
  const pixels = job.candidates[removing.candidate]
  if (!pixels) throw missing(job, removing.candidate)
  return [pixels, job.report]
}

function missing({ name, candidates }: Job, candidate: number): PaintoutError {
  if (candidates.length > 0) {
    return new PaintoutError(
      'no-image',
      `Expected \`candidate\` ${candidate} of ${name}, got only ${candidates.length}. Choose another, or ask for more.`,
    )
  }
  return new PaintoutError(
    'operation-failed',
    'Expected the operations to make a picture, got none. Use some that do: `use(removal())`.',
  )
}

/** When a removal has to end, and who hears of it. */
export interface Limits {
  /** One of its own for every run: it is what tells the progress of one picture from another's. */
  readonly signal: AbortSignal
  readonly onProgress: (event: Progress) => void
}

const listeners = new WeakMap<AbortSignal, (event: Progress) => void>()
const followed = new WeakSet<Hooks>()

/** One tap for each processor, however many pictures it works on. */
function follow(hooks: Hooks, { signal, onProgress }: Limits): void {
  listeners.set(signal, onProgress)
  if (followed.has(hooks)) return
  followed.add(hooks)
  hooks.progress.tap('withPaintout', (event) => listeners.get(event.job.signal)?.(event))
}

/**
 * Work that ends at once when the user's signal or the deadline says so, even where libvips cannot be stopped.
 * @throws `aborted`
 */
export async function withinLimits<T>(
  { job, deadline }: Removing,
  work: (signal: AbortSignal) => Promise<T>,
): Promise<T> {
  const late = deadline === undefined ? undefined : AbortSignal.timeout(deadline)
  const signal = AbortSignal.any([job.signal, late].filter((each) => each !== undefined))
  const stop = new AbortController()
  const stopped = new Promise<never>((_, reject) => {
    const end = () => reject(signal.reason)
    if (signal.aborted) end()
    signal.addEventListener('abort', end, { signal: stop.signal })
  })
  try {
    return await Promise.race([stopped, work(signal)])
  } catch (cause) {
    if (!signal.aborted) throw cause
    throw new PaintoutError(
      'aborted',
      late?.aborted && !job.signal?.aborted
        ? `Expected the removal to end within its \`deadline\` of ${deadline} ms, got no answer by then. Nothing was written; allow more time.`
        : 'The removal was aborted by its `signal`. Nothing was written.',
      { cause },
    )
  } finally {
    stop.abort()
  }
}

import { checkJob } from './check-job.ts'
import { countOutside, differs } from './count-outside.ts'
import { PaintoutError } from './errors.ts'
import { foreignFailure } from './foreign-failure.ts'
import { type Hooks, missingCodec } from './hooks.ts'
import type { Decoded, Job, Operation, Plan, RemovalJob, Result } from './job.ts'
import { readMask } from './masks/read-mask.ts'
import { checkPixels, depthOf, isPixels } from './pixels.ts'
import type { Report } from './report.ts'

/** What pictures go through. */
export interface Pipeline {
  readonly hooks: Hooks
  readonly operations: readonly Operation[]
}

/** Decodes the input, runs the operations, proves the result, and lets plugins add to it. */
export async function processInput(pipeline: Pipeline, input: unknown, request: RemovalJob): Promise<Result> {
  checkJob(request)
  const signal = request.signal ?? new AbortController().signal
  const started = performance.now()
  const decoded = await abortable(signal, () => decode(pipeline.hooks, input, signal))
  const decoding = performance.now() - started
  const job = await runOperations(pipeline, decoded, request)
  job.report.milliseconds.decode = decoding
  const [pixels] = job.candidates
  if (!pixels || !job.blend) {
    throw new PaintoutError(
      'operation-failed',
      'Expected the operations to make a picture, got none. Use some that do: `use(removal())`.',
    )
  }
  const result: Result = { pixels, candidates: job.candidates, mask: job.blend, report: job.report }
  pipeline.hooks.result.call({ job, result })
  return result
}

/** Decodes the input and plans: what would be asked for, and its price. Nothing is filled, sent or paid for. */
export async function planInput(pipeline: Pipeline, input: unknown, request: RemovalJob): Promise<Plan> {
  checkJob(request)
  const signal = request.signal ?? new AbortController().signal
  const decoded = await abortable(signal, () => decode(pipeline.hooks, input, signal))
  const { report, calls } = await runOperations(pipeline, decoded, request, true)
  return {
    image: report.image,
    calls,
    images: calls.reduce((sum, { images }) => sum + images, 0),
    usd: calls.reduce((sum, { usd }) => sum + usd, 0),
    warnings: report.warnings,
  }
}

/** Runs the operations on decoded pixels, and proves that they changed nothing outside the mask. */
export async function runOperations(
  pipeline: Pipeline,
  decoded: Decoded,
  request: RemovalJob,
  isPlan = false,
): Promise<Job> {
  checkJob(request)
  const { hooks, operations } = pipeline
  const job = createJob(hooks, decoded, request, isPlan)
  const started = performance.now()
  try {
    await abortable(job.signal, async () => {
      await timed(job, 'mask', () => readMask(hooks, job))
      for (const operation of operations) {
        job.signal.throwIfAborted()
        await timed(job, operation.name, () => runOperation(operation, job))
      }
      await timed(job, 'prove', () => prove(job))
    })
  } catch (error) {
    if (!isPlan) hooks.progress.call({ type: 'failed', name: job.name, job, error })
    throw error
  }
  if (!isPlan) hooks.progress.call({ type: 'done', name: job.name, job, milliseconds: performance.now() - started })
  return job
}

function createJob(hooks: Hooks, decoded: Decoded, request: RemovalJob, isPlan: boolean): Job {
  const { pixels, profile, source, name = 'the input', warnings = [] } = decoded
  checkPixels(pixels, name)
  const { width, height, channels } = pixels
  const report: Report = {
    version: 1,
    image: { name, width, height, channels, depth: depthOf(pixels) },
    mask: undefined,
    regions: [],
    warnings: [],
    outsideChanged: 0,
    milliseconds: {},
  }
  const job: Job = {
    image: pixels,
    profile,
    source,
    name,
    digest: decoded.digest,
    request,
    signal: request.signal ?? new AbortController().signal,
    report,
    isPlan,
    mask: undefined,
    calls: [],
    fills: [],
    blend: undefined,
    candidates: [],
    warn(code, message) {
      if (report.warnings.some((warning) => warning.code === code && warning.message === message)) return
      report.warnings.push({ code, message })
      hooks.warn.call({ code, message, job })
    },
  }
  for (const { code, message } of warnings) job.warn(code, message)
  return job
}

async function decode(hooks: Hooks, input: unknown, signal: AbortSignal): Promise<Decoded> {
  if (isPixels(input)) return { pixels: input }
  const decoded = await hooks.decode.promise({ input, signal })
  if (!decoded) throw missingCodec('read this input')
  return decoded
}

async function runOperation(operation: Operation, job: Job): Promise<void> {
  try {
    await operation(job)
  } catch (cause) {
    if (PaintoutError.is(cause) || job.signal.aborted) throw cause
    throw foreignFailure('operation-failed', `The operation \`${operation.name}\``, operation.name, cause)
  }
}

/** The first promise, kept by a pass that shares nothing with what blended; and no original passes as cleaned unsaid. */
function prove(job: Job): void {
  if (!job.blend) return
  for (const candidate of job.candidates) {
    const changed = countOutside(job.image, candidate, job.blend)
    job.report.outsideChanged += changed
    if (changed > 0) {
      throw new PaintoutError(
        'outside-changed',
        `Expected every sample outside the mask to stay, got ${changed} changed in ${job.name}. An operation in use writes outside \`job.blend\`: let it change \`job.fills\` instead.`,
      )
    }
    if (!differs(job.image, candidate)) {
      job.warn(
        'nothing-changed',
        `No sample of ${job.name} differs inside the mask: what was filled in is what was there. Look at it, or try another engine or seed.`,
      )
    }
  }
}

async function abortable<T>(signal: AbortSignal, work: () => Promise<T>): Promise<T> {
  try {
    signal.throwIfAborted()
    return await work()
  } catch (cause) {
    // A plugin that only passes on what the signal says did not fail.
    const isAbortion = signal.aborted && (!PaintoutError.is(cause) || cause.cause === signal.reason)
    if (!isAbortion) throw cause
    throw new PaintoutError('aborted', 'The removal was aborted by its signal. Nothing was written.', { cause })
  }
}

async function timed(job: Job, stage: string, work: () => void | Promise<void>): Promise<void> {
  const started = performance.now()
  await work()
  job.report.milliseconds[stage] = performance.now() - started
}

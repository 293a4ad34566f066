import type { Candidate, Engine, FillRequest } from '../engine.ts'
import { PaintoutError } from '../errors.ts'
import { intersectRect, type Rect, rectInside } from '../geometry/rect.ts'
import type { Claim } from '../hooks.ts'
import { encodePicture } from './encode-picture.ts'
import type { Filling } from './filling.ts'
import { type ReadAnswer, readCandidate } from './read-candidate.ts'

/** Where nothing remembers answers, every fill is ours to make. */
const unclaimed: Claim = {
  async keep() {},
  async release() {},
}

export interface Answered {
  readonly answers: readonly ReadAnswer[]
  /** True when the answer was there already and no call was made. */
  readonly known: boolean
}

/** One request: a known answer, or one call. */
export async function ask(filling: Filling, request: FillRequest): Promise<Answered> {
  const { hooks, job, engine, region, index } = filling
  const claim = (await hooks.claim.promise({ job, engine, region, request })) ?? unclaimed
  if (!claim.known) return { answers: await call(filling, request, claim), known: false }
  hooks.progress.call({ type: 'known', name: job.name, job, region: index })
  return { answers: await readAnswer(filling, claim.known), known: true }
}

/** The one place that calls an engine. Whatever throws, the claim is kept or released, once. */
async function call(filling: Filling, request: FillRequest, claim: Claim): Promise<readonly ReadAnswer[]> {
  const { hooks, job, engine, index, signal } = filling
  let answer: readonly Candidate[]
  let answers: readonly ReadAnswer[]
  try {
    hooks.progress.call({ type: 'sent', name: job.name, job, region: index })
    answer = await callEngine(engine, request, {
      signal,
      warn: job.warn,
      progress: (share) => hooks.progress.call({ type: 'working', name: job.name, job, region: index, share }),
      encode: (pixels) => encodePicture(hooks, pixels, engine.limits.maxBytes),
    })
    hooks.progress.call({ type: 'answered', name: job.name, job, region: index })
    answers = await readAnswer(filling, answer)
  } catch (error) {
    await release(filling, claim, error)
    throw error
  }
  await claim.keep(answer)
  return answers
}

/** A claim that cannot be released must not hide why. */
async function release({ job }: Filling, claim: Claim, error: unknown): Promise<void> {
  try {
    await claim.release(error)
  } catch (failure) {
    const reason = failure instanceof Error ? failure.message : String(failure)
    job.warn('claim-held', `The claim on a region of ${job.name} could not be released: ${reason}`)
  }
}

async function callEngine(engine: Engine, request: FillRequest, context: Parameters<Engine['fill']>[1]) {
  try {
    return await engine.fill(request, context)
  } catch (cause) {
    if (PaintoutError.is(cause) || context.signal.aborted) throw cause
    const reason = cause instanceof Error ? cause.message : String(cause)
    throw new PaintoutError('engine-failed', `The engine \`${engine.name}\` failed: ${reason}`, {
      by: engine.name,
      cause,
    })
  }
}

async function readAnswer(filling: Filling, answer: readonly Candidate[]): Promise<readonly ReadAnswer[]> {
  const { engine, job } = filling
  if (!Array.isArray(answer) || answer.length === 0) {
    throw new PaintoutError('no-image', `Expected an image from \`${engine.name}\` for ${job.name}, got none.`, {
      by: engine.name,
    })
  }
  const area = areaOf(filling)
  return Promise.all(answer.map((candidate) => readCandidate(filling, candidate, area)))
}

/** The region inside the photo. */
export function areaOf({ job, region }: Filling): Rect {
  return intersectRect(region.rect, rectInside(job.image.width, job.image.height))
}

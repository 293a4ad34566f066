import type { Candidate, Engine, FillRequest } from '../engine.ts'
import { PaintoutError } from '../errors.ts'
import { intersectRect, type Rect, rectInside } from '../geometry/rect.ts'
import type { Claim, Claiming, Hooks } from '../hooks.ts'
import type { Fill } from '../job.ts'
import type { Pixels } from '../pixels.ts'
import { createRequest } from './create-request.ts'
import type { Filling } from './filling.ts'
import { restrictAnswer } from './needed-samples.ts'
import { claimingOf } from './prepare-calls.ts'
import { decodeCandidate, readCandidate } from './read-candidate.ts'

/** Where nothing remembers answers, every fill is ours to make. */
const unclaimed: Claim = {
  async keep() {},
  async release() {},
}

/** One region from the photo to a fill: a known answer, or one call. `request` is made here where it is not given. */
export async function fillRegion(filling: Filling, request?: FillRequest): Promise<Fill> {
  const { hooks, job, engine, region, index } = filling
  const started = performance.now()
  hooks.progress.call({ type: 'started', name: job.name, region: index })
  const claiming = claimingOf(filling, request ?? (await createRequest(filling)))
  filling.signal.throwIfAborted()
  const claim = (await hooks.claim.promise(claiming)) ?? unclaimed
  if (claim.known) hooks.progress.call({ type: 'known', name: job.name, region: index })
  const candidates = claim.known
    ? await mapBack(filling, await readAnswer(filling, claiming, claim.known))
    : await ask(filling, claiming, claim)
  job.report.regions[index] = {
    rect: region.rect,
    size: region.size,
    scale: region.scale,
    engine: engine.name,
    known: (claim.known ?? claim.answered) !== undefined,
    candidates: candidates.length,
    usd: (claim.known ?? claim.answered) ? 0 : candidates.length * engine.limits.usdPerImage,
    milliseconds: performance.now() - started,
  }
  return { region, area: areaOf(filling), candidates }
}

/** Waits for the call; a job that is aborted goes, and leaves a call for which others wait to them. */
function ask(filling: Filling, claiming: Claiming, claim: Claim): Promise<Fill['candidates']> {
  const answering = answer(filling, claiming, claim)
  return claim.signal ? unlessAborted(filling.job.signal, answering) : answering
}

/** The one place that calls an engine. Whatever throws, the claim is kept or released, once. */
async function answer(filling: Filling, claiming: Claiming, claim: Claim): Promise<Fill['candidates']> {
  let kept: readonly DecodedCandidate[]
  try {
    const given = claim.answered ?? (await call(filling, claiming, claim))
    kept = await readAnswer(filling, claiming, given)
  } catch (error) {
    await release(filling, claim, error)
    throw error
  }
  // Before anything else is done with it: what was paid for is kept even if what comes after fails.
  await claim.keep(kept)
  return mapBack(filling, kept)
}

async function call(filling: Filling, claiming: Claiming, claim: Claim): Promise<readonly Candidate[]> {
  const { hooks, job, engine, index } = filling
  await spend(hooks, claiming)
  hooks.progress.call({ type: 'sent', name: job.name, region: index })
  const sending = () => claim.sending?.()
  if (!engine.announces) sending()
  const answer = await callEngine(engine, claiming.request, {
    signal: claim.signal ?? filling.signal,
    warn: job.warn,
    progress: (share) => hooks.progress.call({ type: 'working', name: job.name, region: index, share }),
    sending,
  })
  if (Array.isArray(answer)) claim.received?.(answer)
  hooks.progress.call({ type: 'answered', name: job.name, region: index })
  return answer
}

async function spend(hooks: Hooks, claiming: Claiming): Promise<void> {
  const { engine, request } = claiming
  const { usdPerImage } = engine.limits
  if (usdPerImage === 0) return
  await hooks.spend.promise({ ...claiming, images: request.candidates, usd: request.candidates * usdPerImage })
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

interface DecodedCandidate extends Candidate {
  readonly image: Pixels
}

/** An answer in samples, as it is kept: what costs money is reduced to what any later step may read. */
async function readAnswer(
  filling: Filling,
  { request, needed }: Claiming,
  answer: readonly Candidate[],
): Promise<readonly DecodedCandidate[]> {
  const { engine, job } = filling
  if (!Array.isArray(answer) || answer.length === 0) {
    throw new PaintoutError('no-image', `Expected an image from \`${engine.name}\` for ${job.name}, got none.`, {
      by: engine.name,
    })
  }
  const isStored = engine.limits.usdPerImage > 0 && !engine.limits.native
  return Promise.all(
    answer.map(async (candidate: Candidate) => {
      const image = await decodeCandidate(filling, candidate)
      return { ...candidate, image: isStored ? restrictAnswer(image, request.image.pixels, needed) : image }
    }),
  )
}

function mapBack(filling: Filling, answer: readonly DecodedCandidate[]): Promise<Fill['candidates']> {
  const area = areaOf(filling)
  return Promise.all(answer.map(({ image }) => readCandidate(filling, image, area)))
}

function areaOf({ job, region }: Filling): Rect {
  return intersectRect(region.rect, rectInside(job.image.width, job.image.height))
}

async function unlessAborted<T>(signal: AbortSignal, work: Promise<T>): Promise<T> {
  let stop = () => {}
  const aborted = new Promise<never>((_, reject) => {
    stop = () => reject(signal.reason)
    if (signal.aborted) stop()
    signal.addEventListener('abort', stop, { once: true })
  })
  // Who left does not hear how it ended.
  work.catch(() => {})
  try {
    return await Promise.race([work, aborted])
  } finally {
    signal.removeEventListener('abort', stop)
  }
}

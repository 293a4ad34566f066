import type { Candidate, Engine, FillRequest } from '../engine.ts'
import { PaintoutError } from '../errors.ts'
import { foreignFailure } from '../foreign-failure.ts'
import type { Claim, Claiming, Hooks } from '../hooks.ts'
import { decodeImage } from './decode-image.ts'
import { encodePicture } from './encode-picture.ts'
import type { Filling } from './filling.ts'
import { claimingOf } from './prepare-calls.ts'
import { type DecodedCandidate, decodeAnswer } from './read-answer.ts'
import { unlessAborted } from './unless-aborted.ts'

/** Where nothing remembers answers, every fill is ours to make. */
const unclaimed: Claim = {
  async keep() {},
  async release() {},
}

export interface Answered {
  /** In samples, at the engine's own size. */
  readonly answer: readonly DecodedCandidate[]
  /** True when the answer was there already and no call was made. */
  readonly known: boolean
}

/** One request: a known answer, or one call. */
export async function ask(filling: Filling, request: FillRequest): Promise<Answered> {
  const { hooks, job, index } = filling
  const claiming = claimingOf(filling, request)
  const claim = (await hooks.claim.promise(claiming)) ?? unclaimed
  if (claim.known) {
    hooks.progress.call({ type: 'known', name: job.name, job, region: index })
    return { answer: await decodeAnswer(filling, claiming, claim.known), known: true }
  }
  return { answer: await wait(filling, claiming, claim), known: claim.answered !== undefined }
}

/** Waits for the call; a job that is aborted goes, and leaves a call for which others wait to them. */
function wait(filling: Filling, claiming: Claiming, claim: Claim): Promise<readonly DecodedCandidate[]> {
  const answering = answer(filling, claiming, claim)
  return claim.signal ? unlessAborted(filling.job.signal, answering) : answering
}

/** Whatever throws, the claim is kept or released, once. */
async function answer(filling: Filling, claiming: Claiming, claim: Claim): Promise<readonly DecodedCandidate[]> {
  let kept: readonly DecodedCandidate[]
  try {
    const given = claim.answered ?? (await call(filling, claiming, claim))
    kept = await decodeAnswer(filling, claiming, given)
  } catch (error) {
    await release(filling, claim, error)
    throw error
  }
  // Before anything else is done with it: what was paid for is kept even if what comes after fails.
  await claim.keep(kept)
  return kept
}

/** The one place that calls an engine. */
async function call(filling: Filling, claiming: Claiming, claim: Claim): Promise<readonly Candidate[]> {
  const { hooks, job, engine, index } = filling
  await spend(hooks, claiming, claiming.request.candidates)
  const sending = announcer(filling, claiming, claim)
  if (!engine.announces) sending()
  const answer = await callEngine(engine, claiming.request, {
    signal: claim.signal ?? filling.signal,
    warn: job.warn,
    progress: (share) => hooks.progress.call({ type: 'working', name: job.name, job, region: index, share }),
    encode: (pixels) => encodePicture(hooks, pixels, engine.limits.maxBytes),
    decode: (bytes) => decodeImage(hooks, bytes, engine.name),
    sending,
    repeating: (images) => spend(hooks, claiming, images),
  })
  if (Array.isArray(answer)) claim.received?.(answer)
  hooks.progress.call({ type: 'answered', name: job.name, job, region: index })
  return answer
}

/** Called again where an engine makes its call again; it is told once. */
function announcer({ hooks, job, engine, index }: Filling, { request }: Claiming, claim: Claim): () => void {
  const images = request.candidates
  let isTold = false
  return () => {
    claim.sending?.()
    if (isTold) return
    isTold = true
    const usd = images * engine.limits.usdPerImage
    hooks.progress.call({ type: 'sent', name: job.name, job, region: index, images, usd })
  }
}

async function spend(hooks: Hooks, claiming: Claiming, images: number): Promise<void> {
  const { usdPerImage } = claiming.engine.limits
  if (usdPerImage === 0) return
  await hooks.spend.promise({ ...claiming, images, usd: images * usdPerImage })
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
    throw foreignFailure('engine-failed', `The engine \`${engine.name}\``, engine.name, cause)
  }
}

import type { FillRequest } from '../engine.ts'
import { PaintoutError } from '../errors.ts'
import type { Refusal } from '../hooks.ts'
import type { Fill } from '../job.ts'
import { ask } from './ask.ts'
import { createRequest } from './create-request.ts'
import type { Filling } from './filling.ts'
import { areaOf, mapBack } from './read-answer.ts'
import type { ReadAnswer } from './read-candidate.ts'

/**
 * One region from the photo to a fill. Answers that the `judge` hook refuses are left out; where none is left it is
 * asked for again with another seed, as often as `attempts` allows. `asked` is the request where it was made already.
 * @throws the code of the refusal when no attempt brings a good answer
 */
export async function fillRegion(filling: Filling, asked?: FillRequest): Promise<Fill> {
  const { hooks, job, engine, region, index, signal, attempts } = filling
  const started = performance.now()
  hooks.progress.call({ type: 'started', name: job.name, job, region: index })
  const request = asked ?? (await createRequest(filling))
  let usd = 0
  for (let attempt = 1; ; attempt++) {
    signal.throwIfAborted()
    const { answer, known } = await ask(filling, withSeed(request, attempt))
    const answers = await mapBack(filling, answer)
    usd += known ? 0 : answers.length * engine.limits.usdPerImage
    const { accepted, refusals } = await judge(filling, answers)
    if (accepted.length === 0 && attempt < attempts) continue
    const taken = take(filling, { accepted, refusals, answers, attempt })
    job.report.regions[index] = {
      rect: region.rect,
      size: region.size,
      scale: region.scale,
      engine: engine.name,
      generative: engine.limits.generative === true,
      known: known && usd === 0,
      candidates: taken.length,
      attempts: attempt,
      usd,
      milliseconds: performance.now() - started,
    }
    const drifted = taken.map(({ answer }) => answer).filter((answer) => answer !== undefined)
    return {
      region,
      area: areaOf(filling),
      candidates: taken.map(({ candidate }) => candidate),
      engine,
      index,
      ...(drifted.length > 0 ? { answers: drifted } : {}),
    }
  }
}

/**
 * The first attempt is as asked for; each later one has a seed of its own, the same in every run. An engine may count on
 * from a seed for each candidate, and what was refused must not be paid for twice.
 */
function withSeed(request: FillRequest, attempt: number): FillRequest {
  if (attempt === 1) return request
  const { seed = 0, candidates } = request
  return { ...request, attempt, seed: (seed + (attempt - 1) * candidates) >>> 0 }
}

interface Judged {
  readonly accepted: readonly ReadAnswer[]
  readonly refusals: readonly Refusal[]
}

async function judge({ hooks, job, engine, region }: Filling, answers: readonly ReadAnswer[]): Promise<Judged> {
  const accepted: ReadAnswer[] = []
  const refusals: Refusal[] = []
  for (const read of answers) {
    const { answer } = read
    const refusal = answer && (await hooks.judge.promise({ job, engine, region, answer }))
    if (refusal) refusals.push(refusal)
    else accepted.push(read)
  }
  return { accepted, refusals }
}

/** What is left of the last attempt. Nothing goes missing in silence. */
function take(
  { job, engine }: Filling,
  { accepted, refusals, answers, attempt }: Judged & { answers: readonly ReadAnswer[]; attempt: number },
): readonly ReadAnswer[] {
  const [refusal] = refusals
  if (!refusal) return accepted
  if (accepted.length > 0) {
    job.warn(refusal.code, `${refusals.length} of ${answers.length} candidates were left out. ${refusal.message}`)
    return accepted
  }
  const asked = attempt === 1 ? 'It was asked for once' : `It was asked for ${attempt} times`
  if (refusal.tolerated) {
    job.warn(refusal.code, `${refusal.message} ${asked}, and taken as it is.`)
    return answers
  }
  throw new PaintoutError(
    refusal.code,
    `${refusal.message} ${asked}: allow more \`attempts\`, give another seed, or use another engine.`,
    { by: engine.name },
  )
}

import type { Candidate } from '../engine.ts'
import { PaintoutError } from '../errors.ts'
import { addGrain } from '../geometry/grain.ts'
import type { Rect } from '../geometry/rect.ts'
import { cropRegion, uncropRegion } from '../geometry/region-picture.ts'
import { fromEnginePixels, splitAlpha, toSourceColours } from '../geometry/sample-form.ts'
import { checkPixels, createMask, depthOf, type Pixels } from '../pixels.ts'
import { convertBy, resizeBy } from './codec-calls.ts'
import { decodeImage } from './decode-image.ts'
import type { Filling } from './filling.ts'

/** Width over height may differ from the region's by this share; more means that the answer was stretched or cropped. */
const ratioTolerance = 0.01

/** An answer that is larger than its region by more than this loses detail to registering: it is made smaller first. */
const mostOversize = 1.5

export interface ReadAnswer {
  /** In the photo's own samples, as large as the region inside the photo. */
  readonly candidate: Pixels
  /** From an engine that drifts: in the photo's colours, at its own size. */
  readonly answer?: Pixels
}

/**
 * A decoded answer of an engine in the photo's own samples, as large as `area`: the region inside the photo.
 */
export async function readCandidate(filling: Filling, answer: Pixels, area: Rect): Promise<ReadAnswer> {
  const { hooks, job, engine, region } = filling
  const { width, height } = region.rect
  const enlarged = await resizeBy(hooks, answer, [width, height])
  const photo = cropRegion(job.image, region)
  const hole = job.mask ? cropRegion(job.mask, region) : createMask(width, height)
  const fill = engine.limits.native
    ? enlarged
    : await fromEnginePixels(enlarged, photo, hole, job.profile, convertBy(hooks))
  const { scale } = region
  const grained =
    scale < 1 && !engine.limits.drifts ? addGrain(fill, photo, hole, { scale, seed: job.request.seed ?? 0 }) : fill
  const inPlace = uncropRegion(grained, region, area)
  if (!engine.limits.drifts) return { candidate: inPlace }
  const small = answer.width > mostOversize * width ? enlarged : answer
  const colours = engine.limits.native
    ? splitAlpha(small).colour
    : await toSourceColours(small, photo, job.profile, convertBy(hooks))
  return { candidate: inPlace, answer: colours }
}

/**
 * The samples of a candidate, at the size in which the engine answered.
 * @throws `invalid-answer`, `no-codec`
 */
export async function decodeCandidate(filling: Filling, candidate: Candidate): Promise<Pixels> {
  const { image } = candidate
  const answer = 'bytes' in image ? await decodeImage(filling.hooks, image.bytes, filling.engine.name) : image
  checkAnswer(filling, answer)
  return answer
}

function checkAnswer({ engine, job, region }: Filling, answer: Pixels): void {
  const name = `the answer of \`${engine.name}\``
  try {
    checkPixels(answer, name)
  } catch (cause) {
    throw new PaintoutError('invalid-answer', (cause as Error).message, { by: engine.name, cause })
  }
  const [width, height] = region.size
  const stretch = Math.abs((answer.width * height) / (answer.height * width) - 1)
  const { channels } = job.image
  const isNative = answer.channels === channels && depthOf(answer) === depthOf(job.image)
  if (stretch <= ratioTolerance && (isNative || !engine.limits.native)) return
  throw new PaintoutError(
    'invalid-answer',
    `Expected ${name} to be ${width} × ${height}${engine.limits.native ? ` with ${channels} channels of ${depthOf(job.image)} bits` : ''}, got ${answer.width} × ${answer.height} with ${answer.channels} channels of ${depthOf(answer)} bits. Ask again, or use another engine.`,
    { by: engine.name },
  )
}

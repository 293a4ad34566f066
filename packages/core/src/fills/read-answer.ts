import type { Candidate } from '../engine.ts'
import { PaintoutError } from '../errors.ts'
import { intersectRect, type Rect, rectInside } from '../geometry/rect.ts'
import type { Claiming } from '../hooks.ts'
import type { Pixels } from '../pixels.ts'
import type { Filling } from './filling.ts'
import { restrictAnswer } from './needed-samples.ts'
import { decodeCandidate, type ReadAnswer, readCandidate } from './read-candidate.ts'

export interface DecodedCandidate extends Candidate {
  readonly image: Pixels
}

/** An answer in samples, as it is kept: what costs money is reduced to what any later step may read. */
export async function decodeAnswer(
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

/** An answer in the photo's own samples. */
export function mapBack(filling: Filling, answer: readonly DecodedCandidate[]): Promise<readonly ReadAnswer[]> {
  const area = areaOf(filling)
  return Promise.all(answer.map(({ image }) => readCandidate(filling, image, area)))
}

/** The region inside the photo. */
export function areaOf({ job, region }: Filling): Rect {
  return intersectRect(region.rect, rectInside(job.image.width, job.image.height))
}

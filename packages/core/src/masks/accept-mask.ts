import { percent } from '../drift/judge.ts'
import type { Target } from '../engine.ts'
import { PaintoutError } from '../errors.ts'
import type { Job } from '../job.ts'
import type { Mask } from '../pixels.ts'
import { describeMask } from './inspect.ts'
import { fillSpecks } from './specks.ts'
import { kindOf } from './target.ts'

/** Shares of the photo that a mask found without help may select. */
const least = 0.0005
const most = 0.6
export const mostBackground = 0.95

export interface FoundMask {
  readonly mask: Mask
  /** Who found it, where that is known. */
  readonly by: string | undefined
  /** What a mask of next to nothing means. */
  readonly lacking: string
}

/**
 * Makes what was found the job's mask, its specks filled, and says in the report who found it.
 * @throws `mask-not-found`
 */
export function acceptMask(job: Job, target: Target, { mask, by, lacking }: FoundMask): void {
  const { selected, share } = describeMask(mask)
  const { mask: whole, specks, filled } = fillSpecks(mask)
  const found = by === undefined ? {} : { by }
  const size = mask.width * mask.height
  job.report.mask = { selected: selected + filled, share: (selected + filled) / size, specks, ...found }
  const unlikely = explainUnlikely(mask, job, lacking, by)
  if (unlikely) throw new PaintoutError('mask-not-found', unlikely, { by: by ?? 'removeByAutoMask' })
  if (kindOf(target) === 'background' && share > most) {
    job.warn('large-area', `The background is ${percent(share)} of ${job.name}: what replaces it is made up.`)
  }
  job.mask = whole
}

/** A mask that is next to nothing, or nearly everything, is not of an object. */
export function explainUnlikely(
  mask: Mask,
  { name, request }: Job,
  lacking: string,
  by?: string | undefined,
): string | undefined {
  const { share } = describeMask(mask)
  const limit = request.target === 'background' ? mostBackground : most
  if (share >= least && share <= limit) return undefined
  const what = share < least ? lacking : 'which is too much for an object'
  const whose = by === undefined ? '' : ` from \`${by}\``
  return `Expected to find the target in ${name}, got a mask of ${percent(share)}${whose}, ${what}. Give a mask, or say the target otherwise.`
}

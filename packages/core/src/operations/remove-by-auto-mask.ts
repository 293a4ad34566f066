import { percent, refuseDrift } from '../drift/judge.ts'
import { type Registration, registerPixels } from '../drift/register.ts'
import type { Engine, Target } from '../engine.ts'
import { PaintoutError } from '../errors.ts'
import { byFirst, type Engines, withSuccessors } from '../fills/by-first.ts'
import { resizeBy } from '../fills/codec-calls.ts'
import { fillRegion } from '../fills/fill-region.ts'
import { prepareCalls, sumOf } from '../fills/prepare-calls.ts'
import { planRegions } from '../geometry/plan-regions.ts'
import { rectInside } from '../geometry/rect.ts'
import { cropRegion } from '../geometry/region-picture.ts'
import { splitAlpha } from '../geometry/sample-form.ts'
import type { Judging, Refusal } from '../hooks.ts'
import type { Fill, Job, Region } from '../job.ts'
import { dilateMask } from '../masks/dilate.ts'
import { describeMask } from '../masks/inspect.ts'
import { thresholdMask } from '../masks/levels.ts'
import { recoverMask } from '../masks/recover.ts'
import { findsTarget, kindOf } from '../masks/target.ts'
import { createMask, type Mask, type Pixels } from '../pixels.ts'
import { plugin, type Setup } from '../plugin.ts'
import { attemptsSchema } from './remove-by-mask.ts'

export interface RemoveByAutoMaskOptions {
  /**
   * Whether what was found is removed a second time, by regions and so at the photo's own sharpness. `auto`: where the
   * answer was made at less than two thirds of it. Default `auto`.
   */
  readonly refine?: 'auto' | boolean
  /** How often the photo may be asked for in all. Default 2. */
  readonly attempts?: number
}

export const removeByAutoMaskSchema = {
  type: 'object',
  properties: {
    refine: {
      type: ['string', 'boolean'],
      enum: ['auto', true, false],
      default: 'auto',
      description: 'remove what was found without a mask once more, by regions; auto: where the answer is too coarse',
    },
    attempts: attemptsSchema,
  },
  additionalProperties: false,
} as const

/** Coarser than this share of the photo's sharpness is seen. */
const sharpEnough = 2 / 3

/** Shares of the photo that a mask found without help may select. */
const least = 0.0005
const most = 0.6
const mostBackground = 0.95

/** Whole photos agree less, by what was removed; outside of it they must agree as with a mask. */
const minAgreeWhole = 0.25
const minAgree = 0.75

/** What a recovered mask is grown by to judge the rest, as a share of the width. */
const clear = 0.01

/**
 * Finds what to remove where no mask was given and the job has a `target`: by a `segment` plugin, else by an engine that
 * finds it by itself. Such an engine gives the picture without the object; its mask is recovered by comparing the
 * two. It does nothing where there is a mask, or no target.
 */
export const removeByAutoMask = plugin<RemoveByAutoMaskOptions | undefined>(function removeByAutoMask(options) {
  const { refine = 'auto', attempts = attemptsSchema.default } = options ?? {}
  const setup = this
  const recovered = new WeakMap<Pixels, Mask>()
  this.hooks.judge.tap('removeByAutoMask', (judging) => {
    if (judging.job.mask) return undefined
    const { mask, refusal } = judgeWhole(judging)
    if (mask) recovered.set(judging.answer, mask)
    return refusal && { ...refusal, tolerated: false }
  })

  return async function removeByAutoMask(job: Job) {
    const { target } = job.request
    if (job.mask || target === undefined) return
    const { image, signal } = job
    const segmented = await setup.hooks.segment.promise({ image, target, signal })
    if (segmented) {
      const { width, height } = image
      accept(job, target, thresholdMask((await resizeBy(setup.hooks, segmented, [width, height])) as Mask))
      return
    }
    const { region, fill } = await byFirst(setup.settings, job, finders(setup, job, target), (engine) =>
      fillWhole(setup, job, engine, attempts),
    )
    const isCoarse = region.scale < sharpEnough
    const isRefined = refine === true || (refine === 'auto' && isCoarse)
    if (!fill) {
      if (isRefined) warnOpen(job)
      return
    }
    const mask = recovered.get(fill.answers?.[0] ?? fill.candidates[0]!)
    accept(job, target, mask ?? recoverFromFill(job, fill))
    if (isRefined) return
    if (isCoarse) warnCoarse(job, region)
    job.fills = [fill]
  }
}, removeByAutoMaskSchema)

function finders({ engines }: Setup, job: Job, target: Target): Engines {
  const { width, height } = job.image
  const [first, ...others] = withSuccessors(engines).filter(
    (engine) => engine.accepts({ width, height, target }) && findsTarget(engine, target),
  )
  if (!first) throw nobodyFinds(job, target, engines)
  return [first, ...others]
}

/** Asks for the whole photo; only plans it, without a fill, where the job is a plan. */
async function fillWhole(
  { hooks }: Setup,
  job: Job,
  engine: Engine,
  attempts: number,
): Promise<{ region: Region; fill?: Fill }> {
  const whole = rectInside(job.image.width, job.image.height)
  // Nothing is known of where the object is, so there is no margin to keep for it.
  const limits = { ...engine.limits, drifts: false }
  const [region] = planRegions([whole], job.image, limits, { context: 0, minContext: 0 })
  const [call] = await prepareCalls({ hooks, job, engine }, [region!])
  const { planned, request } = call!
  job.calls = [planned]
  if (job.isPlan) return { region: region! }
  const index = job.report.regions.length
  hooks.progress.call({ type: 'planned', name: job.name, job, engine: engine.name, ...sumOf([planned]) })
  const filling = { hooks, job, engine, region: region!, index, signal: job.signal, attempts }
  const fill = await fillRegion(filling, request)
  await hooks.filled.promise({ job, fill })
  return { region: region!, fill }
}

/** What an answer without a mask changed, and whether the rest of it is still the photo. */
function judgeWhole({ job, engine, region, answer }: Judging): {
  mask?: Mask
  refusal?: Omit<Refusal, 'tolerated'>
} {
  const photo = splitAlpha(cropRegion(job.image, region)).colour
  const first = registerPixels(photo, answer)
  const names = { who: engine.name, what: job.name }
  const wrong = refuseDrift(first, { minAgree: minAgreeWhole, ...names })
  if (wrong) return { refusal: wrong }
  const found = recoverMask(photo, answer, first)
  const { affine, drift } = registerOutside(photo, answer, found, first)
  // What was found differs inside by definition; what is missing of it is judged with the mask, later.
  const drifted = refuseDrift({ affine, drift: { ...drift, inside: 0, missing: 0 } }, { minAgree, ...names })
  if (drifted) return { refusal: drifted }
  const mask = toPhoto(found, region, job.image)
  const unlikely = explainUnlikely(mask, job)
  return unlikely ? { mask, refusal: { code: 'mask-not-found', message: unlikely } } : { mask }
}

function registerOutside(photo: Pixels, answer: Pixels, found: Mask, first: Registration): Registration {
  const grown = dilateMask(found, Math.max(2, clear * photo.width))
  return describeMask(grown).share > mostBackground ? first : registerPixels(photo, answer, grown)
}

/** From an engine that does not drift. */
function recoverFromFill(job: Job, fill: Fill): Mask {
  const { colour } = splitAlpha(fill.candidates[0]!)
  return recoverMask(splitAlpha(job.image).colour, colour, registerPixels(splitAlpha(job.image).colour, colour))
}

function accept(job: Job, target: Target, mask: Mask): void {
  const { selected, share } = describeMask(mask)
  job.report.mask = { selected, share, specks: 0 }
  const unlikely = explainUnlikely(mask, job)
  if (unlikely) throw new PaintoutError('mask-not-found', unlikely, { by: 'removeByAutoMask' })
  if (kindOf(target) === 'background' && share > most) {
    job.warn('large-area', `The background is ${percent(share)} of ${job.name}: what replaces it is made up.`)
  }
  job.mask = mask
}

/** A mask that is next to nothing, or nearly everything, is not of an object. */
function explainUnlikely(mask: Mask, { name, request }: Job): string | undefined {
  const { share } = describeMask(mask)
  const limit = request.target === 'background' ? mostBackground : most
  if (share >= least && share <= limit) return undefined
  const what = share < least ? 'as if nothing had been removed' : 'which is too much for an object'
  return `Expected to find the target in ${name}, got a mask of ${percent(share)}, ${what}. Give a mask, or say the target otherwise.`
}

/** The part of a region's mask that lies in the photo. */
function toPhoto(found: Mask, { rect }: Region, { width, height }: Pixels): Mask {
  const mask = createMask(width, height)
  for (let y = Math.max(0, rect.top); y < Math.min(height, rect.top + rect.height); y++) {
    const left = Math.max(0, rect.left)
    const right = Math.min(width, rect.left + rect.width)
    const from = (y - rect.top) * found.width - rect.left
    mask.data.set(found.data.subarray(from + left, from + right), y * width + left)
  }
  return mask
}

function nobodyFinds(job: Job, target: Target, engines: readonly Engine[]): PaintoutError {
  const names = engines.map(({ name }) => `\`${name}\``).join(', ') || 'none'
  return new PaintoutError(
    'mask-not-found',
    `Expected a plugin or an engine that finds the target \`${kindOf(target)}\` in ${job.name}, got ${names}. Give a mask, or use an engine that does.`,
  )
}

function warnOpen(job: Job): void {
  job.warn(
    'plan-open',
    `What is found in ${job.name} will be removed once more by regions, which are not known before: they are not in this plan.`,
  )
}

function warnCoarse(job: Job, { scale }: Region): void {
  job.warn(
    'coarse-fill',
    `${job.name} was filled as a whole, at ${percent(scale)} of its sharpness, and enlarged. Let \`refine\` be \`auto\`, or give a mask.`,
  )
}

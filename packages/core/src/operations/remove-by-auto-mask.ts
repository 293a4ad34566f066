import { percent, refuseDrift } from '../drift/judge.ts'
import { type Registration, registerPixels } from '../drift/register.ts'
import type { Engine, Target } from '../engine.ts'
import { PaintoutError } from '../errors.ts'
import { askForMask, cutToPhoto } from '../fills/ask-for-mask.ts'
import { byFirst, type Engines, withSuccessors } from '../fills/by-first.ts'
import { resizeBy } from '../fills/codec-calls.ts'
import { fillRegion } from '../fills/fill-region.ts'
import { prepareWhole, sumOf } from '../fills/prepare-calls.ts'
import { cropRegion } from '../geometry/region-picture.ts'
import { splitAlpha } from '../geometry/sample-form.ts'
import type { Judging, Refusal } from '../hooks.ts'
import type { Fill, Job, Region } from '../job.ts'
import { acceptMask, explainUnlikely, type FoundMask, mostBackground } from '../masks/accept-mask.ts'
import { dilateMask } from '../masks/dilate.ts'
import { describeMask } from '../masks/inspect.ts'
import { levelsOf, thresholdMask } from '../masks/levels.ts'
import { recoverMask } from '../masks/recover.ts'
import { findsTarget, kindOf } from '../masks/target.ts'
import { dropCrumbs } from '../masks/tidy.ts'
import { checkPixels, type Mask, type Pixels } from '../pixels.ts'
import { plugin, type Setup } from '../plugin.ts'
import { attemptsSchema, type RemoveByAutoMaskOptions, removeByAutoMaskSchema } from './options.ts'

/** Coarser than this share of the photo's sharpness is seen. */
const sharpEnough = 2 / 3

/** What it looks like when next to nothing was recovered. */
const unremoved = 'as if nothing had been removed'

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
    const segmented = await segment(setup, job, target)
    if (segmented === 'open') return warnOpen(job)
    if (segmented) return acceptMask(job, target, segmented)
    const before = job.calls
    const { engine, region, fill } = await byFirst(setup.settings, job, finders(setup, job, target), (engine) => {
      job.calls = before
      return fillWhole(setup, job, engine, attempts)
    })
    const isCoarse = region.scale < sharpEnough
    const isRefined = refine === true || (refine === 'auto' && isCoarse)
    if (!fill) {
      if (isRefined) warnOpen(job)
      return
    }
    const mask = recovered.get(fill.answers?.[0] ?? fill.candidates[0]!)
    acceptMask(job, target, { mask: mask ?? recoverFromFill(job, fill), by: engine.name, lacking: unremoved })
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

/** By a `segment` plugin; undefined where none finds it, `open` where a plan may not ask the one that would. */
async function segment({ hooks }: Setup, job: Job, target: Target): Promise<FoundMask | 'open' | undefined> {
  const { image, signal, isPlan } = job
  let by: string | undefined
  let isOpen = false
  const mask = await hooks.segment.promise({
    image,
    target,
    signal,
    isPlan,
    async ask(engine) {
      if (isOpen) return undefined
      const answer = await askForMask(hooks, job, engine)
      by = engine.name
      isOpen = answer === undefined
      return answer
    },
  })
  if (isOpen) return 'open'
  if (!mask) return undefined
  checkPixels(mask, 'the mask of a `segment` plugin')
  const sized = (await resizeBy(hooks, levelsOf(mask), [image.width, image.height])) as Mask
  return { mask: dropCrumbs(thresholdMask(sized)), by, lacking: 'which is too little for an object' }
}

/** Asks for the whole photo; only plans it, without a fill, where the job is a plan. */
async function fillWhole(
  { hooks }: Setup,
  job: Job,
  engine: Engine,
  attempts: number,
): Promise<{ engine: Engine; region: Region; fill?: Fill }> {
  const { region, planned, request } = await prepareWhole({ hooks, job, engine })
  job.calls = [...job.calls, planned]
  if (job.isPlan) return { engine, region }
  const index = job.report.regions.length
  hooks.progress.call({ type: 'planned', name: job.name, job, engine: engine.name, ...sumOf([planned]) })
  const filling = { hooks, job, engine, region, index, signal: job.signal, attempts }
  const fill = await fillRegion(filling, request)
  await hooks.filled.promise({ job, fill })
  return { engine, region, fill }
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
  const mask = cutToPhoto(found, region, job.image)
  const unlikely = explainUnlikely(mask, job, unremoved)
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
    `What is found in ${job.name} will be removed by regions, which are not known before: they are not in this plan.`,
  )
}

function warnCoarse(job: Job, { scale }: Region): void {
  job.warn(
    'coarse-fill',
    `${job.name} was filled as a whole, at ${percent(scale)} of its sharpness, and enlarged. Let \`refine\` be \`auto\`, or give a mask.`,
  )
}

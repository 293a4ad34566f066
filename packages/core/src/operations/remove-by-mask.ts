import pMap from 'p-map'
import type { Engine } from '../engine.ts'
import { PaintoutError } from '../errors.ts'
import { byFirst, type Engines, withSuccessors } from '../fills/by-first.ts'
import { fillRegion } from '../fills/fill-region.ts'
import { type PreparedCall, prepareCalls, sumOf } from '../fills/prepare-calls.ts'
import { findComponents } from '../geometry/components.ts'
import { planRegions } from '../geometry/plan-regions.ts'
import type { Fill, Job, PlannedCall, Region } from '../job.ts'
import { dilateMask } from '../masks/dilate.ts'
import { warnAboutMask } from '../masks/warnings.ts'
import type { Mask } from '../pixels.ts'
import { plugin, type Setup } from '../plugin.ts'
import { attemptsSchema, type RemoveByMaskOptions, removeByMaskSchema } from './options.ts'

/** Regions that are cropped, converted and under way at the same time. Engines limit their own calls further. */
const regionsAtOnce = 4

/** Asks an engine to fill each region of the mask. What `removeByAutoMask` has filled stays. */
export const removeByMask = plugin<RemoveByMaskOptions | undefined>(function removeByMask(options) {
  const { context, attempts } = { context: 0.8, attempts: attemptsSchema.default, ...options }
  const setup = this
  return async function removeByMask(job: Job) {
    if (job.fills.length > 0) return
    // What has to be found first has no regions to plan yet.
    if (job.isPlan && !job.mask && job.calls.length > 0) return
    if (!job.mask) {
      throw new PaintoutError(
        'no-mask',
        `Expected a mask for ${job.name}, got none. Give one: \`{ mask: 'photo.mask.png' }\`, \`{ mask: { rect: [x, y, width, height] } }\`.`,
      )
    }
    warnAboutMask(job, job.mask)
    job.fills = await fillByFirst(setup, job, {
      context,
      attempts,
      from: job.report.regions.length,
      before: job.calls,
    })
  }
}, removeByMaskSchema)

interface Plan {
  readonly context: number
  readonly attempts: number
  /** Where its regions begin in the report. */
  readonly from: number
  /** What was asked for to find the mask. */
  readonly before: readonly PlannedCall[]
}

async function fillByFirst(setup: Setup, job: Job, plan: Plan): Promise<readonly Fill[]> {
  const mask = job.mask!
  return byFirst(setup.settings, job, willing(setup, job), (engine) => {
    job.mask = mask
    return fillBy(setup, job, engine, plan)
  })
}

function willing({ engines }: Setup, { image, name }: Job): Engines {
  const { width, height } = image
  const [first, ...others] = withSuccessors(engines).filter((engine) => engine.accepts({ width, height }))
  if (first) return [first, ...others]
  const asked = engines.map((engine) => `\`${engine.name}\``).join(', ')
  throw new PaintoutError(
    'no-engine',
    engines.length === 0
      ? 'Expected an engine, got none. Use one: `use(local)` with `local` from "@paintout/engine-local".'
      : `Expected an engine that takes ${name} (${width} × ${height}), got only ${asked}.`,
  )
}

async function fillBy(setup: Setup, job: Job, engine: Engine, plan: Plan): Promise<readonly Fill[]> {
  const { hooks } = setup
  const { limits } = engine
  const hole = job.mask!
  const proposed = planAndGrow(job, hole, engine, plan.context)
  const { regions } = await hooks.plan.promise({ job, engine, limits, regions: proposed })
  const calls = await prepareCalls({ hooks, job, engine, hole }, regions)
  const planned = calls.map((call) => call.planned)
  job.calls = [...plan.before, ...planned]
  warnAboutScale(job, regions)
  if (job.isPlan) return []
  hooks.progress.call({ type: 'planned', name: job.name, job, engine: engine.name, ...sumOf(planned) })
  return settleAll(job.signal, calls, async ({ region, index, request }, signal) => {
    const { attempts, from } = plan
    const fill = await fillRegion({ hooks, job, engine, region, index: from + index, signal, attempts, hole }, request)
    await hooks.filled.promise({ job, fill })
    return fill
  })
}

/** An engine that grows masks paints beyond ours: `job.mask` grows as far, and is planned for. */
function planAndGrow(job: Job, hole: Mask, { limits }: Engine, context: number): readonly Region[] {
  const plan = (mask: Mask) =>
    planRegions(
      findComponents(mask).map(({ bounds }) => bounds),
      job.image,
      limits,
      { context },
    )
  const { dilation = 0 } = limits
  const regions = plan(hole)
  if (dilation === 0) return regions
  job.mask = dilateMask(hole, dilation * Math.max(...regions.map(({ rect }) => rect.width)))
  return plan(job.mask)
}

/** The first failure stops the others, and is thrown when all have come to an end: what they paid for is kept by then. */
async function settleAll(
  signal: AbortSignal,
  calls: readonly PreparedCall[],
  fill: (call: PreparedCall, signal: AbortSignal) => Promise<Fill>,
): Promise<readonly Fill[]> {
  const failed = new AbortController()
  const either = AbortSignal.any([signal, failed.signal])
  const settled = await pMap(
    calls,
    async (call) => {
      try {
        return await fill(call, either)
      } catch (error) {
        failed.abort(error)
        return undefined
      }
    },
    { concurrency: regionsAtOnce },
  )
  signal.throwIfAborted()
  if (failed.signal.aborted) throw failed.signal.reason
  return settled.filter((fill) => fill !== undefined)
}

function warnAboutScale(job: Job, regions: readonly Region[]): void {
  const coarse = regions.filter((region) => region.scale < 1)
  if (coarse.length === 0) return
  const worst = Math.min(...coarse.map((region) => region.scale))
  job.warn(
    'coarse-fill',
    `${coarse.length} of ${regions.length} regions are larger than the engine's pictures: they are filled at ${Math.round(worst * 100)} % of the photo's sharpness and enlarged. Mask smaller parts, or use an engine without such a limit.`,
  )
}

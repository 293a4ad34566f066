import pMap from 'p-map'
import type { Engine } from '../engine.ts'
import { PaintoutError } from '../errors.ts'
import { fillRegion } from '../fills/fill-region.ts'
import { type PreparedCall, prepareCalls } from '../fills/prepare-calls.ts'
import { findComponents } from '../geometry/components.ts'
import { planRegions } from '../geometry/plan-regions.ts'
import type { Fill, Job, PlannedCall, Region } from '../job.ts'
import { warnAboutMask } from '../masks/warnings.ts'
import { plugin, type Setup } from '../plugin.ts'

export interface RemoveByMaskOptions {
  /** How much of the surroundings an engine sees on each side, as a share of the object's size: 0.1 to 4, default 0.8. */
  readonly context?: number
}

export const removeByMaskSchema = {
  type: 'object',
  properties: {
    context: {
      type: 'number',
      minimum: 0.1,
      maximum: 4,
      default: 0.8,
      description: 'how much of the surroundings the engine sees on each side, as a share of the object',
    },
  },
  additionalProperties: false,
} as const

/** Regions that are cropped, converted and under way at the same time. Engines limit their own calls further. */
const regionsAtOnce = 4

/** Asks an engine to fill each region of the mask. */
export const removeByMask = plugin<RemoveByMaskOptions | undefined>(function removeByMask(options) {
  const context = options?.context ?? removeByMaskSchema.properties.context.default
  const setup = this
  return async function removeByMask(job: Job) {
    if (!job.mask) {
      throw new PaintoutError(
        'no-mask',
        `Expected a mask for ${job.name}, got none. Give one: \`{ mask: 'photo.mask.png' }\`, \`{ mask: { rect: [x, y, width, height] } }\`.`,
      )
    }
    warnAboutMask(job, job.mask)
    job.fills = await fillByFirst(setup, job, context)
  }
}, removeByMaskSchema)

async function fillByFirst(setup: Setup, job: Job, context: number): Promise<readonly Fill[]> {
  const engines = willing(setup, job)
  for (const [index, engine] of engines.entries()) {
    try {
      return await fillBy(setup, job, engine, context)
    } catch (error) {
      const next = engines[index + 1]
      if (!setup.settings.fallback || !next || job.signal.aborted) throw error
      const reason = error instanceof Error ? error.message : String(error)
      job.warn('fallback', `The engine \`${engine.name}\` failed, \`${next.name}\` is asked instead. ${reason}`)
    }
  }
  throw new PaintoutError('no-engine', `Expected an engine for ${job.name}, got none that takes it.`)
}

function willing({ engines }: Setup, { image, name }: Job): readonly Engine[] {
  const { width, height } = image
  const found = engines.filter((engine) => engine.accepts({ width, height }))
  if (found.length > 0) return found
  const asked = engines.map((engine) => `\`${engine.name}\``).join(', ')
  throw new PaintoutError(
    'no-engine',
    engines.length === 0
      ? 'Expected an engine, got none. Use one: `use(local)` with `local` from "@paintout/engine-local".'
      : `Expected an engine that takes ${name} (${width} × ${height}), got only ${asked}.`,
  )
}

async function fillBy(setup: Setup, job: Job, engine: Engine, context: number): Promise<readonly Fill[]> {
  const { hooks } = setup
  const { limits } = engine
  const objects = findComponents(job.mask!).map(({ bounds }) => bounds)
  const planned = planRegions(objects, job.image, limits, { context })
  const { regions } = await hooks.plan.promise({ job, engine, limits, regions: planned })
  const calls = await prepareCalls(hooks, job, engine, regions)
  job.calls = calls.map(({ planned }) => planned)
  warnAboutScale(job, regions)
  if (job.isPlan) return []
  hooks.progress.call({ type: 'planned', name: job.name, engine: engine.name, ...sumOf(job.calls) })
  return settleAll(job.signal, calls, async ({ region, index, request }, signal) => {
    const fill = await fillRegion({ hooks, job, engine, region, index, signal }, request)
    await hooks.filled.promise({ job, fill })
    return fill
  })
}

function sumOf(calls: readonly PlannedCall[]) {
  return {
    regions: calls.length,
    known: calls.filter(({ known }) => known).length,
    images: calls.reduce((sum, { images }) => sum + images, 0),
    usd: calls.reduce((sum, { usd }) => sum + usd, 0),
  }
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

import pMap from 'p-map'
import type { Engine, FillRequest } from '../engine.ts'
import type { Claiming, Hooks } from '../hooks.ts'
import type { Job, PlannedCall, Region } from '../job.ts'
import type { Mask } from '../pixels.ts'
import { createRequest } from './create-request.ts'
import { neededOf } from './needed-samples.ts'

/** A region on its way to an engine. */
export interface PreparedCall {
  readonly region: Region
  /** The place of the region in the plan. */
  readonly index: number
  readonly planned: PlannedCall
  /** Made already where it was needed to know the price. */
  readonly request?: FillRequest
}

/** Requests that are made at the same time; each may convert colours. */
const atOnce = 4

/** Prices every region before the first call. Only where a call costs money are known answers looked for. */
export function prepareCalls(
  hooks: Hooks,
  job: Job,
  engine: Engine,
  regions: readonly Region[],
): Promise<readonly PreparedCall[]> {
  const { usdPerImage } = engine.limits
  return pMap(
    regions,
    async (region, index) => {
      const { rect, size } = region
      const planned = { rect, size, engine: engine.name, known: false, images: 0, usd: 0 }
      if (usdPerImage === 0) return { region, index, planned }
      const request = await createRequest({ hooks, job, engine, region, index })
      const known = (await hooks.known.promise(claimingOf({ job, engine, region }, request))) ?? false
      const images = known ? 0 : request.candidates
      return { region, index, planned: { ...planned, known, images, usd: images * usdPerImage }, request }
    },
    { concurrency: atOnce },
  )
}

/** What a plugin that remembers answers is asked. */
export function claimingOf(
  { job, engine, region }: { readonly job: Job; readonly engine: Engine; readonly region: Region },
  request: FillRequest,
): Claiming & { readonly needed?: Mask } {
  const needed = neededOf(request, engine.limits)
  return { job, engine, region, request, ...(needed ? { needed } : {}) }
}

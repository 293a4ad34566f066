import pMap from 'p-map'
import type { Engine, FillRequest } from '../engine.ts'
import type { Claiming, Hooks } from '../hooks.ts'
import type { Job, PlannedCall, Region } from '../job.ts'
import type { Mask } from '../pixels.ts'
import { createRequest } from './create-request.ts'
import type { Requesting } from './filling.ts'
import { neededOf } from './needed-samples.ts'

/** A region on its way to an engine. */
export interface PreparedCall {
  readonly region: Region
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
  hole?: Mask,
): Promise<readonly PreparedCall[]> {
  const { usdPerImage, maxCandidates } = engine.limits
  return pMap(
    regions,
    async (region) => {
      const { rect, size } = region
      const images = Math.min(job.request.candidates ?? 1, maxCandidates)
      const planned = { rect, size, engine: engine.name, known: false, images, usd: 0 }
      if (usdPerImage === 0) return { region, planned }
      const requesting = { hooks, job, engine, region, ...(hole ? { hole } : {}) }
      const request = await createRequest(requesting)
      const known = (await hooks.known.promise(claimingOf(requesting, request))) ?? false
      const paid = known ? 0 : request.candidates
      return { region, planned: { ...planned, known, images: paid, usd: paid * usdPerImage }, request }
    },
    { concurrency: atOnce },
  )
}

/** What a plan comes to, for the event that tells it. */
export function sumOf(calls: readonly PlannedCall[]) {
  return {
    regions: calls.length,
    known: calls.filter(({ known }) => known).length,
    images: calls.reduce((sum, { images }) => sum + images, 0),
    usd: calls.reduce((sum, { usd }) => sum + usd, 0),
  }
}

/** What a plugin that remembers answers is asked. */
export function claimingOf({ job, engine, region, hole }: Requesting, request: FillRequest): Claiming {
  const needed = neededOf(request, engine.limits)
  const mask = request.mask && (hole ?? job.mask)
  return { job, engine, region, request, ...(mask ? { mask } : {}), ...(needed ? { needed } : {}) }
}

import pMap from 'p-map'
import type { FillRequest } from '../engine.ts'
import { planRegions } from '../geometry/plan-regions.ts'
import { rectInside } from '../geometry/rect.ts'
import type { Claiming } from '../hooks.ts'
import type { PlannedCall, Region } from '../job.ts'
import { createRequest } from './create-request.ts'
import type { Asking } from './filling.ts'
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
  asking: Omit<Asking, 'region'>,
  regions: readonly Region[],
): Promise<readonly PreparedCall[]> {
  const { hooks, engine } = asking
  const { usdPerImage } = engine.limits
  return pMap(
    regions,
    async (region, index) => {
      const { rect, size } = region
      const planned = { rect, size, engine: engine.name, known: false, images: 0, usd: 0 }
      if (usdPerImage === 0) return { region, index, planned }
      const request = await createRequest({ ...asking, region })
      const known = (await hooks.known.promise(claimingOf({ ...asking, region }, request))) ?? false
      const images = known ? 0 : request.candidates
      return { region, index, planned: { ...planned, known, images, usd: images * usdPerImage }, request }
    },
    { concurrency: atOnce },
  )
}

/** The photo as a whole in one call, priced. Nothing is known of where the object is, so there is no margin to keep. */
export async function prepareWhole(
  asking: Omit<Asking, 'region'>,
): Promise<PreparedCall & { readonly request: FillRequest }> {
  const { job, engine } = asking
  const { width, height } = job.image
  const limits = { ...engine.limits, drifts: false }
  const [region] = planRegions([rectInside(width, height)], job.image, limits, { context: 0, minContext: 0 })
  const [call] = await prepareCalls(asking, [region!])
  return { ...call!, request: call!.request ?? (await createRequest({ ...asking, region: region! })) }
}

/** What a plan comes to, as progress tells it. */
export function sumOf(calls: readonly PlannedCall[]) {
  return {
    regions: calls.length,
    known: calls.filter(({ known }) => known).length,
    images: calls.reduce((sum, { images }) => sum + images, 0),
    usd: calls.reduce((sum, { usd }) => sum + usd, 0),
  }
}

/** What a plugin that remembers answers is asked. */
export function claimingOf(
  { job, engine, region, hole = job.mask }: Omit<Asking, 'hooks'>,
  request: FillRequest,
): Claiming {
  const needed = neededOf(request, engine.limits)
  return { job, engine, region, request, ...(hole ? { hole } : {}), ...(needed ? { needed } : {}) }
}

import type { Engine } from '../engine.ts'
import { PaintoutError } from '../errors.ts'
import type { Hooks } from '../hooks.ts'
import type { Job, Region } from '../job.ts'
import { levelsOf, thresholdMask } from '../masks/levels.ts'
import { createMask, type Mask, type Pixels } from '../pixels.ts'
import { ask } from './ask.ts'
import { resizeBy } from './codec-calls.ts'
import { prepareWhole, sumOf } from './prepare-calls.ts'

/**
 * The mask that an engine answers with for the whole photo, in white on black, as large as the photo. The call is planned,
 * claimed, paid for and reported like that of a fill. Undefined where a plan would have to make it.
 */
export async function askForMask(hooks: Hooks, job: Job, engine: Engine): Promise<Mask | undefined> {
  const { region, planned, request } = await prepareWhole({ hooks, job, engine, findsMask: true })
  job.calls = [...job.calls, planned]
  if (job.isPlan && planned.images > 0) return undefined
  const started = performance.now()
  const index = job.report.regions.length
  const { name } = job
  if (!job.isPlan) hooks.progress.call({ type: 'planned', name, job, engine: engine.name, ...sumOf([planned]) })
  const asked = job.isPlan ? onlyKnown(engine) : engine
  const filling = { hooks, job, engine: asked, region, index, signal: job.signal, attempts: 1 }
  const { answer, known } = await ask(filling, request)
  job.report.regions[index] = {
    rect: region.rect,
    size: region.size,
    scale: region.scale,
    engine: engine.name,
    generative: false,
    known,
    candidates: 1,
    attempts: 1,
    usd: known ? 0 : engine.limits.usdPerImage,
    milliseconds: performance.now() - started,
  }
  const { width, height } = region.rect
  const mask = (await resizeBy(hooks, levelsOf(answer[0]!.image), [width, height])) as Mask
  return cutToPhoto(thresholdMask(mask), region, job.image)
}

/** The part of a region's mask that lies in the photo. */
export function cutToPhoto(found: Mask, { rect }: Region, { width, height }: Pixels): Mask {
  const mask = createMask(width, height)
  for (let y = Math.max(0, rect.top); y < Math.min(height, rect.top + rect.height); y++) {
    const left = Math.max(0, rect.left)
    const right = Math.min(width, rect.left + rect.width)
    const from = (y - rect.top) * found.width - rect.left
    mask.data.set(found.data.subarray(from + left, from + right), y * width + left)
  }
  return mask
}

/** A plan spends nothing, not even where an answer that seemed to be known turns out to be damaged. */
function onlyKnown(engine: Engine): Engine {
  if (engine.limits.usdPerImage === 0) return engine
  return {
    ...engine,
    announces: true,
    async fill() {
      throw new PaintoutError(
        'not-in-store',
        `Expected the mask of \`${engine.name}\` in the store, got an entry that cannot be used. Run it without \`--dry-run\`: it is asked for again.`,
        { by: engine.name },
      )
    },
  }
}

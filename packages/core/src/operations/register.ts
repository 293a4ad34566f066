import { defaultMinAgree, leastTrusted, refuseDrift } from '../drift/judge.ts'
import { type Registration, registerPixels } from '../drift/register.ts'
import { warpPixels } from '../drift/warp.ts'
import { addGrain } from '../geometry/grain.ts'
import { boundsOf, cropPixels, growRect, type Rect } from '../geometry/rect.ts'
import { cropRegion } from '../geometry/region-picture.ts'
import { joinAlpha, splitAlpha } from '../geometry/sample-form.ts'
import type { Fill, Job, Region } from '../job.ts'
import type { Mask, Pixels } from '../pixels.ts'
import { plugin } from '../plugin.ts'
import { type RegisterOptions, registerSchema } from './options.ts'

/** Samples beyond the mask that a soft edge may take from the answer. */
const beyond = 32

/**
 * Puts the answers of engines that drift in place, sample by sample, and refuses those that drifted too far before they
 * are used. Fills of other engines stay as they are. The best candidate comes first: by `agree`, then as answered.
 */
export const register = plugin<RegisterOptions | undefined>(function register(options) {
  const { minAgree, onDrift = 'fail' } = options ?? {}
  const found = new WeakMap<Pixels, Registration>()
  const registrationOf = (job: Job, region: Region, answer: Pixels): Registration => {
    const known = found.get(answer)
    if (known) return known
    const registration = registerAnswer(job, region, answer)
    found.set(answer, registration)
    return registration
  }

  this.hooks.judge.tap('register', ({ job, engine, region, answer }) => {
    if (!job.mask) return undefined
    if (engine.limits.takesMask && minAgree === undefined) return undefined
    const refusal = refuseDrift(registrationOf(job, region, answer), {
      minAgree: minAgree ?? defaultMinAgree,
      who: engine.name,
      what: job.name,
    })
    return refusal && { ...refusal, tolerated: onDrift === 'warn' }
  })

  return function register(job: Job) {
    if (!job.mask) return
    job.fills = job.fills.map((fill) => {
      if (!fill.answers) return fill
      const placed = fill.answers
        .map((answer, index) => {
          const registration = registrationOf(job, fill.region, answer)
          return { registration, candidate: place(job, fill, index, registration) }
        })
        .sort((a, b) => b.registration.drift.agree - a.registration.drift.agree)
      const report = job.report.regions[fill.index]
      if (report) job.report.regions[fill.index] = { ...report, drift: placed[0]!.registration.drift }
      job.signal.throwIfAborted()
      return { ...fill, candidates: placed.map(({ candidate }) => candidate) }
    })
  }
}, registerSchema)

/** Against the region as the engine saw it, mirrored beyond the photo. What counts as missing lies inside the photo. */
function registerAnswer(job: Job, region: Region, answer: Pixels): Registration {
  const photo = splitAlpha(cropRegion(job.image, region)).colour
  const { left, top } = region.rect
  const owned = { ...region.owns, left: region.owns.left - left, top: region.owns.top - top }
  return registerPixels(photo, answer, cropRegion(job.mask!, region), { wanted: owned })
}

/** A candidate in the photo's own samples, as large as `fill.area`. */
function place(job: Job, fill: Fill, index: number, registration: Registration): Pixels {
  const candidate = fill.candidates[index]!
  const mask = cropPixels(job.mask!, fill.area)
  const bounds = boundsOf(mask)
  if (!bounds) return candidate
  const { rect, scale } = fill.region
  const placed = registration.drift.agree < leastTrusted ? candidate : warp()
  return scale < 1 ? withGrain(job, fill, placed, mask) : placed

  function warp(): Pixels {
    const area = { ...fill.area, left: fill.area.left - rect.left, top: fill.area.top - rect.top }
    const fine = moved(growRect(bounds!, beyond), area)
    const colour = warpPixels(fill.answers![index]!, registration, rect, fine, area)
    const { alpha } = splitAlpha(candidate)
    return alpha ? joinAlpha(colour, alpha) : colour
  }
}

function withGrain(job: Job, { area, region }: Fill, warped: Pixels, mask: Mask): Pixels {
  const seed = job.request.seed ?? 0
  return addGrain(warped, cropPixels(job.image, area), mask, { scale: region.scale, seed })
}

function moved(rect: Rect, by: Rect): Rect {
  return { ...rect, left: rect.left + by.left, top: rect.top + by.top }
}

import { compositeInto } from '../composite-pixels.ts'
import { cropPixels, growRect, intersectRect, type Rect } from '../geometry/rect.ts'
import type { Fill, Job } from '../job.ts'
import { toPixels } from '../length.ts'
import { featherMask } from '../masks/feather.ts'
import { copyPixels, type Mask } from '../pixels.ts'
import { plugin } from '../plugin.ts'
import { type CompositeOptions, compositeSchema, type Feather } from './options.ts'

/** Puts the fills into the photo by the mask, and nothing anywhere else. Copies the photo once for each candidate. */
export const composite = plugin<CompositeOptions | undefined>(function composite(options) {
  const { width, side } = readFeather(options?.feather ?? '2px')
  return function composite(job: Job) {
    const { image, mask, fills } = job
    if (!mask || fills.length === 0) return
    const pixels = toPixels(width, image.width)
    const blend = featherMask(mask, { width: pixels, side })
    const reach = side === 'inside' ? 0 : Math.ceil(pixels)
    const parts = shareOut(blend, fills, reach)
    const count = Math.min(...fills.map((fill) => fill.candidates.length))
    job.blend = blend
    job.candidates = Array.from({ length: count }, (_, index) => {
      const target = copyPixels(image)
      for (const { fill, rect, mask } of parts) {
        const from = { ...rect, left: rect.left - fill.area.left, top: rect.top - fill.area.top }
        compositeInto(target, cropPixels(fill.candidates[index]!, from), mask, rect)
      }
      return target
    })
  }
}, compositeSchema)

interface Part {
  readonly fill: Fill
  readonly rect: Rect
  readonly mask: Mask
}

/**
 * Gives each blended sample to one fill: first what a region owns, then, where the mask is feathered outwards, the rim
 * around it that nobody owns.
 */
function shareOut(blend: Mask, fills: readonly Fill[], reach: number): readonly Part[] {
  if (reach === 0) {
    return fills.map((fill) => ({ fill, rect: fill.region.owns, mask: cropPixels(blend, fill.region.owns) }))
  }
  const rest = copyPixels(blend) as Mask
  return [0, reach].flatMap((by) =>
    fills.map((fill) => {
      const rect = intersectRect(growRect(fill.region.owns, by), fill.area)
      const mask = cropPixels(rest, rect)
      clear(rest, rect)
      return { fill, rect, mask }
    }),
  )
}

function clear(mask: Mask, { left, top, width, height }: Rect): void {
  for (let y = top; y < top + height; y++) {
    const start = y * mask.width + left
    mask.data.fill(0, start, start + width)
  }
}

function readFeather(feather: Feather) {
  return typeof feather === 'object' ? feather : { width: feather, side: 'inside' as const }
}

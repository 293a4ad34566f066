import { compositeInto } from '../composite-pixels.ts'
import { cropPixels, growRect, intersectRect, type Rect } from '../geometry/rect.ts'
import type { Fill, Job } from '../job.ts'
import { type Length, lengthSchema, toPixels } from '../length.ts'
import { featherMask } from '../masks/feather.ts'
import { copyPixels, type Mask } from '../pixels.ts'
import { plugin } from '../plugin.ts'

export type Feather = Length | { readonly width: Length; readonly side: 'inside' | 'outside' | 'both' }

export interface CompositeOptions {
  /** The width of the soft edge, by default `2px` inside the mask. 0 cuts hard. */
  readonly feather?: Feather
}

export const featherSchema = {
  type: ['number', 'string', 'object'],
  minimum: 0,
  pattern: '^(\\d+\\.?\\d*|\\.\\d+)(px|w)$',
  properties: {
    width: { ...lengthSchema, minimum: 0 },
    side: { type: 'string', enum: ['inside', 'outside', 'both'] },
  },
  required: ['width', 'side'],
  additionalProperties: false,
  default: '2px',
  expects: 'a length such as 2, "2px" or "0.002w", or `{ width, side }`',
  description: 'blend over this distance inside the rim of the mask',
} as const

export const compositeSchema = {
  type: 'object',
  properties: { feather: featherSchema },
  additionalProperties: false,
} as const

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

import { compositeInto } from '../composite-pixels.ts'
import { cropPixels } from '../geometry/rect.ts'
import type { Job } from '../job.ts'
import { type Length, lengthSchema, toPixels } from '../length.ts'
import { featherMask } from '../masks/feather.ts'
import { createSamples, type Pixels } from '../pixels.ts'
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
    const blend = featherMask(mask, { width: toPixels(width, image.width), side })
    job.blend = blend
    const count = Math.min(...fills.map((fill) => fill.candidates.length))
    const candidates: Pixels[] = []
    for (let index = 0; index < count; index++) {
      const target = copyOf(image)
      for (const { region, candidates } of fills) {
        compositeInto(target, candidates[index]!, cropPixels(blend, region.owns), region.owns)
      }
      candidates.push(target)
    }
    job.candidates = candidates
  }
}, compositeSchema)

function readFeather(feather: Feather) {
  return typeof feather === 'object' ? feather : { width: feather, side: 'inside' as const }
}

function copyOf(image: Pixels): Pixels {
  const data = createSamples(image.data, image.data.length)
  data.set(image.data)
  return { ...image, data }
}

import { harmonizePixels } from '../drift/harmonize.ts'
import { cropPixels } from '../geometry/rect.ts'
import type { Job } from '../job.ts'
import { plugin } from '../plugin.ts'

export const harmonizeSchema = { type: 'object', properties: {}, additionalProperties: false } as const

/**
 * Gives the fills of engines that drift the tone and the light of their surroundings. Fills of other engines stay as
 * they are.
 */
export const harmonize = plugin<Record<string, never> | undefined>(function harmonize() {
  return function harmonize(job: Job) {
    const { image, mask } = job
    if (!mask) return
    job.fills = job.fills.map((fill) => {
      if (!fill.answers) return fill
      const photo = cropPixels(image, fill.area)
      const hole = cropPixels(mask, fill.area)
      const candidates = fill.candidates.map((candidate) => {
        job.signal.throwIfAborted()
        return harmonizePixels(photo, candidate, hole)
      })
      return { ...fill, candidates }
    })
  }
}, harmonizeSchema)

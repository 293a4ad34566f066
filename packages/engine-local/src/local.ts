import { type Candidate, type Engine, type Mask, plugin } from '@paintout/core'
import { fillPixels } from './fill-pixels.ts'

export interface LocalOptions {
  /** Megabytes that one region may take, 64 to 65536. Default 1024. */
  readonly maxMemory?: number
}

export const localSchema = {
  type: 'object',
  properties: {
    maxMemory: {
      type: 'integer',
      minimum: 64,
      maximum: 65536,
      default: 1024,
      description: 'megabytes that one region may take',
    },
  },
  additionalProperties: false,
} as const

/** `fillPixels` reads the whole region that core planned, so that `context` is decided once. */
const wholeRegion = 10

/**
 * The engine that needs no account: content-aware fill from the photo itself, in worker threads of this process.
 * It works on the photo's own samples, so depth, alpha and colour space need no conversion. Candidates differ by seed.
 */
export const local = plugin<LocalOptions | undefined>(function local(options) {
  this.engine(localEngine(options))
  return undefined
}, localSchema)

export function localEngine({ maxMemory = 1024 }: LocalOptions = {}): Engine {
  return {
    name: 'local',
    contract: 1,
    limits: { maxCandidates: 4, takesMask: true, drifts: false, native: true, targets: [], usdPerImage: 0 },
    accepts: ({ target }) => target === undefined,
    fingerprint: () => ({ maxMemory }),
    async fill({ image, mask, seed = 1, candidates }, { signal, warn, progress }) {
      const answer: Candidate[] = []
      for (let index = 0; index < candidates; index++) {
        const pixels = await fillPixels(image.pixels, mask!.pixels as Mask, {
          seed: seed + index,
          context: wholeRegion,
          maxMemory: maxMemory * 2 ** 20,
          signal,
          warn,
          progress: (share) => progress((index + share) / candidates),
        })
        answer.push({ image: pixels, note: `seed ${seed + index}` })
      }
      return answer
    },
  }
}

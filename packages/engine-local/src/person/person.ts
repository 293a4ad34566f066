import { type Engine, type FillRequest, PaintoutError, type Pixels, plugin } from '@paintout/core'
import { loadNet } from './load-net.ts'
import { modelSide, readLevels } from './read-levels.ts'

/** The model sees no more than 256 pixels a side: a larger picture would only be made smaller once more. */
const longestSide = 512

/** What the model selects where there is no person is next to nothing, or nearly everything. */
const least = 0.005
const most = 0.4

/** There is nothing to say. */
const personSchema = { type: 'object', properties: {}, additionalProperties: false } as const

/**
 * Experimental: finds people by a small model on this machine, for `target: 'person'` and nothing else. It needs
 * `@techstark/opencv-js` and `@mediapipe/selfie_segmentation`, both Apache-2.0, which are not installed along. It was made
 * for one person before a camera, takes animals for people now and then, and says nothing about how sure it is: look at
 * what it found.
 * @throws `not-installed` at the first photo
 */
export const person = plugin(function person() {
  const engine = personEngine()
  this.hooks.segment.tapPromise('person', async ({ target, ask }) => (target === 'person' ? ask(engine) : undefined))
  return undefined
}, personSchema)

function personEngine(): Engine {
  return {
    name: 'local/person',
    contract: 1,
    limits: {
      maxSide: longestSide,
      maxCandidates: 1,
      takesMask: false,
      drifts: false,
      targets: ['person'],
      usdPerImage: 0,
    },
    accepts: ({ target }) => target === 'person',
    fingerprint: () => ({ model: 'selfie_segmentation' }),
    async fill({ image: { pixels } }: FillRequest, { warn }) {
      const net = await loadNet()
      const levels = readLevels(net.run(pixels as Pixels<Uint8Array>), modelSide, pixels)
      const share = levels.data.reduce((sum, level) => sum + Number(level >= 128), 0) / levels.data.length
      if (share < least || share > most) throw unlikely(share)
      warn(
        'mask-unsure',
        'Who is a person was told by a small model that is not sure: look at the mask, in the report or by `paintout preview`.',
      )
      return [{ image: levels }]
    },
  }
}

function unlikely(share: number): PaintoutError {
  return new PaintoutError(
    'mask-not-found',
    `Expected people on ${100 * least} to ${100 * most} % of the photo, got ${(100 * share).toFixed(1)} %: there are none, or the small model does not see them. Give a mask, or let \`vertexSegment\` find them.`,
    { by: 'person' },
  )
}

import { type Engine, type FillRequest, type Mask, type Pixels, plugin, type Target } from '@paintout/core'
import { questionBody, readWords } from '../families/gemini.ts'
import { textModelOf } from '../models.ts'
import { openClient } from '../open-client.ts'
import { createTransport } from '../transport.ts'
import { warnOfEnd } from '../warn-of-end.ts'
import { drawObjects } from './draw-objects.ts'
import { readObjects } from './read-objects.ts'
import { writeSegmentInstruction } from './segment-instruction.ts'
import { type VertexSegmentOptions, vertexSegmentSchema } from './segment-options.ts'

/** What a model of this kind looks at in one piece; more is made smaller by the service. */
const longestSide = 1024

/**
 * Finds the target of a removal without a mask: a Gemini model is shown the photo, at 1024 pixels at most, and says where
 * the object is. Sends it to Google, for a cent or less.
 * @throws `invalid-option`, `unknown-option` while it is attached
 */
export const vertexSegment = plugin<VertexSegmentOptions | undefined>(function vertexSegment(options = {}) {
  const { engine, close } = createVertexSegment(options)
  this.hooks.segment.tapPromise('vertexSegment', ({ ask }) => ask(engine))
  this.onClose(close)
  return undefined
}, vertexSegmentSchema)

/** What looks at photos, without a processor: an engine whose answer is a picture of the mask, white on black. */
export function createVertexSegment(options: VertexSegmentOptions): { engine: Engine; close(): void } {
  const transport = createTransport()
  const model = textModelOf(options.model ?? vertexSegmentSchema.properties.model.default)
  const { client } = openClient(model, options, transport)
  const { outline = true, safetySettings, labels } = options
  const engine: Engine = {
    name: `vertex/${model.id}`,
    contract: 1,
    announces: true,
    limits: {
      maxSide: longestSide,
      maxBytes: options.maxBytes ?? model.maxBytes,
      maxCandidates: 1,
      takesMask: false,
      drifts: false,
      targets: ['foreground', 'background', 'person', 'classes', 'prompt'],
      usdPerImage: options.usdPerImage ?? model.usdPerImage['1K'],
    },
    accepts: () => true,
    fingerprint: ({ target }) => ({ model: model.id, instruction: instructionFor(target) }),
    async fill({ image, target }: FillRequest, context) {
      const picture = await image.encode()
      const body = questionBody({ picture, instruction: instructionFor(target), safetySettings, labels })
      const words = readWords(await client.post('generateContent', body, context), model.id)
      const found = await drawObjects(readObjects(words, model.id), image.pixels, { model: model.id, ...context })
      return [{ image: target === 'background' ? invert(found) : found }]
    },
  }
  return { engine: warnOfEnd(model, engine), close: transport.close }

  function instructionFor(target: Target = 'foreground'): string {
    const { instruction = writeSegmentInstruction } = options
    return typeof instruction === 'function' ? instruction({ target, outline }) : instruction
  }
}

/** All but the object; nothing where no object was found. */
function invert(found: Mask): Pixels {
  const isEmpty = found.data.every((level) => level === 0)
  return isEmpty ? found : { ...found, data: found.data.map((level) => 255 - level) }
}

import type { Candidate, Engine, FillContext, FillRequest, Mask } from '@paintout/core'
import type { Client } from './client.ts'
import type { EncodedPicture } from './families/edit.ts'
import { geminiBody, readContent } from './families/gemini.ts'
import { writeInstruction } from './instruction.ts'
import { markPixels } from './marking.ts'
import type { Model } from './models.ts'
import type { VertexOptions } from './vertex-options.ts'

export interface GeminiParts {
  readonly model: Model
  readonly client: Client
  readonly options: VertexOptions
}

export function geminiEngine({ model, client, options }: GeminiParts): Engine {
  const { imageSize = '1K', marking = 'overlay', safetySettings, labels } = options

  return {
    name: `vertex/${model.id}`,
    contract: 1,
    announces: true,
    limits: {
      sizes: model.sizes![imageSize],
      maxBytes: options.maxBytes ?? model.maxBytes,
      maxCandidates: 4,
      takesMask: false,
      drifts: true,
      generative: true,
      targets: ['foreground', 'background', 'person', 'classes', 'prompt'],
      usdPerImage: options.usdPerImage ?? model.usdPerImage[imageSize],
    },
    accepts: () => true,
    fingerprint: (request) => ({ model: model.id, imageSize, marking, instruction: instructionFor(request) }),
    async fill(request, context) {
      const pictures = await picturesFor(request, context)
      const { width, height } = request.image.pixels
      const instruction = instructionFor(request)
      const ask = async (seed: number | undefined): Promise<Candidate> => {
        const body = geminiBody({ pictures, instruction, size: [width, height], seed, safetySettings, labels })
        const bytes = readContent(await client.post('generateContent', body, context), model.id)
        return { image: { bytes }, ...(seed === undefined ? {} : { note: `seed ${seed}` }) }
      }
      // One image a call: several candidates are several calls, each with a seed of its own.
      const seeds = Array.from({ length: request.candidates }, (_, index) => nextSeed(request.seed, index))
      return succeeded(await Promise.allSettled(seeds.map(ask)), context, model.id)
    },
  }

  function instructionFor({ target, prompt, negativePrompt }: FillRequest): string {
    const input = { marking, target, prompt, negativePrompt }
    const { instruction = writeInstruction } = options
    return typeof instruction === 'function' ? instruction(input) : instruction
  }

  async function picturesFor({ image, mask }: FillRequest, context: FillContext): Promise<readonly EncodedPicture[]> {
    if (!mask) return [await image.encode()]
    const marked = markPixels(image.pixels, mask.pixels as Mask, marking)
    const picture = marked === image.pixels ? await image.encode() : await context.encode(marked)
    return marking === 'mask-image' ? [picture, await mask.encode()] : [picture]
  }
}

/** Gemini's seeds are signed 32-bit numbers, ours unsigned ones. */
function nextSeed(seed: number | undefined, index: number): number | undefined {
  return seed === undefined ? undefined : (seed + index) % 2 ** 31
}

/** What was paid for is kept: a call that failed leaves a gap that is said, and fails the fill only where all did. */
function succeeded(
  settled: readonly PromiseSettledResult<Candidate>[],
  context: FillContext,
  model: string,
): readonly Candidate[] {
  const candidates = settled.flatMap((each) => (each.status === 'fulfilled' ? [each.value] : []))
  const reasons = settled.flatMap((each) => (each.status === 'rejected' ? [each.reason] : []))
  if (candidates.length === 0) throw reasons[0]
  if (reasons.length > 0) {
    const why = [...new Set(reasons.map((reason) => (reason instanceof Error ? reason.message : String(reason))))]
    context.warn(
      'candidates-missing',
      `\`${model}\` made ${candidates.length} of ${settled.length} candidates. ${why.join(' ')}`,
    )
  }
  return candidates
}

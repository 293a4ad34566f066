import {
  type Candidate,
  type Engine,
  type FillContext,
  type FillRequest,
  PaintoutError,
  type Target,
} from '@paintout/core'
import type { Prediction } from './answers.ts'
import { classIds, personClass } from './classes.ts'
import type { Client } from './client.ts'
import type { Edit, ImagenSettings, Selection } from './families/edit.ts'
import { imagen2Body } from './families/imagen2.ts'
import { imagen3Body } from './families/imagen3.ts'
import { readPredictions } from './families/predictions.ts'
import { checkImage } from './image-bytes.ts'
import { bytesOf } from './json-bytes.ts'
import { imagenExtent, type Model } from './models.ts'
import type { VertexOptions } from './vertex-options.ts'

export interface ImagenParts {
  readonly model: Model
  readonly client: Client
  readonly options: VertexOptions
  /** Reads what the service left in Cloud Storage. */
  readObject(uri: string, signal: AbortSignal): Promise<Uint8Array>
}

/** What Google recommends for a selection that the service makes itself. */
const ownSelectionDilation = 0.01

const bodies = { 'imagen-3': imagen3Body, 'imagen-2': imagen2Body } as const

export function imagenEngine({ model, client, options, readObject }: ImagenParts): Engine {
  const settings = settingsOf(options)
  const write = bodies[model.family as keyof typeof bodies]

  return {
    name: `vertex/${model.id}`,
    contract: 1,
    announces: true,
    limits: {
      ...imagenExtent,
      maxBytes: options.maxBytes ?? model.maxBytes,
      maxCandidates: 4,
      takesMask: true,
      // Google says that pixels outside the mask are not guaranteed, and to combine the answer with the input.
      drifts: true,
      generative: true,
      ...(options.dilation ? { dilation: options.dilation } : {}),
      targets: ['foreground', 'background', 'person', 'classes'],
      usdPerImage: options.usdPerImage ?? model.usdPerImage['1K'],
    },
    accepts: ({ target }) => target === undefined || !isWords(target),
    fingerprint({ target }) {
      const { steps, guidance, addWatermark, language, outputFormat, outputQuality } = settings
      const dilation = dilationOf(options, target)
      const given = { guidance, addWatermark, language, outputFormat, outputQuality }
      return { model: model.id, steps, dilation, ...JSON.parse(JSON.stringify(given)) }
    },
    async fill(request, context) {
      const seed = seedOf(request)
      const edit: Edit = {
        image: await request.image.encode(),
        selection: await selectionOf(request),
        dilation: dilationOf(options, request.target),
        prompt: request.prompt,
        negativePrompt: request.negativePrompt,
        seed,
        candidates: request.candidates,
        settings,
      }
      const answer = await client.post('predict', write(edit), { ...context, images: request.candidates })
      const { images, reasons } = readPredictions(answer, model.id)
      warnAboutGap(context, model.id, request.candidates, images.length, reasons)
      return Promise.all(images.map((image) => candidateOf(image, context.signal)))
    },
  }

  /** With a watermark every answer is another one: then core's own seeds are not needed, and a user's is refused. */
  function seedOf({ seed, attempt = 1 }: FillRequest): number | undefined {
    if (seed === undefined || !options.addWatermark) return seed
    if (attempt === 1) throw seedAndWatermark()
    return undefined
  }

  async function candidateOf(image: Prediction, signal: AbortSignal): Promise<Candidate> {
    const { bytesBase64Encoded, gcsUri } = image
    const bytes = bytesBase64Encoded ? bytesOf(bytesBase64Encoded) : await readObject(gcsUri!, signal)
    checkImage(bytes, model.id)
    return { image: { bytes }, ...(gcsUri ? { note: gcsUri } : {}) }
  }
}

function settingsOf(options: VertexOptions): ImagenSettings {
  const { steps = 12, guidance, addWatermark, language, safetySetting, personGeneration, labels } = options
  const { includeRaiReason, includeSafetyAttributes, outputFormat, outputQuality, storageUri } = options
  return {
    steps,
    guidance,
    addWatermark,
    language,
    safetySetting,
    personGeneration,
    includeRaiReason,
    includeSafetyAttributes,
    outputFormat,
    outputQuality,
    storageUri,
    labels,
  }
}

/** Our mask has been grown already, so the service shall not. */
function dilationOf({ dilation }: VertexOptions, target: Target | undefined): number {
  return dilation ?? (target === undefined ? 0 : ownSelectionDilation)
}

async function selectionOf({ mask, target }: FillRequest): Promise<Selection> {
  if (target === undefined) return { mode: 'mask', mask: await mask!.encode() }
  if (target === 'foreground' || target === 'background') return { mode: target }
  if (target === 'person') return { mode: 'semantic', classes: [personClass] }
  if ('classes' in target) return { mode: 'semantic', classes: classIds(target.classes) }
  throw new PaintoutError(
    'invalid-option',
    'Expected a `target` that Imagen can select, got a prompt. Use a Gemini model.',
  )
}

function isWords(target: Target): boolean {
  return typeof target === 'object' && 'prompt' in target
}

function warnAboutGap(
  context: FillContext,
  model: string,
  asked: number,
  got: number,
  reasons: readonly string[],
): void {
  if (got >= asked) return
  const why = reasons.length > 0 ? `: ${[...new Set(reasons)].join(', ')}` : ''
  context.warn(
    'candidates-missing',
    `\`${model}\` made ${got} of ${asked} candidates; the others were filtered${why}. Blocked images are not charged.`,
  )
}

function seedAndWatermark(): PaintoutError {
  return new PaintoutError(
    'invalid-option',
    'Expected `addWatermark` of vertex to be false for a `seed`, got `true`. A watermark changes every answer: leave out one of them.',
  )
}

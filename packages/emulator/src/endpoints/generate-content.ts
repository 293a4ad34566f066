import type { Pixels } from '@paintout/core'
import { geminiSizes, type Model, type Size } from '@paintout/engine-vertex'
import type { ContentAnswer } from '../answers.ts'
import { badField } from '../errors.ts'
import type { Misbehaviour } from '../misbehaviours.ts'
import { applyDrift } from '../models/drift.ts'
import { findMarked } from '../models/marked.ts'
import { paint } from '../models/paint.ts'
import { decode, decodeMask, type Encoded, encode, extentOf } from '../pictures.ts'
import type { ContentBody } from '../schemas/content.ts'
import type { State } from '../state.ts'
import { inlinePictures, metadataOf } from './content-parts.ts'

/** Answers like a Gemini image model: one image, of its own sizes, drifted as the emulator was told. */
export async function generateContent(
  { contents, generationConfig = {} }: ContentBody,
  model: Model,
  state: State,
  misbehaviour: Misbehaviour,
): Promise<ContentAnswer> {
  const [first, second] = inlinePictures(contents)
  if (!first) throw badField('contents', 'paintout emulator: an edit needs a picture in `inlineData`')
  const { imageConfig = {}, seed = 1 } = generationConfig
  const extent = await extentOf(first)
  const made =
    state.answer === 'echo'
      ? { bytes: first, type: 'image/png' as const }
      : await makeImage(first, second, seed, sizeFor(model, extent, imageConfig), state, misbehaviour)
  const answer: ContentAnswer = {
    candidates: [
      {
        content: {
          role: 'model',
          parts: [{ inlineData: { mimeType: made.type, data: made.bytes.toString('base64') } }],
        },
        finishReason: 'STOP',
      },
    ],
    ...metadataOf(model, state),
  }
  return misbehaviour.content ? misbehaviour.content(answer) : answer
}

async function makeImage(
  first: Buffer,
  second: Buffer | undefined,
  seed: number,
  [width, height]: Size,
  state: State,
  { paint: spoil }: Misbehaviour,
): Promise<Encoded> {
  const picture = await decode(first)
  const mask = second ? await decodeMask(second) : findMarked(picture)
  const scene = { picture, mask, seed }
  const clean = await paint(scene, { width, height }, state.clean)
  const made: Pixels = await applyDrift(clean, { seed, ...state.drift })
  return encode(spoil ? await spoil(made, scene) : made, 'image/png')
}

/** The size of the ratio that was asked for; else of the nearest one, into which the picture is stretched. */
function sizeFor(
  model: Model,
  extent: { width: number; height: number },
  { aspectRatio, imageSize = '1K' }: { aspectRatio?: string; imageSize?: '1K' | '2K' | '4K' },
): Size {
  const sizes = (model.sizes ?? geminiSizes.later)[imageSize]
  const [across = 1, down = 1] = aspectRatio?.split(':').map(Number) ?? [extent.width, extent.height]
  const distance = ([width, height]: Size): number => Math.abs(Math.log((width * down) / (height * across)))
  return sizes.reduce((best, size) => (distance(size) < distance(best) ? size : best))
}

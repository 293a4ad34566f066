import type { Model } from '@paintout/engine-vertex'
import type { ContentAnswer } from '../answers.ts'
import { badField } from '../errors.ts'
import type { Misbehaviour } from '../misbehaviours.ts'
import { findScene } from '../models/find-scene.ts'
import { spellObjects } from '../models/spell-objects.ts'
import { decode, extentOf } from '../pictures.ts'
import type { ContentBody } from '../schemas/content.ts'
import type { State } from '../state.ts'
import { inlinePictures, metadataOf } from './content-parts.ts'

const greeting = 'That is a fine photograph.'

/** Answers like a Gemini text model: who asks for `box_2d` gets the objects of the scene as JSON, anyone else words. */
export async function findInWords(
  { contents, generationConfig = {} }: ContentBody,
  model: Model,
  state: State,
  misbehaviour: Misbehaviour,
): Promise<ContentAnswer> {
  const { responseModalities = [], imageConfig, seed = 1 } = generationConfig
  if (responseModalities.includes('IMAGE') || imageConfig) {
    throw badField('generation_config', `paintout emulator: ${model.id} answers in words and makes no images`)
  }
  const asked = contents.flatMap(({ parts }) => parts.map(({ text = '' }) => text)).join(' ')
  const [bytes] = inlinePictures(contents)
  const text = bytes && asked.includes('box_2d') ? await find(bytes, asked, seed, state) : greeting
  const answer: ContentAnswer = {
    candidates: [{ content: { role: 'model', parts: [{ text }] }, finishReason: 'STOP' }],
    ...metadataOf(model, state),
  }
  return misbehaviour.content ? misbehaviour.content(answer) : answer
}

async function find(bytes: Buffer, asked: string, seed: number, { clean, masks }: State): Promise<string> {
  await extentOf(bytes)
  const objects = await findScene({ picture: await decode(bytes), mask: undefined, seed }, clean)
  return JSON.stringify(await spellObjects(objects, asked.includes('"mask"') ? masks : 'none'))
}

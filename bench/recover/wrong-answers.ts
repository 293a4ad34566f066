import type { Pixels } from '@paintout/core'
import { cropRect, open, read, resize } from '../drift/photographs.ts'

/** What a model gives back that is no answer, made of a good one and of an answer to another photo. */
export async function wrongAnswers(
  good: Pixels<Uint8Array>,
  other: Pixels<Uint8Array>,
): Promise<Record<string, Pixels<Uint8Array>>> {
  const { width, height } = good
  const fitted = (picture: Pixels) => resize(picture, width, height)
  return {
    'another picture': await fitted(other),
    mirrored: await read(open(good).flop()),
    rotated: await fitted(await read(open(good).rotate(90))),
    letterboxed: await letterbox(good, 0.75),
    'with narrow bars': await letterbox(good, 0.86),
    cropped: await fitted(await cropRect(good, 0.87)),
  }
}

async function letterbox(picture: Pixels<Uint8Array>, share: number): Promise<Pixels<Uint8Array>> {
  const { width, height } = picture
  const inner = Math.round(height * share)
  const bar = (height - inner) >> 1
  const smaller = await resize(picture, width, inner)
  const data = new Uint8Array(picture.data.length)
  data.set(smaller.data, 3 * bar * width)
  return { ...picture, data }
}

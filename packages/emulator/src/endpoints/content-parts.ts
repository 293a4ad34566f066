import type { Model } from '@paintout/engine-vertex'
import type { ContentAnswer } from '../answers.ts'
import { badField } from '../errors.ts'
import type { ContentBody } from '../schemas/content.ts'
import type { State } from '../state.ts'

/** 7 MB an inline file. */
const mostBytes = 7_000_000

/** The pictures of a request, in order. */
export function inlinePictures(contents: ContentBody['contents']): readonly Buffer[] {
  const parts = contents.flatMap((content) => content.parts)
  return parts.flatMap(({ inlineData }) => (inlineData ? [inlineData] : [])).map(checkedBytes)
}

/** What every answer carries beside its candidates. */
export function metadataOf(model: Model, { calls }: State): Omit<ContentAnswer, 'candidates'> {
  return {
    usageMetadata: { promptTokenCount: 300, candidatesTokenCount: 1290, totalTokenCount: 1590 },
    modelVersion: model.id,
    responseId: `emulated-${calls.length}`,
  }
}

function checkedBytes({ mimeType, data }: { mimeType: string; data: string }): Buffer {
  const bytes = Buffer.from(data, 'base64')
  if (mimeType !== 'image/png' && mimeType !== 'image/jpeg') {
    throw badField('contents', `Unable to process input image: unsupported MIME type ${mimeType}.`)
  }
  if (bytes.length <= mostBytes) return bytes
  throw badField('contents', `paintout emulator: an inline file of ${bytes.length} bytes is over the limit of 7 MB`)
}

import type { Mask } from '@paintout/core'
import type { Model } from '@paintout/engine-vertex'
import type { PredictAnswer, Prediction } from '../answers.ts'
import { editingFailed, invalidByUs } from '../errors.ts'
import type { Misbehaviour } from '../misbehaviours.ts'
import { paint } from '../models/paint.ts'
import { decode, decodeMask, type Encoded, type Extent, encode, extentOf } from '../pictures.ts'
import type { Parameters, PictureField } from '../schemas/imagen.ts'
import type { State } from '../state.ts'

/** What both Imagens are asked, whatever their bodies look like. */
export interface Asked {
  readonly image: PictureField | undefined
  readonly mask: PictureField | undefined
  /** Whether the mask is the user's. */
  readonly takesMask: boolean
  readonly parameters: Parameters
}

/** 10 MB each, counted here as the base64 text. */
const mostBase64 = 10_000_000

/** About what the models make. */
const mostPixels = 1024 * 1024

/** Answers like Imagen: as many images as `sampleCount` says, 4 without it. */
export async function predict(
  { image, mask, takesMask, parameters }: Asked,
  model: Model,
  state: State,
  misbehaviour: Misbehaviour,
): Promise<PredictAnswer> {
  const { sampleCount = 4, seed, addWatermark, includeRaiReason = false, includeSafetyAttributes } = parameters
  if (seed !== undefined && addWatermark !== false) {
    throw invalidByUs(`seed is not supported when watermark is enabled: send "addWatermark": false to ${model.id}`)
  }
  const bytes = bytesOf(image)
  const extent = await extentOf(bytes)
  const maskBytes = takesMask ? await checkedMask(mask, extent) : undefined
  const made: Encoded[] = []
  for (let index = 0; index < sampleCount; index++) {
    made.push(await makeImage(bytes, maskBytes, (seed ?? 1) + index, parameters, state, misbehaviour))
  }
  const predictions = made.map((each, index) => {
    const attributes = includeSafetyAttributes ? { safetyAttributes: { categories: [], scores: [] } } : {}
    return { ...predictionOf(each, index, parameters, state, misbehaviour), ...attributes }
  })
  const answer = { predictions }
  return misbehaviour.predict ? misbehaviour.predict(answer, includeRaiReason) : answer
}

async function makeImage(
  bytes: Buffer,
  maskBytes: Buffer | undefined,
  seed: number,
  { outputOptions = {} }: Parameters,
  state: State,
  { paint: spoil }: Misbehaviour,
): Promise<Encoded> {
  const { mimeType = 'image/png', compressionQuality = 75 } = outputOptions
  if (state.answer === 'echo') return { bytes, type: 'image/png' }
  const picture = await decode(bytes)
  const mask: Mask | undefined = maskBytes && (await decodeMask(maskBytes))
  const scene = { picture, mask, seed }
  const made = await paint(scene, outputSize(picture), state.clean)
  return encode(spoil ? await spoil(made, scene) : made, mimeType, compressionQuality)
}

function outputSize({ width, height }: Extent): Extent {
  const scale = Math.min(1, Math.sqrt(mostPixels / (width * height)))
  return { width: Math.round(width * scale), height: Math.round(height * scale) }
}

function predictionOf(
  { bytes, type }: Encoded,
  index: number,
  { storageUri }: Parameters,
  state: State,
  { unreadable = false }: Misbehaviour,
): Prediction {
  if (!storageUri) return { bytesBase64Encoded: bytes.toString('base64'), mimeType: type }
  const folder = storageUri.replace(/\/$/, '')
  const uri = `${folder}/${state.calls.length}/sample_${index}.${type === 'image/png' ? 'png' : 'jpg'}`
  state.objects.set(uri.slice('gs://'.length), { bytes, type, readable: !unreadable })
  return { gcsUri: uri, mimeType: type }
}

function bytesOf(field: PictureField | undefined): Buffer {
  const { bytesBase64Encoded = '' } = field ?? {}
  if (bytesBase64Encoded === '') throw editingFailed('No uri or raw bytes are provided in media content.')
  if (bytesBase64Encoded.length > mostBase64) {
    throw invalidByUs(`an image of ${bytesBase64Encoded.length} bytes of base64 is over the limit of 10 MB`)
  }
  return Buffer.from(bytesBase64Encoded, 'base64')
}

async function checkedMask(field: PictureField | undefined, extent: Extent): Promise<Buffer> {
  if (!field) throw editingFailed('Mask image is missing.')
  const bytes = bytesOf(field)
  const { width, height } = await extentOf(bytes)
  if (width === extent.width && height === extent.height) return bytes
  throw invalidByUs(
    `the mask is ${width} × ${height}, the image ${extent.width} × ${extent.height}: they have to be of one size`,
  )
}

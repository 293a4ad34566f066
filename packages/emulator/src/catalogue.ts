import { knownTextModels, type Model, modelOf, modelPattern } from '@paintout/engine-vertex'
import { modelNotFound, modelRetired, Refusal } from './errors.ts'

/** Regions that serve Imagen, and Gemini 2.5. */
const regions = [
  'us-central1',
  'us-east4',
  'us-west1',
  'europe-west1',
  'europe-west4',
  'asia-northeast1',
  'asia-southeast1',
]

/** Where a model answers. Imagen has no `global`; the image models of Gemini 3 have nothing else; those of text are everywhere. */
function locationsOf(model: Model): readonly string[] {
  if (isTextModel(model)) return ['global', 'us', 'eu', ...regions]
  if (model.family !== 'gemini') return regions
  return model.id.startsWith('gemini-2') ? ['global', ...regions] : ['global']
}

/** Whether it answers in words, and makes no images. */
export function isTextModel({ id }: Model): boolean {
  return knownTextModels.includes(id)
}

export interface Catalogue {
  /** Ids that the emulator serves. */
  readonly models: readonly string[]
  /** Ids that answer as retired ones do. */
  readonly retired: readonly string[]
}

export interface Address {
  readonly project: string
  readonly location: string
  readonly model: string
  readonly method: string
}

/** @throws what Google says of a model that it does not serve there */
export function findModel(address: Address, { models, retired }: Catalogue): Model {
  const { project, location, model: id, method } = address
  const path = `projects/${project}/locations/${location}/publishers/google/models/${id}`
  if (!models.includes(id) || !new RegExp(modelPattern).test(id)) throw modelNotFound(path)
  const model = modelOf(id)
  if (!locationsOf(model).includes(location)) throw modelNotFound(path)
  if (retired.includes(id)) throw modelRetired(id)
  const own = model.family === 'gemini' ? 'generateContent' : 'predict'
  if (method === own) return model
  throw new Refusal({
    code: 400,
    status: 'FAILED_PRECONDITION',
    message: `paintout emulator: ${id} answers :${own}, not :${method}`,
  })
}

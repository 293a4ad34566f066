import { geminiSizes, type Size, type Tier } from './gemini-sizes.ts'

/**
 * What is known of the models: facts of Google's, with the day on which they were read. All of it can change, so an id
 * that is not listed works as its family does, and every number that costs money is an option too.
 * Sources: Google's model and quota pages for Vertex AI; prices from third-party tables. Read on 2026-11-22.
 */
export const factsRead = '2026-11-22'

export type FamilyName = 'imagen-3' | 'imagen-2' | 'gemini'

/** Where nobody names a model: live, and not to be retired before 2027-05. Chosen on 2026-11-22. */
export const defaultModel = 'gemini-3.1-flash-image'

export interface Model {
  readonly id: string
  readonly family: FamilyName
  /** Where it is served, when nobody says where. */
  readonly location: string
  /** The day since which it answers no more, or will. */
  readonly end?: string
  /** What to use where it is gone. */
  readonly instead: string
  readonly requestsPerMinute: number
  /** US dollars for an image made, by the size that was asked for. */
  readonly usdPerImage: Readonly<Record<Tier, number>>
  /** Bytes of one encoded picture, before base64. */
  readonly maxBytes: number
  /** All output sizes by tier; absent where any size within `maxPixels` is taken. */
  readonly sizes?: Readonly<Record<Tier, readonly Size[]>>
}

type Facts = Omit<Model, 'id'>

/** 10 MB each. Whether before or after base64 is not documented, so the base64 text is kept within it. */
const imagenBytes = (10_000_000 / 4) * 3

/** 7 MB for an inline file. */
const geminiBytes = 7_000_000

/** Imagen makes its pixels at about 1024 × 1024, in any shape; 1408 is the longest side that it is known to make. */
export const imagenExtent = { maxPixels: 1024 * 1024, maxSide: 1408, multipleOf: 8 } as const

function flat(usd: number): Readonly<Record<Tier, number>> {
  return { '1K': usd, '2K': usd, '4K': usd }
}

/** Where a price is not known, the dearest of the family counts: a budget then errs on the safe side. */
const dearest = { '1K': 0.134, '2K': 0.134, '4K': 0.24 } as const

const imagen2: Facts = {
  family: 'imagen-2',
  location: 'us-central1',
  requestsPerMinute: 100,
  instead: defaultModel,
  usdPerImage: flat(0.02),
  maxBytes: imagenBytes,
}

const imagen3: Facts = { ...imagen2, family: 'imagen-3', usdPerImage: flat(0.04) }

/** No quota is documented for the image models of Gemini, whose capacity is shared: 60 a minute is ours. */
const gemini3: Facts = {
  family: 'gemini',
  location: 'global',
  requestsPerMinute: 60,
  instead: defaultModel,
  usdPerImage: dearest,
  maxBytes: geminiBytes,
  sizes: geminiSizes.later,
}

const gemini2: Facts = { ...gemini3, sizes: geminiSizes['2.5'] }

const known: Readonly<Record<string, Facts>> = {
  'imagegeneration@006': { ...imagen2, end: '2025-09-24' },
  'imagen-3.0-capability-001': { ...imagen3, end: '2026-08-17' },
  'imagen-3.0-capability-002': { ...imagen3, end: '2026-08-17' },
  'gemini-2.5-flash-image': { ...gemini2, end: '2027-03-15', usdPerImage: { ...dearest, '1K': 0.039 } },
  'gemini-3.1-flash-image': { ...gemini3, usdPerImage: { '1K': 0.067, '2K': 0.101, '4K': 0.151 } },
  'gemini-3.1-flash-lite-image': { ...gemini3, usdPerImage: { ...dearest, '1K': 0.034 } },
  'gemini-3-pro-image': { ...gemini3, usdPerImage: dearest },
  'gemini-nano-banana-2.1': { ...gemini3, usdPerImage: { ...dearest, '1K': 0.0336 } },
}

const families = [
  { prefix: 'imagen-', facts: imagen3 },
  { prefix: 'imagegeneration@', facts: imagen2 },
  { prefix: 'gemini-2', facts: gemini2 },
  { prefix: 'gemini-', facts: gemini3 },
] as const

/** Looks at photos and answers in words. Where nobody names one: live until 2027-05-19 at least. Chosen on 2026-11-22. */
export const defaultTextModel = 'gemini-3.5-flash'

/** About what a photo and our words come to, and an answer with a handful of outlines and what the model thinks before. */
const tokensIn = 1500
const tokensOut = 1000

/** Dollars a call, by those for a million tokens in and out: an estimate, since a call is charged by its tokens. */
function text(usdIn: number, usdOut: number): Facts {
  const { sizes: _, ...rest } = gemini3
  const usd = Number(((tokensIn * usdIn + tokensOut * usdOut) / 1e6).toFixed(4))
  return { ...rest, instead: defaultTextModel, usdPerImage: flat(usd) }
}

const knownText: Readonly<Record<string, Facts>> = {
  'gemini-2.5-flash': { ...text(0.3, 2.5), end: '2026-10-20' },
  'gemini-3.1-flash-lite': text(0.25, 1.5),
  'gemini-3.5-flash-lite': text(0.3, 2.5),
  'gemini-3.5-flash': text(1.5, 9),
}

/** Every text model with facts of its own. */
export const knownTextModels: readonly string[] = Object.keys(knownText)

/** Facts of a text model; of the dearest that is known, where the id is not. The id begins with `gemini-`. */
export function textModelOf(id: string): Model {
  return { id, ...(knownText[id] ?? knownText[defaultTextModel]!) }
}

/** What an id has to begin with: it says which requests the model speaks. */
export const modelPattern = '^(gemini-|imagen-|imagegeneration@)[\\w.@-]+$'

/** Facts of a model by its id; of its family, where the id is not known. The id matches `modelPattern`. */
export function modelOf(id: string): Model {
  const facts = known[id] ?? knownText[id] ?? families.find(({ prefix }) => id.startsWith(prefix))?.facts
  if (!facts) throw new RangeError(`No family for ${id}`)
  return { id, ...facts }
}

/** Quotas are counted by base model: versions of one model share theirs. */
export function baseModelOf(id: string): string {
  return id.replace(/(-\d{3}|@\w+)$/, '')
}

/** Every model that makes images with facts of its own. */
export const knownModels: readonly string[] = Object.keys(known)

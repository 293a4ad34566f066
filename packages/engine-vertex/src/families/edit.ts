/** An encoded picture. */
export interface EncodedPicture {
  readonly bytes: Uint8Array
  readonly type: 'image/png' | 'image/jpeg'
}

/** Who says what is to be removed. */
export type Selection =
  | { readonly mode: 'mask'; readonly mask: EncodedPicture }
  | { readonly mode: 'foreground' | 'background' }
  | { readonly mode: 'semantic'; readonly classes: readonly number[] }

/** One removal as the Imagen models are asked for it. */
export interface Edit {
  readonly image: EncodedPicture
  readonly selection: Selection
  /** How far the service grows the mask, as a share of the image's width. */
  readonly dilation: number
  readonly prompt: string
  readonly negativePrompt: string | undefined
  readonly seed: number | undefined
  readonly candidates: number
  readonly settings: ImagenSettings
}

/** What both Imagens pass through as given. */
export interface ImagenSettings {
  readonly steps: number
  readonly guidance: number | undefined
  readonly addWatermark: boolean | undefined
  readonly language: string | undefined
  readonly safetySetting: string | undefined
  readonly personGeneration: string | undefined
  readonly includeRaiReason: boolean | undefined
  readonly includeSafetyAttributes: boolean | undefined
  readonly outputFormat: 'image/png' | 'image/jpeg' | undefined
  readonly outputQuality: number | undefined
  readonly storageUri: string | undefined
  readonly labels: Readonly<Record<string, string>> | undefined
}

/** `parameters` that both Imagens share. What is `undefined` is not written. */
export function sharedParameters({ negativePrompt, seed, candidates, settings }: Edit) {
  const { addWatermark, language, safetySetting, personGeneration, includeRaiReason, storageUri } = settings
  const { includeSafetyAttributes, outputFormat: mimeType, outputQuality: compressionQuality } = settings
  return {
    sampleCount: candidates,
    negativePrompt,
    seed,
    // A watermark would make every answer another one; the service refuses both.
    addWatermark: seed === undefined ? addWatermark : false,
    language,
    safetySetting,
    personGeneration,
    includeRaiReason,
    includeSafetyAttributes,
    outputOptions: mimeType || compressionQuality ? { mimeType, compressionQuality } : undefined,
    storageUri,
  }
}

export function base64Picture({ bytes, type }: EncodedPicture) {
  return { bytesBase64Encoded: bytes, mimeType: type }
}

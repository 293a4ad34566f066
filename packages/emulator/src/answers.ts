/** One entry of a `:predict` answer. */
export interface Prediction {
  readonly bytesBase64Encoded?: string
  readonly gcsUri?: string
  readonly mimeType?: string
  readonly raiFilteredReason?: string
  readonly safetyAttributes?: object
}

export interface PredictAnswer {
  readonly predictions?: readonly Prediction[]
}

export interface ContentPart {
  readonly text?: string
  readonly thought?: boolean
  readonly inlineData?: { readonly mimeType: string; readonly data: string }
}

export interface ContentAnswer {
  readonly candidates?: readonly {
    readonly content?: { readonly role: 'model'; readonly parts: readonly ContentPart[] }
    readonly finishReason?: string
    readonly finishMessage?: string
  }[]
  readonly promptFeedback?: { readonly blockReason: string; readonly blockReasonMessage?: string }
  readonly usageMetadata?: object
  readonly modelVersion?: string
  readonly responseId?: string
}

/** Images in an answer are paid for, each; what was filtered is not. */
export function countImages(answer: PredictAnswer | ContentAnswer): number {
  if ('candidates' in answer) {
    const parts = asList(answer.candidates).flatMap(({ content }) => content?.parts ?? [])
    return parts.some((part) => part.inlineData && !part.thought) ? 1 : 0
  }
  const predictions = asList((answer as PredictAnswer).predictions)
  return predictions.filter(({ bytesBase64Encoded, gcsUri }) => bytesBase64Encoded || gcsUri).length
}

/** A misbehaviour may have put something else in its place. */
function asList<T>(list: readonly T[] | undefined): readonly T[] {
  return Array.isArray(list) ? list : []
}

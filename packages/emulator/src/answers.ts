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
    const parts = answer.candidates?.flatMap(({ content }) => content?.parts ?? []) ?? []
    return parts.some((part) => part.inlineData && !part.thought) ? 1 : 0
  }
  const { predictions = [] } = answer as PredictAnswer
  return predictions.filter(({ bytesBase64Encoded, gcsUri }) => bytesBase64Encoded || gcsUri).length
}

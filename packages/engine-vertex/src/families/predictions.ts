import { PaintoutError } from '@paintout/core'
import { checkPredict, type Prediction } from '../answers.ts'
import { refusal } from '../failures.ts'
import { withoutSecrets } from '../quote.ts'
import { supportReasons } from '../support-codes.ts'

export interface Predictions {
  /** Entries that carry an image, or the address of one; at least one. */
  readonly images: readonly Prediction[]
  /** Why images are missing, in words; empty where the service does not say. */
  readonly reasons: readonly string[]
}

/**
 * What the Imagen models answered. A filtered image is left out, one reason may stand for several, and an entry may
 * carry neither image nor reason.
 * @throws `refused` where all were filtered and a reason is given, `no-image` where none is, `invalid-answer`
 */
export function readPredictions(answer: unknown, model: string): Predictions {
  const { predictions = [] } = checkPredict(answer)
  const images = predictions.filter(({ bytesBase64Encoded, gcsUri }) => bytesBase64Encoded || gcsUri)
  const filtered = predictions.flatMap(({ raiFilteredReason }) => (raiFilteredReason ? [raiFilteredReason] : []))
  if (images.length > 0) return { images, reasons: filtered.flatMap(reasonsOf) }
  if (filtered.length > 0) throw refusal(model, filtered.join(' '))
  throw new PaintoutError(
    'no-image',
    `Expected an image from \`${model}\`, got none and no reason. Imagen leaves out what it filters: \`includeRaiReason: true\` makes it say why. Blocked images are not charged.`,
  )
}

function reasonsOf(reason: string): readonly string[] {
  const words = supportReasons(reason)
  return words.length > 0 ? words : [withoutSecrets(reason)]
}

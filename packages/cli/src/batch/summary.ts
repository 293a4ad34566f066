import { dollars } from '@paintout/store'
import { counted } from '../counted.ts'
import { doneOf, type Totals } from './outcome.ts'

/** What a batch came to, on one line. */
export function summarizeBatch(totals: Totals): string {
  const { photos, made, copied, kept, failed, calls, known, usd } = totals
  const left = photos - doneOf(totals)
  const facts = [
    `${made} made`,
    ...(copied > 0 ? [`${copied} from the cache`] : []),
    ...(kept > 0 ? [`${kept} were ready`] : []),
    ...(failed > 0 ? [`${failed} failed`] : []),
    ...(left > 0 ? [`${left} left`] : []),
    counted(calls, 'call'),
    ...(known > 0 ? [`${known} known`] : []),
    ...(usd > 0 ? [dollars(usd)] : []),
  ]
  return `${counted(photos, 'photo')}: ${facts.join(', ')}`
}

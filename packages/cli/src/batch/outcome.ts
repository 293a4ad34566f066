import type { Report } from '@paintout/core'

/** How one photo of a batch ended. */
export type Outcome =
  /** `made` just now; `copied` out of the cache; `kept` as it was. */
  | { readonly status: 'made' | 'copied' | 'kept'; readonly report: Report | undefined }
  | { readonly status: 'failed'; readonly error: unknown }

/** Sums over a batch, which stay small however many photos there are. */
export interface Totals {
  readonly photos: number
  made: number
  copied: number
  kept: number
  failed: number
  /** Calls that were answered in this run, and what they cost. */
  calls: number
  usd: number
  /** Regions whose answer was known. */
  known: number
  warnings: number
}

export function createTotals(photos: number): Totals {
  return { photos, made: 0, copied: 0, kept: 0, failed: 0, calls: 0, usd: 0, known: 0, warnings: 0 }
}

export function doneOf({ made, copied, kept, failed }: Totals): number {
  return made + copied + kept + failed
}

export function count(totals: Totals, outcome: Outcome): void {
  totals[outcome.status]++
  if (outcome.status !== 'made' || !outcome.report) return
  for (const { known, usd } of outcome.report.regions) {
    totals.usd += usd
    if (known) totals.known++
    else totals.calls++
  }
  totals.warnings += outcome.report.warnings.length
}

import type { Hooks, Report } from '@paintout/core'

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
  /** Calls that went out in this run, and what they cost. */
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
  totals.known += outcome.report.regions.filter(({ known }) => known).length
  totals.warnings += outcome.report.warnings.length
}

/** Counts calls and their price as they go out, whatever comes of them: also of photos that fail. */
export function countCalls(totals: Totals, hooks: Hooks): void {
  hooks.progress.tap('paintout', (event) => {
    if (event.type !== 'sent') return
    totals.calls++
    totals.usd += event.usd
  })
}

/** Counts the calls of a photo that was made, where nobody listened when they went out. */
export function countCallsOf(totals: Totals, { regions }: Report): void {
  for (const { known, attempts, usd } of regions) {
    totals.usd += usd
    if (!known) totals.calls += attempts
  }
}

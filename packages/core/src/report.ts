import type { Drift } from './drift/register.ts'
import type { Rect } from './geometry/rect.ts'

export interface Warning {
  readonly code: string
  /** What was seen, with figures, and the way out. */
  readonly message: string
}

export interface RegionReport {
  readonly rect: Rect
  /** What the engine got, in pixels. */
  readonly size: readonly [width: number, height: number]
  /** `size` over `rect`. */
  readonly scale: number
  readonly engine: string
  /** Whether its samples were made by a generative model. */
  readonly generative: boolean
  /** True when the answer was known and no call was made. */
  readonly known: boolean
  readonly candidates: number
  /** How often it was asked for: answers that drifted too far are asked for again. */
  readonly attempts: number
  /** Of all attempts that were paid for. */
  readonly usd: number
  /** Of the best candidate; absent for an engine that does not drift. */
  readonly drift?: Drift
  readonly milliseconds: number
}

export interface OutputReport {
  readonly format: string
  readonly bytes: number
  /** Whether the format keeps every sample. */
  readonly lossless: boolean
  /** The written file decoded again, against the input, outside the mask: samples changed, mean and largest difference. */
  readonly outside: { readonly changed: number; readonly mean: number; readonly max: number }
  /** Blocks of a JPEG that were taken over from the input as they are, and all of them. */
  readonly blocks?: { readonly copied: number; readonly of: number }
}

/** What happened to one picture. The published schema is `report.schema.json`. */
export interface Report {
  readonly version: 1
  readonly image: {
    readonly name: string
    readonly width: number
    readonly height: number
    readonly channels: number
    readonly depth: number
  }
  /**
   * The mask as read or found: samples selected, their share of the image, the unmasked specks that were filled, and the
   * engine that found it where it was not given.
   */
  mask: { selected: number; share: number; specks: number; by?: string } | undefined
  /** Every call of an engine; the one that was asked for a mask comes first, with the whole photo as its region. */
  regions: RegionReport[]
  warnings: Warning[]
  /** Samples that differ from the input outside the blended mask. Always 0: anything else is an error. */
  outsideChanged: number
  /** Time by stage: `decode`, `mask`, each operation by its name, `prove`, `encode`. */
  readonly milliseconds: Record<string, number>
  output?: OutputReport
}

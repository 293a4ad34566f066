import type { Engine, Target } from './engine.ts'
import type { Rect } from './geometry/rect.ts'
import type { Mask, Pixels } from './pixels.ts'
import type { Report, Warning } from './report.ts'

/** Masks that core reads by itself. Coordinates are pixels of the upright image. */
export type PixelMaskInput =
  | Pixels
  | { readonly rect: readonly [x: number, y: number, width: number, height: number] }
  | { readonly polygon: readonly (readonly [x: number, y: number])[] }
  | { readonly transparency: true }

/** What belongs to one picture. `M` are the masks that the plugins in use can read. */
export interface RemovalJob<M = unknown> {
  /** What to remove; several masks are united. */
  readonly mask?: M | readonly M[]
  /** Removes what the mask leaves and keeps what it selects. Default false. */
  readonly maskInvert?: boolean
  /** A mask sample of at least this counts as selected, 1 to 255. Default 128. */
  readonly maskThreshold?: number
  /** Keeps the grey levels of a mask as soft edges instead of cutting them. Default false. */
  readonly maskSoft?: boolean
  readonly target?: Target
  /** What should be there instead. Default: nothing is said, engines remove. */
  readonly prompt?: string
  readonly negativePrompt?: string
  /** 0 to 4294967295. The same seed gives the same picture, where an engine keeps that promise. */
  readonly seed?: number
  /** Default 1; each is paid for. */
  readonly candidates?: 1 | 2 | 3 | 4
  readonly signal?: AbortSignal
}

/** What a codec read. */
export interface Decoded {
  /** Upright, in the file's own depth, channels and colour space. */
  readonly pixels: Pixels
  /** The ICC profile of `pixels`; absent means sRGB (or its grey). */
  readonly profile?: Uint8Array
  /** What the codec must know to write such a file again. Core hands it through. */
  readonly source?: unknown
  /** How the input is called in messages: a file name, or "the input". */
  readonly name?: string
  /**
   * SHA-256, in hex, of the file's image data and of what its samples mean (orientation, profile); other metadata do
   * not count. Computed when it is asked for. Absent where the codec cannot tell.
   */
  readonly digest?: () => Promise<string>
  readonly warnings?: readonly Warning[]
}

/** The part of the photo that one engine call sees, and the part of it that the call decides. */
export interface Region {
  /** In the upright photo; may reach over its edges, where the picture is padded by reflection. */
  readonly rect: Rect
  /** The box of the masked samples that belong to this region; boxes of different regions never overlap. */
  readonly owns: Rect
  /** The size that the engine gets, in pixels. */
  readonly size: readonly [width: number, height: number]
  /** `size` over `rect`: 1 is as sharp as the photo, under 1 is coarser. */
  readonly scale: number
}

/** One region as it will be asked for. */
export interface PlannedCall {
  readonly rect: Rect
  /** What the engine would get, in pixels. */
  readonly size: readonly [width: number, height: number]
  readonly engine: string
  /** True when the answer is there already. Answers of engines that cost nothing are not looked for. */
  readonly known: boolean
  /** Pictures to be paid for; 0 where the answer is known or free. */
  readonly images: number
  readonly usd: number
}

/** What a removal would ask for, and its price. */
export interface Plan {
  readonly image: Report['image']
  readonly calls: readonly PlannedCall[]
  readonly images: number
  readonly usd: number
  readonly warnings: readonly Warning[]
}

/** Candidates mapped back to the photo, in its own samples. */
export interface Fill {
  readonly region: Region
  /** What every candidate covers: `region.rect` inside the photo. */
  readonly area: Rect
  readonly candidates: readonly Pixels[]
  /** Who made them. */
  readonly engine: Engine
  /** Its place in `report.regions`. */
  readonly index: number
  /**
   * From an engine that drifts: what the candidates were made of, in the photo's colours without alpha, at the engine's
   * own size, each covering all of `region.rect`. `register` puts them in place.
   */
  readonly answers?: readonly Pixels[]
}

/** One picture on its way through the operations. */
export interface Job {
  /** The decoded input. Nobody writes to it. */
  readonly image: Pixels
  readonly profile: Uint8Array | undefined
  readonly source: unknown
  readonly name: string
  /** See `Decoded.digest`. */
  readonly digest: (() => Promise<string>) | undefined
  readonly request: RemovalJob
  readonly signal: AbortSignal
  readonly report: Report
  /** True when only a plan is asked for: regions are planned and priced, and nothing is filled. */
  readonly isPlan: boolean
  /** What to remove, as read; `dilate` replaces it by a grown one. */
  mask: Mask | undefined
  /** The calls that the regions ask for, priced before the first of them is made. */
  calls: readonly PlannedCall[]
  /** Made by `removeByMask`, or by `removeByAutoMask`. */
  fills: readonly Fill[]
  /** The mask that `composite` blended by: outside it nothing may change. */
  blend: Mask | undefined
  /** The photo with each candidate in place, best first. Made by `composite`. */
  candidates: readonly Pixels[]
  warn(code: string, message: string): void
}

/** A step on a job. Its function name is the name that errors blame. */
export type Operation = (job: Job) => void | Promise<void>

/** What `process` gives, before plugins add to it. */
export interface Result {
  /** The cleaned picture: the best candidate. */
  readonly pixels: Pixels
  readonly candidates: readonly Pixels[]
  /** What was blended: outside it `pixels` are the input's. */
  readonly mask: Mask
  readonly report: Report
}

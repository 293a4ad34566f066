import type { Mask, Pixels } from './pixels.ts'

/** A value that JSON can say. */
export type Json = string | number | boolean | null | readonly Json[] | { readonly [key: string]: Json }

/** What to remove when no mask says it. */
export type Target =
  | 'foreground'
  | 'background'
  | 'person'
  | { readonly classes: readonly (number | string)[] }
  | { readonly prompt: string }

/** What an engine can take and what it costs: facts of a model, not wishes. */
export interface Limits {
  /** The only sizes that it takes, in pixels. Without it any size within the other limits. */
  readonly sizes?: readonly (readonly [width: number, height: number])[]
  readonly maxSide?: number
  readonly maxPixels?: number
  /** Both sides are multiples of this. */
  readonly multipleOf?: number
  /** The largest encoded picture, in bytes. */
  readonly maxBytes?: number
  readonly maxCandidates: number
  readonly takesMask: boolean
  /** True when samples outside the mask may come back moved, scaled or recoloured. */
  readonly drifts: boolean
  /**
   * True for an engine that works on samples as they are: it gets the source's own depth, channels and colour space
   * and answers in them, and nothing is converted. By default an engine gets 8-bit sRGB.
   */
  readonly native?: boolean
  /** True for a model that invents what it paints: files with such samples say so in their metadata. Default false. */
  readonly generative?: boolean
  /** How far it grows a mask by itself, as a share of its picture's width: ours then grows by the same. Default 0. */
  readonly dilation?: number
  readonly targets: readonly ('foreground' | 'background' | 'person' | 'classes' | 'prompt')[]
  readonly usdPerImage: number
}

/** One region at a size from `limits`: 8-bit sRGB of 3 channels, or the source's own samples for a `native` engine. */
export interface Picture {
  readonly pixels: Pixels
  /** PNG, then JPEG in falling quality, until `limits.maxBytes` holds. Needs the codec. */
  encode(): Promise<{ bytes: Uint8Array; type: 'image/png' | 'image/jpeg' }>
}

export interface FillRequest {
  readonly image: Picture
  /** One channel, as large as the image: 255 is to be filled, 0 is to stay. */
  readonly mask?: Picture
  readonly target?: Target
  readonly prompt: string
  readonly negativePrompt?: string
  readonly seed?: number
  readonly candidates: number
  /** From 2 on where earlier answers drifted too far: `seed` is then core's own, there to get another answer. */
  readonly attempt?: number
}

/** One answer for a region: pixels in the form of the request's, or an encoded image. */
export interface Candidate {
  readonly image: Pixels | { readonly bytes: Uint8Array }
  /** The mask that the engine chose itself, as large as its image. */
  readonly mask?: Mask
  readonly note?: string
}

export interface FillContext {
  readonly signal: AbortSignal
  warn(code: string, message: string): void
  /** How much of this fill is done, 0 to 1. */
  progress(share: number): void
  /** A picture that the engine drew itself, as bytes within `limits.maxBytes`: what `Picture.encode` is for the given one. */
  encode(pixels: Pixels): ReturnType<Picture['encode']>
  /** An encoded picture inside of an answer, in samples; the image of a candidate may stay encoded. */
  decode(bytes: Uint8Array): Promise<Pixels>
  /** For an engine that `announces`: call it right before a request goes out that may cost money. */
  sending?(): void
  /**
   * For an engine that repeats a request by itself: call it before, where the one that failed may have been charged for
   * so many `images`. It counts as an attempt of its own.
   * @throws `over-budget`: then the request must not be repeated
   */
  repeating?(images: number): Promise<void>
}

/** Makes candidates for a region. It never crops, pads, pastes, re-encodes or corrects colour: core does. */
export interface Engine {
  readonly name: string
  /**
   * Raised by hand, only when the same request would mean another picture. Part of the store's key;
   * a package version never is.
   */
  readonly contract: number
  readonly limits: Limits
  /** Asked instead, with a plan and a key of its own, when this one fails with `model-retired`. */
  readonly successor?: Engine
  /**
   * True for an engine that calls `context.sending()` itself: what dies before that is known not to have been paid for.
   * Otherwise core takes the call of `fill` for it.
   */
  readonly announces?: boolean
  accepts(job: { readonly width: number; readonly height: number; readonly target?: Target }): boolean
  /**
   * All that changes the answer beside the picture, the mask and the request's own fields: model, steps, instruction.
   * Never a project, a key, an endpoint.
   */
  fingerprint(request: FillRequest): Json
  fill(request: FillRequest, context: FillContext): Promise<readonly Candidate[]>
}

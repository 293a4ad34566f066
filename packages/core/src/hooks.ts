import { AsyncSeriesBailHook, AsyncSeriesHook, AsyncSeriesWaterfallHook, SyncHook } from 'tapable'
import { blame } from './blame.ts'
import type { Candidate, Engine, FillRequest, Limits, Target } from './engine.ts'
import { PaintoutError } from './errors.ts'
import type { Decoded, Fill, Job, Region, Result } from './job.ts'
import type { Mask, Pixels } from './pixels.ts'
import type { Warning } from './report.ts'

export interface Decoding {
  readonly input: unknown
  readonly signal: AbortSignal
}

/** An 8-bit sRGB picture for an engine, as bytes. */
export interface Encoding {
  readonly pixels: Pixels
  readonly type: 'image/png' | 'image/jpeg'
  /** JPEG quality, 1 to 100. */
  readonly quality?: number
}

export interface Resizing {
  readonly pixels: Pixels
  readonly width: number
  readonly height: number
}

export interface Rasterizing {
  /** A mask as a user gave it: a file, bytes, SVG. */
  readonly input: unknown
  /** The size of the upright image; the mask is stretched to it. */
  readonly width: number
  readonly height: number
  readonly signal: AbortSignal
}

/** Colour only: one or three channels, alpha apart. An absent profile is sRGB. */
export interface Converting {
  readonly pixels: Pixels
  readonly from: Uint8Array | undefined
  readonly to: Uint8Array | undefined
  readonly channels: 1 | 3
  readonly depth: 8 | 16
}

/** A photo without a mask, and what is to be found in it. The mask that a tap answers with may have another size. */
export interface Segmenting {
  readonly image: Pixels
  readonly target: Target
  readonly signal: AbortSignal
  /** True when only a plan is made: nothing may be sent or paid for. */
  readonly isPlan: boolean
  /**
   * Has an engine look at the whole photo. Its answer is a picture of the mask, white on black. The call is claimed from
   * the store, planned, priced and reported as that of a fill is. Undefined where a plan would have to make it.
   */
  ask(engine: Engine): Promise<Mask | undefined>
}

export interface Planning {
  readonly job: Job
  readonly engine: Engine
  readonly limits: Limits
  readonly regions: readonly Region[]
}

/** One fill that is about to be asked for. */
export interface Claiming {
  readonly job: Job
  readonly engine: Engine
  readonly region: Region
  readonly request: FillRequest
  /** The mask that the request's was cut from, as large as the photo. Absent where the request has none. */
  readonly hole?: Mask
  /** What of the answer may ever be looked at: above 0, as large as the request's picture. Absent: all of it. */
  readonly needed?: Mask
}

/** A call that costs money, on its way out. */
export interface Spending extends Claiming {
  /** How many pictures it asks for. */
  readonly images: number
  readonly usd: number
}

/** One answer of an engine that drifts, before it is used. */
export interface Judging {
  readonly job: Job
  readonly engine: Engine
  readonly region: Region
  /** In the photo's colours without alpha, at the engine's own size, covering all of `region.rect`. */
  readonly answer: Pixels
}

/** Why an answer is not good enough. It is asked for again with another seed, as long as there are attempts left. */
export interface Refusal {
  readonly code: 'drift' | 'not-removed' | 'mask-not-found'
  readonly message: string
  /** Where no attempt is left, take it all the same and warn. */
  readonly tolerated: boolean
}

/**
 * The right to make one call. `known` is its answer where there is one already: then no call is made.
 * Otherwise exactly one of `keep` and `release` is called, exactly once, whatever throws.
 */
export interface Claim {
  readonly known?: readonly Candidate[]
  /**
   * What the call obeys in place of the job's own signal, where others wait for the same answer: the call then goes on
   * without the job that began it.
   */
  readonly signal?: AbortSignal
  /** An answer that was paid for earlier and never kept: it is read in place of a call, then kept. */
  readonly answered?: readonly Candidate[]
  /** Called at once when the call goes out. */
  sending?(): void
  /** Called at once with the answer as it came, before anything is done with it. */
  received?(answer: readonly Candidate[]): void
  keep(answer: readonly Candidate[]): Promise<void>
  release(reason: unknown): Promise<void>
}

export interface Warned extends Warning {
  readonly job: Job
}

export type Progress = { readonly name: string } & (
  | {
      readonly type: 'planned'
      readonly regions: number
      readonly engine: string
      /** Regions whose paid answer is there already. */
      readonly known: number
      /** Pictures to be paid for, and their price. */
      readonly images: number
      readonly usd: number
    }
  | { readonly type: 'started' | 'answered' | 'known'; readonly region: number }
  /** A call that goes out now, and its price; once for each call of `fill`. */
  | { readonly type: 'sent'; readonly region: number; readonly images: number; readonly usd: number }
  | { readonly type: 'working'; readonly region: number; readonly share: number }
  | { readonly type: 'failed'; readonly error: unknown }
  | { readonly type: 'done'; readonly milliseconds: number }
)

/** Names may repeat; jobs do not. */
export type Progressed = Progress & { readonly job: Job }

/** Called in order until one answers. */
export interface BailHook<Input, Output> {
  tap(name: string, answer: (input: Input) => Output | undefined): void
  tapPromise(name: string, answer: (input: Input) => Promise<Output | undefined>): void
  promise(input: Input): Promise<Output | undefined>
  /** Who answers, in order. */
  readonly taps: readonly { readonly name: string }[]
}

/** Called in order, each with what the one before returned. */
export interface WaterfallHook<Value> {
  tap(name: string, change: (value: Value) => Value): void
  tapPromise(name: string, change: (value: Value) => Promise<Value>): void
  promise(value: Value): Promise<Value>
}

/** Called in order; what they return is not looked at. */
export interface SeriesHook<Input> {
  tap(name: string, listen: (input: Input) => void): void
  tapPromise(name: string, listen: (input: Input) => Promise<void>): void
  promise(input: Input): Promise<void>
}

/** Called at once, in order. */
export interface EventHook<Input> {
  tap(name: string, listen: (input: Input) => void): void
  call(input: Input): void
}

/** Every place where a plugin can join in. A tap is named: the name is what an error blames. */
export interface Hooks {
  readonly decode: BailHook<Decoding, Decoded>
  readonly encode: BailHook<Encoding, Uint8Array>
  readonly resize: BailHook<Resizing, Pixels>
  readonly rasterize: BailHook<Rasterizing, Mask>
  readonly convert: BailHook<Converting, Pixels>
  readonly segment: BailHook<Segmenting, Mask>
  readonly plan: WaterfallHook<Planning>
  /** Whether an answer that cost money is there already. Asked for a plan; claims nothing. */
  readonly known: BailHook<Claiming, boolean>
  readonly claim: BailHook<Claiming, Claim>
  /** Looks at each answer of an engine that drifts; the first to refuse it is heard. */
  readonly judge: BailHook<Judging, Refusal>
  /** Before a call that costs money goes out; who throws keeps it from being made. */
  readonly spend: SeriesHook<Spending>
  readonly filled: SeriesHook<{ readonly job: Job; readonly fill: Fill }>
  /** A plugin may add methods to a result before `process` gives it out. */
  readonly result: EventHook<{ readonly job: Job; readonly result: Result }>
  readonly warn: EventHook<Warned>
  readonly progress: EventHook<Progressed>
}

export function createHooks(): Hooks {
  const hooks = {
    decode: new AsyncSeriesBailHook<[Decoding], Decoded>(['decoding'], 'decode'),
    encode: new AsyncSeriesBailHook<[Encoding], Uint8Array>(['encoding'], 'encode'),
    resize: new AsyncSeriesBailHook<[Resizing], Pixels>(['resizing'], 'resize'),
    rasterize: new AsyncSeriesBailHook<[Rasterizing], Mask>(['rasterizing'], 'rasterize'),
    convert: new AsyncSeriesBailHook<[Converting], Pixels>(['converting'], 'convert'),
    segment: new AsyncSeriesBailHook<[Segmenting], Mask>(['segmenting'], 'segment'),
    plan: new AsyncSeriesWaterfallHook<[Planning]>(['planning'], 'plan'),
    known: new AsyncSeriesBailHook<[Claiming], boolean>(['claiming'], 'known'),
    claim: new AsyncSeriesBailHook<[Claiming], Claim>(['claiming'], 'claim'),
    judge: new AsyncSeriesBailHook<[Judging], Refusal>(['judging'], 'judge'),
    spend: new AsyncSeriesHook<[Spending]>(['spending'], 'spend'),
    filled: new AsyncSeriesHook<[{ readonly job: Job; readonly fill: Fill }]>(['filled'], 'filled'),
    result: new SyncHook<[{ readonly job: Job; readonly result: Result }]>(['result'], 'result'),
    warn: new SyncHook<[Warned]>(['warned'], 'warn'),
    progress: new SyncHook<[Progressed]>(['progress'], 'progress'),
  }
  for (const [name, hook] of Object.entries(hooks)) hook.intercept(blame(name))
  return hooks as unknown as Hooks
}

/** Refuses what only a codec can do, in a sentence. */
export function missingCodec(what: string): PaintoutError {
  return new PaintoutError(
    'no-codec',
    `Expected a codec to ${what}, got none. Use one first: \`paintout().use(codec)\` with \`codec\` from "@paintout/plugin-sharp".`,
  )
}

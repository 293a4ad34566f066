import type { Duplex } from 'node:stream'
import type { Checked, Processor, Progress, Report } from '@paintout/core'
import type { OutputInfo, Sharp, SharpInput, SharpOptions } from 'sharp'
import type { SharpLibrary } from '../sharp.ts'
import type { ChainJob, MaskRemoval, TargetRemoval } from './removal-options.ts'

/** sharp by `import` or by `require`, whose types differ: what they have in common. */
export interface SharpLike {
  // biome-ignore lint/suspicious/noExplicitAny: each copy of sharp has types of its own
  (input?: any, options?: any): { toBuffer(...parameters: any[]): unknown }
  readonly versions: { readonly sharp: string }
}

// biome-ignore lint/suspicious/noExplicitAny: a processor with whatever its plugins add
type SomeProcessor = Processor<any>

/** The engines and other plugins to use, or a processor that has them. */
export type WithPaintoutOptions<U extends readonly unknown[]> =
  | { readonly use: U & Checked<U>; readonly processor?: never }
  | { readonly processor: SomeProcessor; readonly use?: never }

/** The masks that a processor can read beside pixels and shapes. */
export type MasksOf<P> = P extends Processor<infer A> ? A['mask'] : never

/** sharp, and what a chain can do more. Its other methods are sharp's, overload for overload. */
export interface PaintoutSharp extends Duplex, SharpMethods {
  /**
   * Removes what a mask selects, at this point of the chain. Runs when an output is asked for, once for this instance
   * and all of its clones. The output is upright.
   * @throws `invalid-option`, `unknown-option` at the call, by the name of the option
   */
  removeByMask(options: MaskRemoval): PaintoutSharp
  /**
   * Removes what a target names, at this point of the chain, with engines that can find it.
   * @throws `invalid-option`, `unknown-option` at the call, by the name of the option
   */
  removeByAutoMask(options: TargetRemoval): PaintoutSharp
  /**
   * Runs a processor of your own at this point of the chain.
   * @throws `invalid-option`, `unknown-option` at the call, by the name of the option
   */
  paintout<P extends SomeProcessor>(processor: P, job?: ChainJob<MasksOf<P>>): PaintoutSharp
  /** The report of each removal in the chain, in order. Runs those that have not run yet, and makes no output. */
  reports(): Promise<readonly Report[]>

  on(event: 'report', listener: (report: Report) => void): this
  on(event: 'progress', listener: (progress: Progress) => void): this
  on(event: 'info', listener: (info: OutputInfo) => void): this
  on(event: 'warning', listener: (warning: string) => void): this
  on(event: 'error', listener: (error: Error) => void): this
  // biome-ignore lint/suspicious/noExplicitAny: as Node declares it
  on(event: string | symbol, listener: (...values: any[]) => void): this
  once(event: 'report', listener: (report: Report) => void): this
  once(event: 'progress', listener: (progress: Progress) => void): this
  once(event: 'info', listener: (info: OutputInfo) => void): this
  once(event: 'warning', listener: (warning: string) => void): this
  once(event: 'error', listener: (error: Error) => void): this
  // biome-ignore lint/suspicious/noExplicitAny: as Node declares it
  once(event: string | symbol, listener: (...values: any[]) => void): this
}

/** What `withPaintout` gives: called with or without `new`, with all that sharp itself has. */
export interface PaintoutSharpConstructor extends SharpStatics {
  (options?: SharpOptions): PaintoutSharp
  (input?: SharpInput | SharpInput[], options?: SharpOptions): PaintoutSharp
  new (options?: SharpOptions): PaintoutSharp
  new (input?: SharpInput | SharpInput[], options?: SharpOptions): PaintoutSharp
  /** Ends what the engines and the store in `use` hold. A processor that was given stays open. */
  close(): Promise<void>
}

type SharpStatics = { [K in keyof SharpLibrary]: SharpLibrary[K] }

type SharpMethods = { [K in keyof Sharp as Exclude<K, keyof Duplex>]: ChainMethod<Sharp[K]> }

/** A method that gives ours where sharp's gives sharp's. sharp has up to three overloads; fewer are matched twice. */
type ChainMethod<F> = F extends {
  (...parameters: infer P1): infer R1
  (...parameters: infer P2): infer R2
  (...parameters: infer P3): infer R3
}
  ? (IsSame<[P1, R1], [P2, R2]> extends true ? unknown : Overload<P1, R1>) &
      (IsSame<[P2, R2], [P3, R3]> extends true ? unknown : Overload<P2, R2>) &
      Overload<P3, R3>
  : F

type Overload<P extends unknown[], R> = (...parameters: P) => R extends Sharp ? PaintoutSharp : R

type IsSame<A, B> = [A, B] extends [B, A] ? true : false

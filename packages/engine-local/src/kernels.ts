import type { Field } from './field.ts'

/** The inner loops. Both kinds give the same bits, so that a fill does not depend on the machine. */
export interface Kernels {
  readonly kind: 'simd' | 'plain'
  /** Memory that the fields to be bound must live in. Called once per fill: what was allocated before is gone. */
  allocate(bytes: number): ArrayBuffer
  seed(value: number): void
  /** The field that the calls below work on. */
  bind(field: Field): void
  /** Rates every target's present source again. */
  rate(): void
  /** One pass of propagation and random search from windows of `reach` down to 1; 0 propagates only. */
  sweep(step: 1 | -1, reach: number): void
  /** The best of `sources` (pixel numbers, in allocated memory) for each target. */
  exhaust(sources: Int32Array): void
  /** Paints the hole by the weighted mean of its patches; returns the mean change of a colour sample. */
  vote(): number
}

import { valuesFor } from '../flags.ts'
import type { MaskSource } from '../masks.ts'
import type { BatchFlags } from './batch-flags.ts'

/** What `process` takes for one photo of a batch. */
export function jobOf(flags: BatchFlags, mask: readonly MaskSource[]) {
  const { auto } = flags
  return {
    ...valuesFor('process', flags),
    ...(mask.length > 0 ? { mask } : {}),
    ...(auto === undefined ? {} : { target: auto }),
  }
}

import { availableParallelism } from 'node:os'
import type { MaskFlags } from '../masks.ts'
import type { PipelineFlags } from '../pipeline.ts'
import type { Shard } from './shard.ts'

export interface BatchFlags extends MaskFlags, PipelineFlags {
  readonly outDir?: string
  readonly maskSuffix: string
  readonly jobs?: number
  readonly shard?: Shard
  readonly report?: string
  readonly json?: true
  readonly project?: string
  readonly quiet?: true
}

/** More at once than this only fill memory: engines limit their own calls. */
const mostJobs = 8

/** Photos at once, where nobody says how many. */
export function defaultJobs(): number {
  return Math.min(mostJobs, availableParallelism())
}

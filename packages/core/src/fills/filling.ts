import type { Engine } from '../engine.ts'
import type { Hooks } from '../hooks.ts'
import type { Job, Region } from '../job.ts'

/** One region on its way to an engine and back. */
export interface Filling {
  readonly hooks: Hooks
  readonly job: Job
  readonly engine: Engine
  readonly region: Region
  /** The place of the region in the plan. */
  readonly index: number
  readonly signal: AbortSignal
}

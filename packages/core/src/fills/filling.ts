import type { Engine } from '../engine.ts'
import type { Hooks } from '../hooks.ts'
import type { Job, Region } from '../job.ts'
import type { Mask } from '../pixels.ts'

/** One region on its way to an engine. */
export interface Asking {
  readonly hooks: Hooks
  readonly job: Job
  readonly engine: Engine
  readonly region: Region
  /** What the engine is shown as the hole, where that is less than the job's mask. */
  readonly hole?: Mask
  /** A mask is asked for: what is to come in its place, and another try at that, must not make it another question. */
  readonly findsMask?: boolean
}

/** One region on its way to an engine and back. */
export interface Filling extends Asking {
  /** The place of the region in `report.regions`. */
  readonly index: number
  readonly signal: AbortSignal
  /** How often it may be asked for in all. */
  readonly attempts: number
}

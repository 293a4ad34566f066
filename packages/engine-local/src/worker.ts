import type { MessagePort } from 'node:worker_threads'
import { move } from 'piscina'
import { createKernels } from './create-kernels.ts'
import type { Region } from './features.ts'
import { fillRegion, type RegionSettings } from './fill-region.ts'
import type { Kernels } from './kernels.ts'

/** What a thread is asked: a region that it owns (its buffers were moved to it). */
export interface Task {
  readonly region: Region
  readonly settings: RegionSettings
  readonly kernels?: Kernels['kind']
  /** Gets shares from 0 to 1. */
  readonly progress?: MessagePort
}

/** The region's samples with the hole filled, or nothing where no source was left. */
export type Answer = Region['data'] | undefined

/** Runs in a worker thread, one region at a time. */
export default function work({ region, settings, kernels, progress }: Task): Answer {
  let told = 0
  const filled = fillRegion(region, settings, createKernels(kernels), (share) => {
    if (share - told < 0.02) return
    told = share
    progress?.postMessage(share)
  })
  return filled ? (move(region.data) as Answer) : undefined
}

import type { RemovalJob, RemovalOptions } from '@paintout/core'
import type { MaskSource } from '../asking/mask-source.ts'

/** What is to be done to one photo, whichever way it was asked for. */
export interface Asked {
  /** Absolute, with slashes. */
  readonly photo: string
  readonly by: 'query' | 'side-car' | 'rule'
  /** United. Files are absolute, with slashes. Empty where the engine is to find the object. */
  readonly masks: readonly MaskSource[]
  readonly job: Omit<RemovalJob, 'mask' | 'signal'>
  readonly removal: RemovalOptions
}

/** The files that the result hangs on. */
export function filesOf({ photo, masks }: Asked): readonly string[] {
  return [photo, ...masks.filter((mask) => typeof mask === 'string')]
}

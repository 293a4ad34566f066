import type { Job, Progress, Progressed } from '@paintout/core'
import { dollars } from '@paintout/store'
import { type EngineFlags, engineNameOf } from './engines.ts'
import { type SegmentFlags, segmentsByVertex } from './segmenters.ts'
import type { Shell } from './shell.ts'

export interface PayingFlags extends EngineFlags, SegmentFlags {
  /** The Google Cloud project. */
  readonly project?: string
}

/** Whose money it is, where the command knows it. */
export function payerOf(flags: PayingFlags, { env }: Shell): string | undefined {
  if (engineNameOf(flags) !== 'vertex' && !segmentsByVertex(flags)) return undefined
  const project = flags.project ?? env.GOOGLE_CLOUD_PROJECT
  return project ? `project ${project}` : 'the project of the credentials'
}

/**
 * Says, right before the first call that costs money, what a picture costs, who makes it and who pays: once for each
 * engine, since one may find the mask and another fill it.
 */
export function announcePaying(say: (line: string) => void, payer?: string): (event: Progressed) => void {
  const planned = new Map<Job, Extract<Progress, { type: 'planned' }>>()
  const said = new Set<string>()
  return (event) => {
    if (event.type === 'planned') planned.set(event.job, event)
    if (event.type === 'done' || event.type === 'failed') planned.delete(event.job)
    const paying = event.type === 'sent' ? planned.get(event.job) : undefined
    if (!paying || paying.images === 0 || said.has(paying.engine)) return
    said.add(paying.engine)
    const { engine, images, usd, name } = paying
    const by = payer ? `${engine}, ${payer}` : engine
    say(`Paying ${dollars(usd / images)} a picture by ${by}: ${images} for ${name}, ${dollars(usd)}`)
  }
}

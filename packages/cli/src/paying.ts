import type { Job, Progress, Progressed } from '@paintout/core'
import { dollars } from '@paintout/store'
import { type EngineFlags, engineNameOf } from './engines.ts'
import type { Shell } from './shell.ts'

export interface PayingFlags extends EngineFlags {
  /** The Google Cloud project. */
  readonly project?: string
}

/** Whose money it is, where the command knows it. */
export function payerOf(flags: PayingFlags, { env }: Shell): string | undefined {
  if (engineNameOf(flags) !== 'vertex') return undefined
  const project = flags.project ?? env.GOOGLE_CLOUD_PROJECT
  return project ? `project ${project}` : 'the project of the credentials'
}

/** Says once, right before the first call that costs money, what a picture costs, who makes it and who pays. */
export function announcePaying(say: (line: string) => void, payer?: string): (event: Progressed) => void {
  const planned = new Map<Job, Extract<Progress, { type: 'planned' }>>()
  let isSaid = false
  return (event) => {
    if (isSaid) return
    if (event.type === 'planned' && event.images > 0) planned.set(event.job, event)
    const paying = event.type === 'sent' ? planned.get(event.job) : undefined
    if (!paying) return
    isSaid = true
    planned.clear()
    const { engine, images, usd, name } = paying
    const by = payer ? `${engine}, ${payer}` : engine
    say(`Paying ${dollars(usd / images)} a picture by ${by}: ${images} for ${name}, ${dollars(usd)}`)
  }
}

import type { Progress, Progressed } from '@paintout/core'

type Planned = Extract<Progress, { type: 'planned' }>

/** Says what a plan costs right before its first call goes out: a frozen build, or one over its budget, pays nothing. */
export function announcePaying(say: (planned: Planned) => void): (event: Progressed) => void {
  const plans = new WeakMap<Progressed['job'], Planned>()
  return (event) => {
    if (event.type === 'planned' && event.usd > 0) plans.set(event.job, event)
    const planned = event.type === 'sent' ? plans.get(event.job) : undefined
    if (!planned) return
    plans.delete(event.job)
    say(planned)
  }
}

import { createHash } from 'node:crypto'

/** Prints what a call took, and what it got, so that both can be held to the same picture. */
export function tell(started, bytes) {
  const now = performance.now()
  const { maxRSS } = process.resourceUsage()
  const digest = createHash('sha256').update(bytes).digest('hex')
  console.log(JSON.stringify({ call: now - started, process: now, memory: maxRSS / 1024, digest }))
}

import { createHash } from 'node:crypto'
import { readFileSync } from 'node:fs'

/** Prints what a call took, and what it got, so that both can be held to the same picture. */
export function tell(started, bytes) {
  const now = performance.now()
  const digest = createHash('sha256').update(bytes).digest('hex')
  console.log(JSON.stringify({ call: now - started, process: now, memory: peakMegabytes(), digest }))
}

/** What the system counts for a child begins with what its parent held; Linux knows the program's own peak too. */
function peakMegabytes() {
  try {
    return Number(/VmHWM:\s*(\d+)/.exec(readFileSync('/proc/self/status', 'utf8'))[1]) / 1024
  } catch {
    return process.resourceUsage().maxRSS / 1024
  }
}

#!/usr/bin/env node
import { constants } from 'node:os'
import { run } from './run.ts'

const interruption = new AbortController()
// A terminal that is closed, or a line that drops, hangs up: Node.js would end at once, under nohup too.
// These listeners stay: `signal-exit`, which guards files in mid-writing, ends the process where nobody else listens.
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
  process.on(signal, () => {
    // Who asks again does not want to wait.
    if (interruption.signal.aborted) process.exit(128 + constants.signals[signal])
    interruption.abort()
  })
}

const { stdin, stdout, stderr, env } = process
// A reader that goes away is told by the write that fails; the event would throw beside it.
for (const stream of [stdout, stderr]) stream.on('error', () => {})

process.exitCode = await run(process.argv.slice(2), { stdin, stdout, stderr, env, signal: interruption.signal })

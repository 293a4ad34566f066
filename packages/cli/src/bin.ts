#!/usr/bin/env node
import { run } from './run.ts'

const interruption = new AbortController()
// Once: who asks again does not want to wait.
process.once('SIGINT', () => interruption.abort())
process.once('SIGTERM', () => interruption.abort())

const { stdin, stdout, stderr, env } = process
// A reader that goes away is told by the write that fails; the event would throw beside it.
for (const stream of [stdout, stderr]) stream.on('error', () => {})

process.exitCode = await run(process.argv.slice(2), { stdin, stdout, stderr, env, signal: interruption.signal })

import { readlinkSync } from 'node:fs'
import { hostname } from 'node:os'
import { threadId } from 'node:worker_threads'
import { everywhere } from './everywhere.ts'
import { codeOf } from './failures.ts'

/** A call that is about to be made, as its file says. */
export interface ClaimRecord {
  readonly version: 1
  readonly key: string
  /** The name of the call; its answer's entry holds it too. */
  readonly call: string
  readonly host: string
  /** Where process ids are counted: two containers may share a host's name. */
  readonly space: string
  readonly process: number
  /** Of that process: a worker thread has an id of its own. Missing where an earlier release left the claim. */
  readonly thread?: number
  readonly time: string
  readonly engine: string
  readonly photo: string
  readonly images: number
  readonly usd: number
}

/** Calls that this thread has under way: any other claim of its process and thread is by one that died. */
export const liveCalls = everywhere('calls.1', () => new Set<string>())

/** What a claim of this process says of it. */
export const here = { host: hostname(), space: processSpace(), process: process.pid, thread: threadId }

/** Undefined for what is no whole record. */
export function readRecord(text: string): ClaimRecord | undefined {
  try {
    const value = JSON.parse(text) as ClaimRecord
    const isRecord = typeof value.call === 'string' && typeof value.key === 'string' && Number.isInteger(value.process)
    return isRecord ? value : undefined
  } catch {
    return undefined
  }
}

/** On this host only: whether a process elsewhere, or another thread of this one, lives, its renewals say. */
export function isDead({ host, space, process: id, thread = 0, call }: ClaimRecord): boolean {
  if (host !== here.host || space !== here.space) return false
  if (id === here.process) return thread === here.thread && !liveCalls.has(call)
  try {
    process.kill(id, 0)
    return false
  } catch (error) {
    return codeOf(error) === 'ESRCH'
  }
}

function processSpace(): string {
  try {
    return readlinkSync('/proc/self/ns/pid')
  } catch {
    return ''
  }
}

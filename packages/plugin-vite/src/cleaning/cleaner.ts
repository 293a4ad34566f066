import { existsSync } from 'node:fs'
import { mkdir, writeFile } from 'node:fs/promises'
import { availableParallelism } from 'node:os'
import { posix } from 'node:path'
import type { Report, Result } from '@paintout/core'
import { PaintoutError } from '@paintout/core/schemas'
import pLimit from 'p-limit'
import { isFile } from '../files/looks.ts'
import type { Asked } from './asked.ts'
import type { Digests } from './digests.ts'
import { share } from './flights.ts'
import { keyOf } from './key.ts'
import { alone } from './lock.ts'
import type { Pipeline } from './pipeline.ts'

/** A cleaned photo on disk. */
export interface Cleaned {
  readonly asked: Asked
  /** `…/<key>/<the photo's own name>`: Vite names, inlines and hashes it as it would the photo. */
  readonly path: string
  readonly key: string
}

/** What a run of the engine left beside the photo. */
export interface Finished extends Cleaned {
  /** What the run said; undefined where the photo was in the cache. */
  readonly report: Report | undefined
}

export interface Cleaner {
  /** Where the cleaned photo lies, or will. Reads photo and masks where they changed; nothing is decoded. */
  locate(asked: Asked): Promise<Cleaned>
  /** The cleaned photo, made where it is not there yet. */
  clean(asked: Asked): Promise<Finished>
  /** Begins nothing that waits, and settles when what is under way has ended: a call that went out is paid for. */
  rest(): Promise<void>
}

export interface CleanerSettings {
  /** With slashes. */
  readonly cache: string
  readonly digests: Digests
  readonly pipeline: Pipeline
  readonly signal: AbortSignal
  /** Sees what was made, before anybody else does: to keep what only now can be looked at. */
  readonly onMade?: (cleaned: Cleaned, result: Result) => Promise<void>
  readonly onStart?: (asked: Asked) => void
  readonly onEnd?: (asked: Asked) => void
}

/** Photos that are decoded at once: each holds its samples, so that more would cost memory and gain nothing. */
const limit = pLimit(availableParallelism())

export function createCleaner(settings: CleanerSettings): Cleaner {
  const { cache, digests, pipeline, signal, onMade, onStart, onEnd } = settings

  async function locate(asked: Asked): Promise<Cleaned> {
    const key = await keyOf(asked, pipeline.identity, digests)
    return { asked, key, path: posix.join(cache, key, posix.basename(asked.photo)) }
  }

  const running = new Set<Promise<unknown>>()
  let isResting = false

  async function begin(cleaned: Cleaned): Promise<Finished> {
    if (isResting) {
      throw new PaintoutError(
        'aborted',
        `Expected to clean ${cleaned.asked.photo}, but the build has ended. Nothing was written.`,
        {
          by: 'vite',
        },
      )
    }
    const making = make(cleaned)
    running.add(making)
    return making.finally(() => running.delete(making))
  }

  async function make({ asked, path, key }: Cleaned): Promise<Finished> {
    const folder = posix.dirname(path)
    await mkdir(folder, { recursive: true })
    return alone(folder, async () => {
      if (isFile(path)) return { asked, path, key, report: undefined }
      const processor = await pipeline.processorFor(asked.removal)
      const job = { ...asked.job, ...(asked.masks.length > 0 ? { mask: asked.masks } : {}), signal }
      const result = await processor.process(asked.photo, job)
      await result.toFile(path)
      await writeFile(reportBeside(path), JSON.stringify(result.report))
      await onMade?.({ asked, path, key }, result)
      return { asked, path, key, report: result.report }
    })
  }

  /** Another build that asked for the same photo first may be stopped: that is no reason to stop here. */
  async function shareFlight(cleaned: Cleaned): Promise<Finished> {
    try {
      return await share(cleaned.path, () => {
        onStart?.(cleaned.asked)
        return limit(() => begin(cleaned)).finally(() => onEnd?.(cleaned.asked))
      })
    } catch (error) {
      if (signal.aborted || isResting || !PaintoutError.is(error) || error.code !== 'aborted') throw error
      return shareFlight(cleaned)
    }
  }

  return {
    locate,
    async clean(asked) {
      const cleaned = await locate(asked)
      return existsSync(cleaned.path) ? { ...cleaned, report: undefined } : { ...(await shareFlight(cleaned)), asked }
    },
    async rest() {
      isResting = true
      await Promise.allSettled(running)
      isResting = false
    },
  }
}

/** Where the report of a cleaned photo lies. */
export function reportBeside(path: string): string {
  return posix.join(posix.dirname(path), 'report.json')
}

import type { Engine } from '../engine.ts'
import { PaintoutError } from '../errors.ts'
import type { Job } from '../job.ts'
import type { ProcessorSettings } from '../plugin.ts'

/** One at least. */
export type Engines = readonly [Engine, ...Engine[]]

/** Engines in the order in which they are asked: each before those that stand in for it once it is retired. */
export function withSuccessors(engines: readonly Engine[]): readonly Engine[] {
  return engines.flatMap((engine) => (engine.successor ? [engine, ...withSuccessors([engine.successor])] : [engine]))
}

/**
 * What `work` makes of the first of `engines`; where one fails, of the next, if `fallback` is on, or if it was retired
 * and the next is a successor of it.
 */
export async function byFirst<Made>(
  settings: ProcessorSettings,
  job: Job,
  engines: Engines,
  work: (engine: Engine) => Promise<Made>,
): Promise<Made> {
  const [engine, next, ...others] = engines
  try {
    return await work(engine)
  } catch (error) {
    const isNextWilling = settings.fallback || isSuccessor(engine, next, error)
    if (!isNextWilling || !next || job.signal.aborted) throw error
    const reason = error instanceof Error ? error.message : String(error)
    job.warn('fallback', `The engine \`${engine.name}\` failed, \`${next.name}\` is asked instead. ${reason}`)
    return byFirst(settings, job, [next, ...others], work)
  }
}

/** Whoever names several models wants the later ones where an earlier one is gone, `fallback` or not. */
function isSuccessor(engine: Engine, next: Engine | undefined, error: unknown): boolean {
  return next !== undefined && next !== engine && withSuccessors([engine]).includes(next) && isRetired(error)
}

function isRetired(error: unknown): boolean {
  return PaintoutError.is(error) && error.code === 'model-retired'
}

import type { Engine, Target } from '../engine.ts'
import type { Filling } from '../fills/filling.ts'

/** How a target is called in `limits.targets`. */
export function kindOf(target: Target): Engine['limits']['targets'][number] {
  if (typeof target === 'string') return target
  return 'classes' in target ? 'classes' : 'prompt'
}

/** Whether an engine finds it by itself, or at least understands words. */
export function findsTarget({ limits }: Engine, target: Target): boolean {
  return limits.targets.includes(kindOf(target)) || limits.targets.includes('prompt')
}

const words = {
  foreground: 'the main object in the foreground',
  background: 'everything but the main object in the foreground',
  person: 'every person',
} as const

/** The target as an engine takes it: as it is, or said in words. */
export function sayTarget({ job, engine }: Pick<Filling, 'job' | 'engine'>): Target | undefined {
  const { target } = job.request
  if (target === undefined || engine.limits.targets.includes(kindOf(target))) return target
  if (typeof target === 'string') return { prompt: words[target] }
  return 'classes' in target ? { prompt: `every ${target.classes.join(', every ')}` } : target
}

import { PaintoutError } from '@paintout/core'

/** One part of a batch: `index` from 0 to `count` - 1. */
export interface Shard {
  readonly index: number
  readonly count: number
}

type Environment = Readonly<Record<string, string | undefined>>

/** How schedulers say which of several equal tasks this is. Kubernetes does not say how many there are: its job must. */
const schedulers = [
  { index: 'CLOUD_RUN_TASK_INDEX', count: ['CLOUD_RUN_TASK_COUNT'], first: () => 0 },
  { index: 'JOB_COMPLETION_INDEX', count: ['JOB_COMPLETION_COUNT', 'JOB_COMPLETIONS'], first: () => 0 },
  {
    index: 'SLURM_ARRAY_TASK_ID',
    count: ['SLURM_ARRAY_TASK_COUNT'],
    first: (env: Environment) => Number(env.SLURM_ARRAY_TASK_MIN ?? 0),
    step: (env: Environment) => Number(env.SLURM_ARRAY_TASK_STEP ?? 1),
  },
] as const

/** `2/8` is the second of eight. @throws `invalid-option` */
export function readShard(text: string): Shard {
  const [, index, count] = /^([1-9]\d*)\/([1-9]\d*)$/.exec(text) ?? []
  if (!index || !count || Number(index) > Number(count)) {
    throw new PaintoutError('invalid-option', `Expected \`--shard\` to be i/n, from 1/n to n/n, got \`${text}\`.`)
  }
  return { index: Number(index) - 1, count: Number(count) }
}

/** The shard that a scheduler gave this machine, if one did. @throws `invalid-option` for half of the numbers */
export function shardOf(env: Environment): Shard | undefined {
  for (const scheduler of schedulers) {
    const said = env[scheduler.index]
    if (said === undefined || said === '') continue
    const counted = scheduler.count.map((name) => env[name]).find((value) => value !== undefined && value !== '')
    const step = 'step' in scheduler ? scheduler.step(env) : 1
    const index = (Number(said) - scheduler.first(env)) / step
    const count = Number(counted)
    if (Number.isInteger(index) && Number.isInteger(count) && index >= 0 && index < count) return { index, count }
    throw new PaintoutError(
      'invalid-option',
      `Expected \`${scheduler.count[0]}\` beside \`${scheduler.index}=${said}\` to say how many tasks there are, got ${counted ?? 'nothing'}. Set it, or say \`--shard i/n\`.`,
    )
  }
  return undefined
}

/** Every `count`-th item from `index` on: the same split on every machine that finds the same photos. */
export function takeShard<T>(items: readonly T[], { index, count }: Shard): readonly T[] {
  return items.filter((_, place) => place % count === index)
}

import assert from 'node:assert/strict'
import { readShard, shardOf, takeShard } from '../../packages/cli/src/batch/shard.ts'

describe('a shard', () => {
  const photos = Array.from({ length: 23 }, (_, index) => `photo-${index}`)

  it('of n is one of n equal parts, which together are all', () => {
    for (const count of [1, 2, 5, 23, 40]) {
      const parts = Array.from({ length: count }, (_, index) => takeShard(photos, { index, count }))
      assert.deepEqual(parts.flat().sort(), [...photos].sort())
      const sizes = parts.map((part) => part.length)
      assert.ok(Math.max(...sizes) - Math.min(...sizes) <= 1)
    }
  })

  it('is said as i/n, from 1', () => {
    assert.deepEqual(readShard('1/4'), { index: 0, count: 4 })
    assert.deepEqual(readShard('4/4'), { index: 3, count: 4 })
    for (const text of ['0/4', '5/4', '1', '1/0', 'a/b', '1/4/2'])
      assert.throws(() => readShard(text), { code: 'invalid-option' })
  })

  const schedulers: readonly (readonly [
    string,
    Record<string, string>,
    { index: number; count: number } | undefined,
  ])[] = [
    ['no scheduler', {}, undefined],
    ['a Cloud Run job', { CLOUD_RUN_TASK_INDEX: '2', CLOUD_RUN_TASK_COUNT: '8' }, { index: 2, count: 8 }],
    ['a Kubernetes indexed job', { JOB_COMPLETION_INDEX: '0', JOB_COMPLETION_COUNT: '3' }, { index: 0, count: 3 }],
    [
      'a Slurm array',
      { SLURM_ARRAY_TASK_ID: '1', SLURM_ARRAY_TASK_COUNT: '4', SLURM_ARRAY_TASK_MIN: '1', SLURM_ARRAY_TASK_MAX: '4' },
      { index: 0, count: 4 },
    ],
    [
      'a Slurm array in steps',
      { SLURM_ARRAY_TASK_ID: '9', SLURM_ARRAY_TASK_COUNT: '3', SLURM_ARRAY_TASK_MIN: '1', SLURM_ARRAY_TASK_STEP: '4' },
      { index: 2, count: 3 },
    ],
  ]
  for (const [what, env, expected] of schedulers) {
    it(`is read from the environment of ${what}`, () => assert.deepEqual(shardOf(env), expected))
  }

  it('of which a scheduler says only half is refused: every machine would do, and pay for, everything', () => {
    assert.throws(() => shardOf({ JOB_COMPLETION_INDEX: '1' }), {
      code: 'invalid-option',
      message: /JOB_COMPLETION_COUNT/,
    })
    assert.throws(() => shardOf({ CLOUD_RUN_TASK_INDEX: '9', CLOUD_RUN_TASK_COUNT: '8' }), { code: 'invalid-option' })
  })
})

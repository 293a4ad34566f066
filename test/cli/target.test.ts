import assert from 'node:assert/strict'
import { readTarget } from '../../packages/cli/src/target.ts'

describe('--auto', () => {
  const targets = [
    ['person', 'person'],
    ['foreground', 'foreground'],
    ['background', 'background'],
    ['car', { classes: ['car'] }],
    ['car, bicycle', { classes: ['car', 'bicycle'] }],
    ['the left boat', { prompt: 'the left boat' }],
    ['car, the left boat', { prompt: 'car, the left boat' }],
  ] as const
  for (const [text, target] of targets) {
    it(`reads ${text} as ${JSON.stringify(target)}`, () => assert.deepEqual(readTarget(text), target))
  }
})

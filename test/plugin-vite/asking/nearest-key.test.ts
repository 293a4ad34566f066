import assert from 'node:assert/strict'
import { flags } from '../../../packages/cli/src/flags.ts'
import { keys } from '../../../packages/plugin-vite/src/asking/keys.ts'
import { nearestKey } from '../../../packages/plugin-vite/src/asking/nearest-key.ts'

/** Every directive of vite-imagetools, and what Vite and others put into a query. */
const foreign =
  'as aspect ar allowUpscale background blur brightness effort enhanced fit flatten flip flop format grayscale h height hue import imgSizes import inline invert kernel lossless lqip median no-inline normalise normalize normalized p position progressive quality raw rotate saturation sharedworker t tint url v w width withoutEnlargement withoutReduction worker'.split(
    ' ',
  )

describe('a key that is not ours', () => {
  for (const key of foreign) {
    it(`is another plugin’s: ${key}`, () => assert.equal(nearestKey(key), undefined))
  }

  const slips: Readonly<Record<string, string>> = {
    maks: 'mask',
    masks: 'mask',
    rects: 'rect',
    polygone: 'polygon',
    dilte: 'dilate',
    fether: 'feather',
    promt: 'prompt',
    sede: 'seed',
    maskInvert: 'mask-invert',
    'mask-treshold': 'mask-threshold',
    negativePrompt: 'negative-prompt',
    'negative-promt': 'negative-prompt',
  }
  for (const [slip, meant] of Object.entries(slips)) {
    it(`is a slip of the pen: ${slip} for ${meant}`, () => assert.equal(nearestKey(slip), meant))
  }
})

describe('our keys', () => {
  it('are the command’s flags for a picture and its removal', () => {
    const expected = flags.filter(({ owner }) => owner === 'process' || owner === 'removal').map(({ name }) => name)
    assert.ok(expected.length > 5)
    for (const name of expected) assert.ok(keys.includes(name), name)
  })
})

import assert from 'node:assert/strict'
import {
  createMask,
  invertMask,
  levelsOf,
  PaintoutError,
  type Pixels,
  thresholdMask,
  transparencyOf,
  uniteMasks,
} from '@paintout/core'
import fc from 'fast-check'
import { anyMask } from './masks.ts'

function isInvalid(pattern: RegExp) {
  return (error: unknown) => PaintoutError.is(error) && error.code === 'invalid-mask' && pattern.test(error.message)
}

describe('thresholdMask', () => {
  it('is 255 from the threshold on, and 0 below', () => {
    fc.assert(
      fc.property(anyMask, fc.integer({ min: 1, max: 255 }), (mask, threshold) => {
        const expected = mask.data.map((level) => (level >= threshold ? 255 : 0))
        assert.deepEqual([...thresholdMask(mask, threshold).data], [...expected])
      }),
    )
    assert.deepEqual([...thresholdMask(createMask(2, 1, Uint8Array.of(127, 128))).data], [0, 255])
  })
})

describe('invertMask', () => {
  it('swaps what is removed and what is kept, in a copy', () => {
    const mask = createMask(3, 1, Uint8Array.of(0, 55, 255))
    assert.deepEqual([...invertMask(mask).data], [255, 200, 0])
    assert.deepEqual([...mask.data], [0, 55, 255])
  })
})

describe('uniteMasks', () => {
  it('takes the largest sample of all, and writes to none of them', () => {
    const a = createMask(3, 1, Uint8Array.of(0, 90, 255))
    const b = createMask(3, 1, Uint8Array.of(10, 80, 0))
    assert.deepEqual([...uniteMasks([a, b]).data], [10, 90, 255])
    assert.deepEqual([...a.data], [0, 90, 255])
    assert.equal(uniteMasks([a]), a)
  })

  it('refuses none, and masks of different sizes', () => {
    assert.throws(() => uniteMasks([]), isInvalid(/at least one/))
    assert.throws(() => uniteMasks([createMask(2, 1), createMask(1, 2)]), isInvalid(/2 × 1 and 1 × 2/))
  })
})

describe('levelsOf', () => {
  const pixel = (data: Pixels['data'], channels: Pixels['channels']): Pixels => ({
    data,
    width: data.length / channels,
    height: 1,
    channels,
  })

  it('reads the lightness of opaque pixels', () => {
    assert.deepEqual([...levelsOf(pixel(Uint8Array.of(0, 99, 255), 1)).data], [0, 99, 255])
    assert.deepEqual([...levelsOf(pixel(Uint8Array.of(255, 255, 255, 0, 255, 0), 3)).data], [255, 182])
    assert.deepEqual([...levelsOf(pixel(Uint8Array.of(255, 255, 255, 255, 0, 0, 0, 255), 4)).data], [255, 0])
    assert.deepEqual([...levelsOf(pixel(Uint16Array.of(0, 32896, 65535), 1)).data], [0, 128, 255])
    assert.deepEqual([...levelsOf(pixel(Uint16Array.of(32896, 65535, 257, 65535), 2)).data], [128, 1])
  })

  it('reads alpha where anything is transparent', () => {
    assert.deepEqual([...levelsOf(pixel(Uint8Array.of(255, 255, 255, 0, 0, 0, 0, 200), 4)).data], [0, 200])
    assert.deepEqual([...levelsOf(pixel(Uint16Array.of(9, 65535, 9, 32896), 2)).data], [255, 128])
  })

  it('does not copy what is a mask already', () => {
    const data = new Uint8ClampedArray([1, 2, 3])
    assert.equal(levelsOf(pixel(data, 1)).data.buffer, data.buffer)
  })
})

describe('transparencyOf', () => {
  it('removes what is transparent, and half of what is half transparent', () => {
    const image: Pixels = {
      data: Uint8Array.of(1, 2, 3, 0, 1, 2, 3, 255, 1, 2, 3, 100),
      width: 3,
      height: 1,
      channels: 4,
    }
    assert.deepEqual([...transparencyOf(image).data], [255, 0, 155])
    const deep: Pixels = { data: Uint16Array.of(7, 0, 7, 65535), width: 2, height: 1, channels: 2 }
    assert.deepEqual([...transparencyOf(deep).data], [255, 0])
  })

  it('refuses an image without alpha', () => {
    const image: Pixels = { data: new Uint8Array(3), width: 1, height: 1, channels: 3 }
    assert.throws(() => transparencyOf(image), isInvalid(/alpha channel .* got 3 channels/))
  })
})

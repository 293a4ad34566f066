import assert from 'node:assert/strict'
import { createMask, type Pixels } from '@paintout/core'
import { compareOutside } from '@paintout/plugin-sharp'

describe('compareOutside', () => {
  const mask = createMask(2, 2, new Uint8Array([0, 0, 255, 1]))
  const grey = (...samples: number[]): Pixels => ({ data: new Uint8Array(samples), width: 2, height: 2, channels: 1 })

  it('counts samples, their mean and their largest difference where the mask is 0, and nowhere else', () => {
    assert.deepEqual(compareOutside(grey(10, 20, 30, 40), grey(10, 27, 99, 99), mask), {
      changed: 1,
      mean: 3.5,
      max: 7,
    })
    assert.deepEqual(compareOutside(grey(9, 20, 30, 40), grey(10, 18, 99, 99), mask), { changed: 2, mean: 1.5, max: 2 })
  })

  it('finds no difference where the mask covers everything', () => {
    const everything = createMask(2, 2, new Uint8Array(4).fill(255))
    assert.deepEqual(compareOutside(grey(1, 2, 3, 4), grey(5, 6, 7, 8), everything), { changed: 0, mean: 0, max: 0 })
  })

  it('takes grey for equal channels, no alpha for opaque, and 8 bits for their 16', () => {
    const samples = [10, 10, 10, 255, 20, 20, 20, 255, 0, 0, 0, 0, 0, 0, 0, 0]
    const rgba: Pixels = { data: new Uint8Array(samples), width: 2, height: 2, channels: 4 }
    const deep: Pixels = { ...rgba, data: Uint16Array.from(samples, (sample) => sample * 257) }
    const none = { changed: 0, mean: 0, max: 0 }
    assert.deepEqual(compareOutside(grey(10, 20, 30, 40), rgba, mask), none)
    assert.deepEqual(compareOutside(deep, rgba, mask), none)
    assert.deepEqual(compareOutside(grey(10, 20, 30, 40), deep, mask), none)
    assert.equal(compareOutside(grey(11, 20, 30, 40), deep, mask).max, 257)
  })
})

import assert from 'node:assert/strict'
import type { Pixels } from '@paintout/core'
import { extendSamples } from '../../../packages/core/src/geometry/extend-samples.ts'
import { createMask } from '../../../packages/core/src/pixels.ts'

function ramp(width: number, height: number): Pixels<Uint8Array> {
  const data = Uint8Array.from({ length: width * height }, (_, at) => 4 * (at % width))
  return { data, width, height, channels: 1 }
}

describe('extendSamples', () => {
  it('keeps what is known and continues it where nothing is', () => {
    const picture = ramp(50, 37)
    const known = createMask(50, 37)
    known.data.fill(255)
    for (let y = 10; y < 20; y++) known.data.fill(0, y * 50 + 18, y * 50 + 30)
    const spoilt = { ...picture, data: picture.data.map((value, at) => (known.data[at] ? value : 251)) }
    const { data } = extendSamples(spoilt, known)
    for (let at = 0; at < data.length; at++) {
      if (known.data[at]) assert.equal(data[at], picture.data[at])
      else assert.ok(Math.abs(data[at]! - picture.data[at]!) < 14, `${data[at]} for ${picture.data[at]}`)
    }
    assert.equal(spoilt.data[10 * 50 + 18], 251, 'the input is not written to')
  })

  it('blends what is half known', () => {
    const picture: Pixels = { data: Uint8Array.of(100, 200, 100), width: 3, height: 1, channels: 1 }
    const known = createMask(3, 1, Uint8Array.of(255, 128, 255))
    const { data } = extendSamples(picture, known)
    assert.ok(data[1]! > 140 && data[1]! < 180, `${data[1]}`)
  })

  it('spreads a single known sample over everything', () => {
    const picture: Pixels = { data: new Uint16Array(31 * 17), width: 31, height: 17, channels: 1 }
    const known = createMask(31, 17)
    picture.data[200] = 40000
    known.data[200] = 255
    assert.ok(extendSamples(picture, known).data.every((value) => value === 40000))
  })

  it('changes nothing where nothing is known', () => {
    const picture = ramp(9, 9)
    assert.deepEqual(extendSamples(picture, createMask(9, 9)), picture)
  })
})

import assert from 'node:assert/strict'
import { harmonizePixels, type Mask, type Pixels } from '@paintout/core'
import { differenceInside, diskMask, photograph, withDisk } from './pictures.ts'

describe('harmonizePixels', () => {
  let plate: Pixels<Uint8Array>
  let photo: Pixels<Uint8Array>
  let mask: Mask

  before(async () => {
    plate = await photograph()
    photo = withDisk(plate)
    mask = diskMask(plate, 5)
  })

  function tinted(change: (level: number, x: number, y: number, channel: number) => number): Pixels<Uint8Array> {
    const data = plate.data.map((level, at) => {
      const pixel = Math.floor(at / 3)
      const x = pixel % plate.width
      return Math.min(255, Math.max(0, Math.round(change(level, x, (pixel - x) / plate.width, at % 3))))
    })
    return { ...plate, data }
  }

  // Two roundings, of the tint and of its correction, are 0.4 levels together.
  it('takes a gain and an offset back, each channel by itself', () => {
    const answer = tinted((level, _x, _y, channel) => level * (0.95 + 0.03 * channel) + 14 - 3 * channel)
    assert.ok(differenceInside(answer, plate, mask) > 3)
    assert.ok(differenceInside(harmonizePixels(photo, answer, mask), plate, mask) < 0.8)
  })

  it('takes light that changes over the picture back, into the mask', () => {
    const answer = tinted((level, x, y) => level + 12 * (x / plate.width - 0.5) - 9 * (y / plate.height - 0.5) ** 2)
    assert.ok(differenceInside(answer, plate, mask) > 2)
    assert.ok(differenceInside(harmonizePixels(photo, answer, mask), plate, mask) < 0.8)
  })

  it('lets a flat fill meet a flat ground exactly, without a halo', () => {
    const flat = (level: number) => ({ ...plate, data: new Uint8Array(plate.data.length).fill(level) })
    const harmonized = harmonizePixels(withDisk(flat(140)), flat(131), mask)
    for (let at = 0; at < mask.data.length; at++) {
      if (mask.data[at]) assert.deepEqual([...harmonized.data.subarray(3 * at, 3 * at + 3)], [140, 140, 140])
    }
  })

  it('changes nothing where nothing differs', () => {
    const harmonized = harmonizePixels(photo, plate, mask)
    assert.notEqual(harmonized.data, plate.data)
    assert.deepEqual(harmonized.data, plate.data)
  })

  it('leaves alpha alone, and knows 16 bits', () => {
    const data = new Uint16Array(plate.width * plate.height * 4)
    const ground = new Uint16Array(data.length)
    for (let at = 0; at < plate.data.length / 3; at++) {
      for (let channel = 0; channel < 3; channel++) {
        ground[4 * at + channel] = 257 * plate.data[3 * at + channel]!
        data[4 * at + channel] = Math.max(0, ground[4 * at + channel]! - 1500)
      }
      ground[4 * at + 3] = 65535
      data[4 * at + 3] = at % 65536
    }
    const deep = { ...plate, channels: 4 as const }
    const harmonized = harmonizePixels({ ...deep, data: ground }, { ...deep, data }, mask)
    for (let at = 0; at < mask.data.length; at++) {
      assert.equal(harmonized.data[4 * at + 3], at % 65536)
      if (mask.data[at]) assert.ok(Math.abs(harmonized.data[4 * at]! - ground[4 * at]!) < 300)
    }
  })

  it('gives a copy, and a plain one where the mask is empty', () => {
    const empty = { ...mask, data: new Uint8Array(mask.data.length) }
    const answer = tinted((level) => level + 5)
    const before = Uint8Array.from(answer.data)
    const copy = harmonizePixels(photo, answer, empty)
    assert.notEqual(copy.data, answer.data)
    assert.deepEqual(copy.data, before)
    harmonizePixels(photo, answer, mask)
    assert.deepEqual(answer.data, before)
  })
})

import assert from 'node:assert/strict'
import type { Channels, Mask, Pixels, Samples } from '@paintout/core'
import fc from 'fast-check'
import { planRegions } from '../../../packages/core/src/geometry/plan-regions.ts'
import { intersectRect, type Rect } from '../../../packages/core/src/geometry/rect.ts'
import { cropRegion, uncropRegion } from '../../../packages/core/src/geometry/region-picture.ts'
import type { Region } from '../../../packages/core/src/job.ts'
import { createMask } from '../../../packages/core/src/pixels.ts'
import { resizeByBoxes } from './box-resize.ts'
import { ratios, square } from './engine-limits.ts'

function regionOf(left: number, top: number, width: number, height: number): Region {
  const rect = { left, top, width, height }
  return { rect, owns: rect, size: [width, height], scale: 1 }
}

/** A mirror walked step by step, as slow as it is plain. */
function bounce(index: number, length: number): number {
  let at = 0
  let step = index < 0 ? -1 : 1
  for (let left = Math.abs(index); left > 0 && length > 1; left--) {
    if (at + step < 0 || at + step >= length) step = -step
    at += step
  }
  return at
}

describe('cropRegion', () => {
  it('mirrors at the outermost sample, which is not repeated', () => {
    const row: Pixels = { data: Uint8Array.of(1, 2, 3), width: 3, height: 1, channels: 1 }
    assert.deepEqual([...cropRegion(row, regionOf(-4, 0, 11, 1)).data], [1, 2, 3, 2, 1, 2, 3, 2, 1, 2, 3])
  })

  it('repeats the only sample of a photo of one', () => {
    const dot: Pixels = { data: Uint16Array.of(700, 65535), width: 1, height: 1, channels: 2 }
    const cropped = cropRegion(dot, regionOf(-1, 0, 2, 2))
    assert.deepEqual(cropped.data, Uint16Array.of(700, 65535, 700, 65535, 700, 65535, 700, 65535))
  })

  it('mirrors a hole with its object', () => {
    const mask: Mask = createMask(3, 1, Uint8Array.of(0, 255, 9))
    const cropped: Mask = cropRegion(mask, regionOf(-2, 0, 7, 1))
    assert.deepEqual([...cropped.data], [9, 255, 0, 255, 9, 255, 0])
  })

  it('gives a copy, also where nothing is padded', () => {
    const photo: Pixels = { data: Uint8Array.of(1, 2, 3, 4), width: 2, height: 2, channels: 1 }
    const cropped = cropRegion(photo, regionOf(0, 0, 2, 2))
    cropped.data[0] = 99
    assert.equal(photo.data[0], 1)
  })

  it('agrees with a mirror walked step by step, for every depth, channel count and place', () => {
    const side = fc.integer({ min: 1, max: 9 })
    const place = fc.integer({ min: -30, max: 30 })
    const channels = fc.constantFrom<Channels>(1, 2, 3, 4)
    const property = fc.property(side, side, channels, fc.boolean(), place, place, side, side, (...drawn) => {
      const [width, height, channels, deep, left, top, across, down] = drawn
      const length = width * height * channels
      const data: Samples = deep ? new Uint16Array(length) : new Uint8Array(length)
      for (let at = 0; at < length; at++) data[at] = deep ? at * 199 : at % 256
      const cropped = cropRegion({ data, width, height, channels }, regionOf(left, top, across, down))
      assert.equal(cropped.data instanceof Uint16Array, deep)
      for (let y = 0, at = 0; y < down; y++) {
        for (let x = 0; x < across; x++) {
          const from = (bounce(top + y, height) * width + bounce(left + x, width)) * channels
          for (let channel = 0; channel < channels; channel++) assert.equal(cropped.data[at++], data[from + channel])
        }
      }
    })
    fc.assert(property, { numRuns: 300 })
  })
})

describe('uncropRegion', () => {
  const photo = gradient(900, 700)

  function inside(region: Region): Rect {
    return intersectRect(region.rect, { left: 0, top: 0, width: photo.width, height: photo.height })
  }

  it('gives the same samples back through an engine that changes nothing', () => {
    for (const object of [
      { left: 0, top: 0, width: 90, height: 60 },
      { left: 600, top: 500, width: 300, height: 200 },
      { left: 300, top: 200, width: 50, height: 50 },
    ]) {
      for (const limits of [square, ratios, { ...square, sizes: [[256, 512]] as const }]) {
        for (const region of planRegions([object], photo, limits)) {
          const area = inside(region)
          const back = uncropRegion(cropRegion(photo, region), region, area)
          assert.deepEqual(back, cropRegion(photo, { ...region, rect: area }))
        }
      }
    }
  })

  it('gives a gradient back through a smaller size without moving it', () => {
    const object = { left: 250, top: 200, width: 400, height: 300 }
    const [region] = planRegions([object], photo, { ...square, sizes: [[128, 96]] })
    assert.ok(region && region.scale < 0.25, 'the region is shrunk by more than four')
    const area = inside(region)
    const sent = resizeByBoxes(cropRegion(photo, region), ...region.size)
    const answer = resizeByBoxes(sent, region.rect.width, region.rect.height)
    const back = uncropRegion(answer, region, area)
    const { owns } = region
    let drift = 0
    for (let y = owns.top; y < owns.top + owns.height; y++) {
      for (let x = owns.left; x < owns.left + owns.width; x++) {
        drift += back.data[(y - area.top) * area.width + x - area.left]! - photo.data[y * photo.width + x]!
      }
    }
    const slope = 60
    const shift = drift / (owns.width * owns.height) / slope
    assert.ok(Math.abs(shift) < 0.02, `moved by ${shift} samples`)
  })

  it('refuses an answer of another size', () => {
    const region = regionOf(0, 0, 4, 4)
    assert.throws(() => uncropRegion(gradient(4, 5), region, region.rect), { code: 'invalid-answer' })
  })
})

/** Rises by 30 a sample on both axes: 60 for a sample on the way down the diagonal. */
function gradient(width: number, height: number): Pixels<Uint16Array> {
  const data = new Uint16Array(width * height)
  for (let y = 0, at = 0; y < height; y++) for (let x = 0; x < width; x++) data[at++] = 30 * (x + y)
  return { data, width, height, channels: 1 }
}

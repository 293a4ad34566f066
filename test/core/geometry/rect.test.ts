import assert from 'node:assert/strict'
import {
  boundsOf,
  type Channels,
  createMask,
  cropPixels,
  growRect,
  intersectRect,
  type Pixels,
  type Rect,
  rectInside,
  unionRect,
} from '@paintout/core'
import fc from 'fast-check'
import { anyMask } from '../masks/masks.ts'

const rect: fc.Arbitrary<Rect> = fc.record({
  left: fc.integer({ min: -9, max: 9 }),
  top: fc.integer({ min: -9, max: 9 }),
  width: fc.nat(9),
  height: fc.nat(9),
})

function holds({ left, top, width, height }: Rect, x: number, y: number): boolean {
  return x >= left && y >= top && x < left + width && y < top + height
}

describe('rectangles', () => {
  it('intersect where both are, and unite around both', () => {
    fc.assert(
      fc.property(rect, rect, (a, b) => {
        const both = intersectRect(a, b)
        const around = unionRect(a, b)
        for (let y = -10; y < 20; y++) {
          for (let x = -10; x < 20; x++) {
            assert.equal(holds(both, x, y), holds(a, x, y) && holds(b, x, y))
            if (holds(a, x, y) || holds(b, x, y)) assert.ok(holds(around, x, y))
          }
        }
      }),
    )
    assert.deepEqual(unionRect(rectInside(2, 1), { left: 5, top: 3, width: 1, height: 2 }), rectInside(6, 5))
  })

  it('grow on every side, and shrink to no less than nothing', () => {
    assert.deepEqual(growRect({ left: 4, top: 5, width: 2, height: 1 }, 3), { left: 1, top: 2, width: 8, height: 7 })
    assert.deepEqual(growRect(rectInside(9, 2), -2), { left: 2, top: 2, width: 5, height: 0 })
  })
})

describe('boundsOf', () => {
  it('is the box of what is selected, however faintly', () => {
    fc.assert(
      fc.property(anyMask, (mask) => {
        const xs: number[] = []
        const ys: number[] = []
        mask.data.forEach((level, i) => {
          if (level === 0) return
          xs.push(i % mask.width)
          ys.push(Math.floor(i / mask.width))
        })
        const left = Math.min(...xs)
        const top = Math.min(...ys)
        const box = { left, top, width: Math.max(...xs) - left + 1, height: Math.max(...ys) - top + 1 }
        assert.deepEqual(boundsOf(mask), xs.length === 0 ? undefined : box)
      }),
      { numRuns: 1000 },
    )
  })

  it('is undefined for a mask of no size', () => {
    assert.equal(boundsOf(createMask(0, 0)), undefined)
  })
})

describe('cropPixels', () => {
  it('copies a part, of any channels and depth', () => {
    for (const channels of [1, 2, 3, 4] as Channels[]) {
      for (const Samples of [Uint8Array, Uint16Array]) {
        const data = new Samples(Array.from({ length: 5 * 4 * channels }, (_, i) => i))
        const image: Pixels = { data, width: 5, height: 4, channels }
        const part = cropPixels(image, { left: 2, top: 1, width: 3, height: 2 })
        const expected = [7, 8, 9, 12, 13, 14].flatMap((pixel) =>
          Array.from({ length: channels }, (_, c) => pixel * channels + c),
        )
        assert.deepEqual(part, { data: Samples.from(expected), width: 3, height: 2, channels })
        part.data.fill(0)
        assert.equal(data[7 * channels], 7 * channels)
      }
    }
  })
})

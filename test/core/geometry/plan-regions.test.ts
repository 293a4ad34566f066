import assert from 'node:assert/strict'
import type { Limits } from '@paintout/core'
import fc from 'fast-check'
import { planRegions } from '../../../packages/core/src/geometry/plan-regions.ts'
import { intersectRect, type Rect } from '../../../packages/core/src/geometry/rect.ts'
import type { Region } from '../../../packages/core/src/job.ts'
import { free, ratios, square } from './engine-limits.ts'

const photo = { width: 4000, height: 3000 }

function object(left: number, top: number, width: number, height: number): Rect {
  return { left, top, width, height }
}

function contains(outer: Rect, inner: Rect): boolean {
  const { left, top, width, height } = intersectRect(outer, inner)
  return left === inner.left && top === inner.top && width === inner.width && height === inner.height
}

function overlap(a: Rect, b: Rect): boolean {
  const { width, height } = intersectRect(a, b)
  return width > 0 && height > 0
}

function only(regions: readonly Region[]): Region {
  assert.equal(regions.length, 1)
  return regions[0]!
}

describe('planRegions', () => {
  describe('gives two objects', () => {
    const near = [object(500, 500, 100, 80), object(620, 520, 100, 100)]
    const apart = [object(500, 500, 100, 80), object(1100, 700, 100, 100)]
    const far = [object(500, 500, 100, 80), object(3000, 2200, 100, 100)]

    it('one region when they are near, whatever a call costs', () => {
      for (const limits of [free, square, ratios]) {
        const { owns } = only(planRegions(near, photo, limits))
        assert.deepEqual(owns, object(500, 500, 220, 120))
      }
    })

    it('a region each when they are far apart', () => {
      for (const limits of [free, square, ratios]) {
        assert.deepEqual(
          planRegions(far, photo, limits).map(({ owns }) => owns),
          far,
        )
      }
    })

    it('a region each when an engine is free, one when a paid engine shows both at full sharpness', () => {
      assert.equal(planRegions(apart, photo, free).length, 2)
      assert.equal(only(planRegions(apart, photo, square)).scale, 1)
      assert.equal(planRegions(apart, photo, { ...square, usdPerImage: 0 }).length, 1, 'one picture of 1024² for two')
    })

    it('a region each when one is so large that the other would lose sharpness in its company', () => {
      const regions = planRegions([object(100, 100, 1800, 2000), object(2600, 900, 60, 60)], photo, square)
      assert.equal(regions.length, 2)
      assert.equal(regions[1]!.scale, 1)
      assert.ok(regions[0]!.scale < 0.5)
    })

    it('one region when their boxes overlap', () => {
      const beside = [object(500, 500, 900, 80), object(500, 582, 900, 80)]
      const bare = { context: 0, minContext: 0 }
      assert.equal(planRegions(beside, photo, free, bare).length, 2)
      assert.equal(planRegions([object(0, 0, 900, 900), object(400, 400, 9, 9)], photo, square).length, 1)
    })
  })

  it('takes more surroundings, up to the size of the model, at the scale of the photo', () => {
    const region = only(planRegions([object(2000, 1000, 40, 40)], photo, square))
    assert.deepEqual([region.rect.width, region.rect.height, region.scale], [1024, 1024, 1])
  })

  it('gives up surroundings before sharpness', () => {
    const region = only(planRegions([object(2000, 1000, 680, 600)], photo, square))
    assert.equal(region.scale, 1)
    const larger = only(planRegions([object(1200, 700, 1360, 1200)], photo, square))
    assert.ok(Math.abs(larger.scale - 0.5) < 0.01, `scale ${larger.scale}`)
  })

  it('moves a region into the photo rather than padding it', () => {
    const region = only(planRegions([object(200, 2700, 300, 200)], photo, square))
    assert.ok(contains(object(0, 0, 4000, 3000), region.rect))
  })

  it('pads at the edge that an object touches by no more than the margin, where an answer may drift', () => {
    const corner = object(0, 0, 200, 150)
    const drifting = only(planRegions([corner], photo, square))
    assert.deepEqual(drifting.rect, object(-52, -52, 1024, 1024))
    const steady = only(planRegions([corner], photo, { ...square, drifts: false }))
    assert.deepEqual(steady.rect, object(0, 0, 1024, 1024))
    assert.deepEqual(only(planRegions([corner], photo, free)).rect, object(0, 0, 520, 470))
  })

  it('chooses the size that shows an object best', () => {
    const standing = only(planRegions([object(2000, 900, 500, 900)], photo, ratios))
    const lying = only(planRegions([object(1000, 1400, 900, 300)], photo, ratios))
    assert.ok(standing.size[1] > standing.size[0])
    assert.ok(lying.size[0] > lying.size[1])
    assert.equal(lying.scale, 1)
  })

  it('shows an object larger than the model in one region, at a smaller scale', () => {
    const region = only(planRegions([object(500, 300, 2800, 2200)], photo, ratios))
    assert.ok(region.scale < 0.5)
    assert.ok(contains(region.rect, region.owns))
  })

  it('enlarges a photo smaller than the model instead of framing it with mirrors', () => {
    const small = { width: 640, height: 480 }
    const region = only(planRegions([object(200, 200, 100, 100)], small, ratios))
    assert.ok(region.scale > 1)
    assert.ok(contains(object(0, 0, 640, 480), region.rect))
    const unlimited = only(planRegions([object(200, 200, 100, 100)], small, free))
    assert.deepEqual([unlimited.rect, unlimited.scale], [object(120, 120, 260, 260), 1])
  })

  it('grows a region to multiples inside the photo', () => {
    const region = only(planRegions([object(3900, 1000, 90, 50)], photo, { ...free, multipleOf: 64 }))
    assert.deepEqual(region.rect, object(3744, 897, 256, 256))
  })

  it('plans thousands of specks, in any order the same', () => {
    const specks = Array.from({ length: 5000 }, (_, index) =>
      object((index * 7919) % 3990, (index * 104729) % 2990, 1 + (index % 7), 1 + (index % 5)),
    )
    for (const limits of [free, square, ratios]) {
      const regions = planRegions(specks, photo, limits)
      assert.ok(regions.length <= 128)
      assert.deepEqual(planRegions(specks.toReversed(), photo, limits), regions)
      for (const speck of specks) assert.equal(regions.filter(({ owns }) => contains(owns, speck)).length, 1)
    }
  })

  it('refuses limits that no size meets', () => {
    const limits = { ...free, maxSide: 8, multipleOf: 16 }
    assert.throws(() => planRegions([object(0, 0, 9, 9)], photo, limits), { code: 'invalid-option' })
    assert.throws(() => planRegions([object(0, 0, 9, 9)], photo, { ...free, sizes: [] }), { code: 'invalid-option' })
  })

  describe('for every photo, mask and engine', () => {
    const scene = fc
      .record({ width: fc.integer({ min: 1, max: 3000 }), height: fc.integer({ min: 1, max: 3000 }) })
      .chain((photo) =>
        fc.record({
          photo: fc.constant(photo),
          objects: fc.array(
            fc
              .record({
                left: fc.integer({ min: 0, max: photo.width - 1 }),
                top: fc.integer({ min: 0, max: photo.height - 1 }),
                width: fc.oneof(fc.integer({ min: 1, max: 40 }), fc.integer({ min: 1, max: photo.width })),
                height: fc.oneof(fc.integer({ min: 1, max: 40 }), fc.integer({ min: 1, max: photo.height })),
              })
              .map((rect) => intersectRect(rect, { left: 0, top: 0, ...photo })),
            { minLength: 1, maxLength: 12 },
          ),
        }),
      )
    const side = fc.integer({ min: 16, max: 2048 })
    const limits: fc.Arbitrary<Limits> = fc
      .record(
        {
          sizes: fc.oneof(fc.constant(ratios.sizes!), fc.array(fc.tuple(side, side), { minLength: 1, maxLength: 4 })),
          maxSide: fc.integer({ min: 64, max: 4096 }),
          maxPixels: fc.integer({ min: 64 * 64, max: 4096 * 4096 }),
          multipleOf: fc.constantFrom(1, 2, 8, 14, 32, 64),
        },
        { requiredKeys: [] },
      )
      .chain((shape) =>
        fc.record({ drifts: fc.boolean(), usdPerImage: fc.constantFrom(0, 0.04) }).map((rest) => ({
          ...free,
          ...shape,
          ...rest,
        })),
      )
    const options = fc.record({
      context: fc.double({ min: 0, max: 2, noNaN: true }),
      minContext: fc.integer({ min: 0, max: 64 }),
    })

    function forAll(
      check: (seen: {
        regions: readonly Region[]
        objects: readonly Rect[]
        photo: { width: number; height: number }
        limits: Limits
      }) => void,
    ): void {
      fc.assert(
        fc.property(scene, limits, options, ({ photo, objects }, limits, options) => {
          const regions = planRegions(objects, photo, limits, options)
          check({ regions, objects, photo, limits })
        }),
        { numRuns: 500 },
      )
    }

    it('no two regions own the same sample', () => {
      forAll(({ regions }) => {
        for (const [index, { owns }] of regions.entries()) {
          for (const other of regions.slice(index + 1)) assert.ok(!overlap(owns, other.owns))
        }
      })
    })

    it('each object is owned by one region, whole', () => {
      forAll(({ regions, objects }) => {
        for (const object of objects) {
          assert.equal(regions.filter(({ owns }) => contains(owns, object)).length, 1)
        }
      })
    })

    it('a region holds what it owns, and a margin of 5 % where answers drift', () => {
      forAll(({ regions, limits, photo }) => {
        for (const { rect, owns } of regions) {
          const share = limits.drifts ? 0.05 : 0
          assert.ok(contains({ left: 0, top: 0, ...photo }, owns))
          assert.ok(owns.left - rect.left >= share * rect.width)
          assert.ok(owns.top - rect.top >= share * rect.height)
          assert.ok(rect.left + rect.width - owns.left - owns.width >= share * rect.width)
          assert.ok(rect.top + rect.height - owns.top - owns.height >= share * rect.height)
        }
      })
    })

    it('a size is one that the engine takes', () => {
      forAll(({ regions, limits }) => {
        const { sizes, maxSide = Infinity, maxPixels = Infinity, multipleOf = 1 } = limits
        for (const { size } of regions) {
          const [width, height] = size
          if (sizes) {
            assert.ok(sizes.some((allowed) => allowed[0] === width && allowed[1] === height))
          } else {
            assert.ok(width <= maxSide && height <= maxSide && width * height <= maxPixels)
            assert.ok(width % multipleOf === 0 && height % multipleOf === 0)
          }
        }
      })
    })

    it('a region and its size have one ratio, exactly, and whole numbers', () => {
      forAll(({ regions }) => {
        for (const { rect, size, scale } of regions) {
          assert.ok([...Object.values(rect), ...size].every(Number.isInteger))
          assert.equal(rect.width * size[1], rect.height * size[0])
          assert.ok(Math.abs(rect.width * scale - size[0]) < 1e-6)
        }
      })
    })

    it('a region reaches over the edge on an axis only as far as its margin, its multiple or its ratio asks', () => {
      forAll(({ regions, limits, photo }) => {
        if (limits.drifts) return
        for (const { rect } of regions) {
          if (rect.width <= photo.width) assert.ok(rect.left >= 0 && rect.left + rect.width <= photo.width)
          if (rect.height <= photo.height) assert.ok(rect.top >= 0 && rect.top + rect.height <= photo.height)
        }
      })
    })
  })
})

import assert from 'node:assert/strict'
import {
  type Channels,
  compositeInto,
  compositePixels,
  countOutside,
  createMask,
  type Mask,
  PaintoutError,
  type Pixels,
} from '@paintout/core'
import fc from 'fast-check'

/** `numerator / denominator` rounded to the nearest, halves up, in whole numbers of any size. */
function round(numerator: bigint, denominator: bigint): number {
  return Number((2n * numerator + denominator) / (2n * denominator))
}

/** The formula of the docstring for one pixel, without any arithmetic that could round on its own. */
function blendExactly(base: readonly number[], fill: readonly number[], m: number): number[] {
  if (m === 0) return [...base]
  if (m === 255) return [...fill]
  const plain = (b: number, g: number) => round(BigInt(b) * BigInt(255 - m) + BigInt(g) * BigInt(m), 255n)
  if (base.length % 2 === 1) return base.map((b, c) => plain(b, fill[c]!))
  const weightBase = BigInt(base.at(-1)!) * BigInt(255 - m)
  const weightFill = BigInt(fill.at(-1)!) * BigInt(m)
  const weight = weightBase + weightFill
  return base.map((b, c) => {
    if (c === base.length - 1 || weight === 0n) return plain(b, fill[c]!)
    return round(BigInt(b) * weightBase + BigInt(fill[c]!) * weightFill, weight)
  })
}

function pixelAt({ data, width, channels }: Pixels, x: number, y: number): number[] {
  return [...data.subarray((y * width + x) * channels, (y * width + x + 1) * channels)]
}

const interesting8 = fc.oneof(fc.constantFrom(0, 1, 127, 128, 254, 255), fc.nat(255))
const interesting16 = fc.oneof(fc.constantFrom(0, 1, 32767, 32768, 65534, 65535), fc.nat(65535))

function pixels(width: number, height: number, channels: Channels, depth: 8 | 16): fc.Arbitrary<Pixels> {
  const length = width * height * channels
  return fc
    .array(depth === 8 ? interesting8 : interesting16, { minLength: length, maxLength: length })
    .map((samples) => ({
      data: depth === 8 ? Uint8Array.from(samples) : Uint16Array.from(samples),
      width,
      height,
      channels,
    }))
}

function mask(width: number, height: number): fc.Arbitrary<Mask> {
  return pixels(width, height, 1, 8).map(({ data }) => createMask(width, height, Uint8Array.from(data)))
}

const scene = fc
  .record({
    width: fc.integer({ min: 1, max: 20 }),
    height: fc.integer({ min: 1, max: 6 }),
    channels: fc.constantFrom<Channels>(1, 2, 3, 4),
    depth: fc.constantFrom<8 | 16>(8, 16),
    left: fc.nat(9),
    top: fc.nat(3),
    margin: fc.nat(3),
    wholeMask: fc.boolean(),
  })
  .chain(({ width, height, channels, depth, left, top, margin, wholeMask }) => {
    const baseWidth = width + left + margin
    const baseHeight = height + top + margin
    return fc.record({
      base: pixels(baseWidth, baseHeight, channels, depth),
      fill: pixels(width, height, channels, depth),
      mask: wholeMask ? mask(baseWidth, baseHeight) : mask(width, height),
      at: fc.constant({ left, top }),
    })
  })

describe('compositePixels', () => {
  it('rounds every 8-bit base, fill and mask exactly', () => {
    const fill: Pixels = { data: Uint8Array.from({ length: 256 }, (_, g) => g), width: 256, height: 1, channels: 1 }
    for (let b = 0; b < 256; b++) {
      for (let m = 0; m < 256; m++) {
        const base = { ...fill, data: new Uint8Array(256).fill(b) }
        const { data } = compositePixels(base, fill, createMask(256, 1, new Uint8Array(256).fill(m)))
        for (let g = 0; g < 256; g++) {
          const twice = 2 * (b * (255 - m) + g * m) + 255
          if (data[g] !== (twice - (twice % 510)) / 510) assert.fail(`${b}, ${g}, ${m} gave ${data[g]}`)
        }
      }
    }
  })

  it('equals exact rounding on any image, at any offset, with a mask of either size', () => {
    fc.assert(
      fc.property(scene, ({ base, fill, mask, at }) => {
        const result = compositePixels(base, fill, mask, at)
        const maskAt = mask.width === fill.width && mask.height === fill.height ? { left: 0, top: 0 } : at
        for (let y = 0; y < base.height; y++) {
          for (let x = 0; x < base.width; x++) {
            const fx = x - at.left
            const fy = y - at.top
            const inside = fx >= 0 && fy >= 0 && fx < fill.width && fy < fill.height
            const expected = inside
              ? blendExactly(
                  pixelAt(base, x, y),
                  pixelAt(fill, fx, fy),
                  mask.data[(maskAt.top + fy) * mask.width + maskAt.left + fx]!,
                )
              : pixelAt(base, x, y)
            assert.deepEqual(pixelAt(result, x, y), expected)
          }
        }
      }),
      { numRuns: 500 },
    )
  })

  it('blends two opaque pixels with alpha as without', () => {
    const channel = fc.array(interesting16, { minLength: 3, maxLength: 3 })
    fc.assert(
      fc.property(channel, channel, interesting8, (base, fill, m) => {
        const of = (samples: number[], channels: Channels): Pixels => ({
          data: Uint16Array.from(samples),
          width: 1,
          height: 1,
          channels,
        })
        const cover = createMask(1, 1, Uint8Array.of(m))
        const plain = compositePixels(of(base, 3), of(fill, 3), cover)
        const opaque = compositePixels(of([...base, 65535], 4), of([...fill, 65535], 4), cover)
        assert.deepEqual([...opaque.data], [...plain.data, 65535])
      }),
    )
  })

  it('lets no colour shine through from under a transparent pixel', () => {
    const base: Pixels = { data: Uint8Array.of(255, 0, 0, 0), width: 1, height: 1, channels: 4 }
    const fill: Pixels = { data: Uint8Array.of(10, 20, 30, 255), width: 1, height: 1, channels: 4 }
    const { data } = compositePixels(base, fill, createMask(1, 1, Uint8Array.of(128)))
    assert.deepEqual([...data], [10, 20, 30, 128])
  })

  it('leaves base, fill and mask as they were, even when base is a Buffer', () => {
    const base: Pixels = { data: Buffer.from([1, 2, 3, 4]), width: 4, height: 1, channels: 1 }
    const fill: Pixels = { data: Buffer.from([9, 9, 9, 9]), width: 4, height: 1, channels: 1 }
    const result = compositePixels(base, fill, createMask(4, 1, Uint8Array.of(0, 255, 255, 0)))
    assert.deepEqual([...result.data], [1, 9, 9, 4])
    assert.deepEqual([...base.data], [1, 2, 3, 4])
    assert.deepEqual([...fill.data], [9, 9, 9, 9])
  })

  it('reads a mask that starts anywhere in its buffer', () => {
    const pool = new Uint8Array(120).fill(255)
    for (let start = 0; start < 8; start++) {
      const data = pool.subarray(start, start + 100).fill(0)
      data.fill(255, 41, 90)
      const base: Pixels = { data: new Uint8Array(100), width: 100, height: 1, channels: 1 }
      const fill: Pixels = { ...base, data: new Uint8Array(100).fill(7) }
      const result = compositePixels(base, fill, createMask(100, 1, data))
      assert.deepEqual(
        [...result.data],
        Array.from({ length: 100 }, (_, x) => (x >= 41 && x < 90 ? 7 : 0)),
      )
    }
  })

  it('does nothing on images of no size', () => {
    const empty: Pixels = { data: new Uint8Array(0), width: 0, height: 0, channels: 3 }
    assert.equal(compositePixels(empty, empty, createMask(0, 0)).data.length, 0)
  })

  it('names the sizes that do not fit', () => {
    const base: Pixels = { data: new Uint8Array(12), width: 2, height: 2, channels: 3 }
    const fails = (code: string, pattern: RegExp, run: () => void) =>
      assert.throws(run, (error) => PaintoutError.is(error) && error.code === code && pattern.test(error.message))
    const grey: Pixels = { data: new Uint8Array(4), width: 2, height: 2, channels: 1 }
    const deep: Pixels = { ...base, data: new Uint16Array(12) }
    fails('invalid-image', /3 channels of 8 bits .* got 1 of 8/, () => compositeInto(base, grey, createMask(2, 2)))
    fails('invalid-image', /3 of 16 bits/, () => compositeInto(base, deep, createMask(2, 2)))
    fails('invalid-image', /2 × 2 at 1, 0/, () => compositeInto(base, base, createMask(2, 2), { left: 1, top: 0 }))
    fails('invalid-mask', /got 3 × 2/, () => compositeInto(base, base, createMask(3, 2)))
  })
})

describe('countOutside', () => {
  it('counts the pixels that differ where the mask is 0', () => {
    fc.assert(
      fc.property(
        fc
          .record({
            width: fc.integer({ min: 1, max: 13 }),
            height: fc.integer({ min: 1, max: 5 }),
            channels: fc.constantFrom<Channels>(1, 2, 3, 4),
            depth: fc.constantFrom<8 | 16>(8, 16),
          })
          .chain(({ width, height, channels, depth }) =>
            fc.record({
              before: pixels(width, height, channels, depth),
              after: pixels(width, height, channels, depth),
              kept: fc.array(fc.boolean(), { minLength: 1, maxLength: width * height }),
              mask: mask(width, height),
            }),
          ),
        ({ before, after, kept, mask }) => {
          kept.forEach((keep, pixel) => {
            const { channels } = before
            const start = pixel * channels
            if (keep) after.data.set(before.data.subarray(start, start + channels), start)
          })
          let expected = 0
          for (let pixel = 0; pixel < mask.data.length; pixel++) {
            const x = pixel % before.width
            const y = Math.floor(pixel / before.width)
            const same = pixelAt(before, x, y).every((sample, c) => sample === pixelAt(after, x, y)[c])
            if (!same && mask.data[pixel] === 0) expected++
          }
          assert.equal(countOutside(before, after, mask), expected)
        },
      ),
    )
  })

  it('is 0 for every composite', () => {
    fc.assert(
      fc.property(scene, ({ base, fill, mask, at }) => {
        if (mask.width !== base.width || mask.height !== base.height) return
        assert.equal(countOutside(base, compositePixels(base, fill, mask, at), mask), 0)
      }),
    )
  })

  it('reads samples that start off a word', () => {
    const pool = new Uint8Array(40)
    const before: Pixels = { data: pool.subarray(1, 13), width: 4, height: 1, channels: 3 }
    const after: Pixels = { ...before, data: new Uint8Array(12) }
    after.data[11] = 1
    assert.equal(countOutside(before, after, createMask(4, 1)), 1)
  })

  it('refuses images of different shapes', () => {
    const a: Pixels = { data: new Uint8Array(4), width: 2, height: 2, channels: 1 }
    const b: Pixels = { data: new Uint16Array(4), width: 2, height: 2, channels: 1 }
    assert.throws(() => countOutside(a, b, createMask(2, 2)), /2 × 2 × 1 at 8 bits, 2 × 2 × 1 at 16 bits/)
    assert.throws(() => countOutside(a, a, createMask(2, 1)), /2 × 1 × 1 at 8 bits/)
  })
})

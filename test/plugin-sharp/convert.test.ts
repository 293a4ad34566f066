import assert from 'node:assert/strict'
import { type Converting, createHooks, depthOf, type Pixels } from '@paintout/core'
import { codec } from '@paintout/plugin-sharp'
import sharp from 'sharp'
import { displayP3, grey18, proPhoto } from '../fixtures/icc.ts'
import { noise } from '../fixtures/noise.ts'

const srgb = undefined

describe('convert', () => {
  for (const depth of [8, 16] as const) {
    it(`changes nothing from sRGB to sRGB at ${depth} bits`, async () => {
      for (const channels of [1, 3] as const) {
        const pixels = noise(32, 32, channels, depth)
        assert.deepEqual(await convert(pixels, { from: srgb, to: srgb, channels, depth }), pixels)
      }
    })

    it(`changes nothing between two copies of one profile at ${depth} bits`, async () => {
      const pixels = noise(32, 32, 3, depth)
      const same = { from: displayP3, to: displayP3.slice(), channels: 3, depth } as const
      assert.deepEqual(await convert(pixels, same), pixels)
    })
  }

  it('changes nothing from an embedded sRGB profile to sRGB at 8 bits', async () => {
    const pixels = noise(64, 64, 3, 8)
    const from = await builtIn('srgb')
    assert.deepEqual((await convert(pixels, { from, to: srgb, channels: 3, depth: 8 })).data, pixels.data)
  })

  it('deepens and flattens exactly: every 8-bit level survives 16', async () => {
    const levels: Pixels = { data: Uint8Array.from({ length: 256 }, (_, k) => k), width: 16, height: 16, channels: 1 }
    const deep = await convert(levels, { from: srgb, to: srgb, channels: 1, depth: 16 })
    assert.deepEqual([deep.data[0], deep.data[1], deep.data[255]], [0, 257, 65535])
    assert.deepEqual(await convert(deep, { from: srgb, to: srgb, channels: 1, depth: 8 }), levels)
  })

  it('rounds 16 bits to the nearest of 8', async () => {
    const deep: Pixels = { data: new Uint16Array([0, 128, 129, 65406, 65407, 65535]), width: 6, height: 1, channels: 1 }
    const flat = await convert(deep, { from: srgb, to: srgb, channels: 1, depth: 8 })
    assert.deepEqual([...flat.data], [0, 0, 1, 254, 255, 255])
  })

  it('repeats grey as three channels, and takes grey back out of them', async () => {
    const levels: Pixels = { data: Uint8Array.from({ length: 256 }, (_, k) => k), width: 16, height: 16, channels: 1 }
    const rgb = await convert(levels, { from: srgb, to: srgb, channels: 3, depth: 8 })
    assert.deepEqual([...rgb.data.slice(0, 9)], [0, 0, 0, 1, 1, 1, 2, 2, 2])
    assert.deepEqual(await convert(rgb, { from: srgb, to: srgb, channels: 1, depth: 8 }), levels)
  })

  for (const [name, profile, matrix, gamma] of [
    [
      'Display P3',
      displayP3,
      [
        [0.8225, 0.1774, 0],
        [0.0332, 0.9669, 0],
        [0.0171, 0.0724, 0.9108],
      ],
      2.2,
    ],
    [
      'ProPhoto',
      proPhoto,
      [
        [0.5293, 0.33, 0.1407],
        [0.0984, 0.8734, 0.0282],
        [0.0169, 0.1177, 0.8655],
      ],
      1.8,
    ],
  ] as const) {
    it(`agrees with the formula from sRGB to ${name}, within two 8-bit levels, four at 16 bits`, async () => {
      const pixels = noise(64, 64, 3, 8)
      for (const depth of [8, 16] as const) {
        const converted = await convert(pixels, { from: srgb, to: profile, channels: 3, depth })
        assert.equal(depthOf(converted), depth)
        const expected = pixels.data.slice() as Uint8Array
        for (let at = 0; at < expected.length; at += 3) {
          const linear = [0, 1, 2].map((k) => linearOf(pixels.data[at + k]! / 255))
          matrix.forEach((row, k) => {
            const mixed = row.reduce<number>((sum, weight, index) => sum + weight * linear[index]!, 0)
            expected[at + k] = Math.round(255 * Math.min(1, mixed) ** (1 / gamma))
          })
        }
        const scale = depth === 16 ? 257 : 1
        const worst = largest(converted.data, expected, scale)
        assert.ok(worst <= (depth === 16 ? 4 : 2), `${worst} levels at ${depth} bits`)
      }
    })
  }

  it('goes from Display P3 to sRGB and back within one 8-bit level, in gamut', async () => {
    const { data: colours } = await convert(noise(128, 128, 3, 8), { from: srgb, to: displayP3, channels: 3, depth: 8 })
    const wide: Pixels = { data: colours, width: 128, height: 128, channels: 3 }
    const narrow = await convert(wide, { from: displayP3, to: srgb, channels: 3, depth: 8 })
    const back = await convert(narrow, { from: srgb, to: displayP3, channels: 3, depth: 8 })
    assert.ok(largest(back.data, wide.data) <= 1, `${largest(back.data, wide.data)} levels`)
    assert.ok(largest(narrow.data, wide.data) > 20, 'the spaces do differ')
  })

  it('goes from 16-bit ProPhoto to 8-bit sRGB and back within an 8-bit level on the mean', async () => {
    const inGamut = await convert(noise(64, 64, 3, 8), { from: srgb, to: proPhoto, channels: 3, depth: 16 })
    const seen = await convert(inGamut, { from: proPhoto, to: srgb, channels: 3, depth: 8 })
    const back = await convert(seen, { from: srgb, to: proPhoto, channels: 3, depth: 16 })
    let sum = 0
    back.data.forEach((value, k) => {
      sum += Math.abs(value - inGamut.data[k]!)
    })
    assert.ok(sum / back.data.length < 257, `${sum / back.data.length} of 65535`)
  })

  it('reads and writes a grey profile', async () => {
    const levels: Pixels = { data: Uint8Array.from({ length: 256 }, (_, k) => k), width: 16, height: 16, channels: 1 }
    for (const depth of [8, 16] as const) {
      const rgb = await convert(levels, { from: grey18, to: srgb, channels: 3, depth })
      assert.equal(rgb.channels, 3)
      const middle = rgb.data[128 * 3]! / (depth === 16 ? 257 : 1)
      const expected = 255 * encodedOf((128 / 255) ** 1.8)
      assert.ok(Math.abs(middle - expected) <= 1.5, `${middle} for ${expected}`)
      const back = await convert(rgb, { from: srgb, to: grey18, channels: 1, depth })
      assert.equal(back.channels, 1)
      assert.ok(largest(back.data, levels.data, depth === 16 ? 257 : 1) <= 2)
    }
  })

  it('takes a profile of another number of channels for none', async () => {
    const pixels = noise(8, 8, 1, 8)
    assert.deepEqual(await convert(pixels, { from: displayP3, to: srgb, channels: 1, depth: 8 }), pixels)
  })

  it('takes a profile that is cut short for none', async () => {
    const pixels = noise(8, 8, 3, 8)
    for (let length = 0; length < displayP3.length; length += 7) {
      const from = displayP3.subarray(0, length)
      assert.deepEqual(await convert(pixels, { from, to: srgb, channels: 3, depth: 8 }), pixels)
    }
  })
})

async function convert(pixels: Pixels, converting: Omit<Converting, 'pixels'>): Promise<Pixels> {
  const hooks = createHooks()
  codec.call({ hooks } as never, undefined)
  const { data, width, height, channels } = (await hooks.convert.promise({ pixels, ...converting }))!
  return { data, width, height, channels }
}

async function builtIn(name: string): Promise<Uint8Array> {
  const pixel = sharp(Buffer.alloc(3), { raw: { width: 1, height: 1, channels: 3 } })
  return (await sharp(await pixel.withIccProfile(name).png().toBuffer()).metadata()).icc!
}

function largest(a: ArrayLike<number>, b: ArrayLike<number>, scale = 1): number {
  let worst = 0
  for (let k = 0; k < a.length; k++) worst = Math.max(worst, Math.abs(a[k]! / scale - b[k]!))
  return worst
}

/** IEC 61966-2-1. */
function linearOf(value: number): number {
  return value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4
}

function encodedOf(value: number): number {
  return value <= 0.0031308 ? value * 12.92 : 1.055 * value ** (1 / 2.4) - 0.055
}

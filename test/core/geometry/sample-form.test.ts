import assert from 'node:assert/strict'
import type { Channels, Pixels } from '@paintout/core'
import {
  fromEnginePixels,
  greyToRgb,
  joinAlpha,
  rgbToGrey,
  splitAlpha,
  toDepth,
  toEnginePixels,
} from '../../../packages/core/src/geometry/sample-form.ts'
import type { Converting } from '../../../packages/core/src/hooks.ts'
import { createMask, hasAlpha } from '../../../packages/core/src/pixels.ts'

const forms = ([1, 2, 3, 4] as const).flatMap((channels) => [8, 16].map((depth) => ({ channels, depth })))

function picture(
  width: number,
  height: number,
  channels: Channels,
  depth: number,
  sample = (at: number) => at,
): Pixels {
  const length = width * height * channels
  const data = depth === 8 ? new Uint8Array(length) : new Uint16Array(length)
  for (let at = 0; at < length; at++) data[at] = sample(at)
  return { data, width, height, channels }
}

async function unasked(): Promise<never> {
  throw new Error('A picture without a profile needs no conversion')
}

describe('toEnginePixels', () => {
  it('returns 8-bit RGB without a profile itself', async () => {
    const image = picture(4, 3, 3, 8)
    assert.equal(await toEnginePixels(image, undefined, unasked), image)
  })

  it('gives 8-bit RGB for every depth and channel count', async () => {
    for (const { channels, depth } of forms) {
      const pixels = await toEnginePixels(picture(5, 4, channels, depth), undefined, unasked)
      assert.ok(pixels.data instanceof Uint8Array)
      assert.deepEqual([pixels.width, pixels.height, pixels.channels, pixels.data.length], [5, 4, 3, 60])
    }
  })

  it('asks to convert colour alone, from the profile to sRGB', async () => {
    const profile = Uint8Array.of(1, 2, 3)
    const asked: Converting[] = []
    const answer = picture(4, 3, 3, 8)
    const given = await toEnginePixels(picture(4, 3, 2, 16), profile, async (converting) => {
      asked.push(converting)
      return answer
    })
    assert.equal(given, answer)
    assert.equal(asked.length, 1)
    const { pixels, ...form } = asked[0]!
    assert.deepEqual(form, { from: profile, to: undefined, channels: 3, depth: 8 })
    assert.equal(pixels.channels, 1)
  })

  it('continues opaque colours under transparency, whatever the file keeps there', async () => {
    const opaque = (at: number) => Math.floor(at / 4) % 8 < 4
    const image = picture(8, 8, 4, 8, (at) => {
      if (at % 4 === 3) return opaque(at) ? 255 : 0
      return opaque(at) ? [200, 120, 40][at % 4]! : 17 * (at % 13)
    })
    const { data } = await toEnginePixels(image, undefined, unasked)
    for (let at = 0; at < data.length; at += 3) assert.deepEqual([...data.subarray(at, at + 3)], [200, 120, 40])
  })
})

describe('fromEnginePixels', () => {
  const nothing = createMask(5, 4)

  it('returns an answer itself that has the form of its source', async () => {
    const answer = picture(5, 4, 3, 8)
    assert.equal(await fromEnginePixels(answer, picture(5, 4, 3, 8), nothing, undefined, unasked), answer)
  })

  it('brings every answer into the form of every source', async () => {
    for (const given of forms) {
      for (const wanted of forms) {
        const answer = picture(5, 4, given.channels, given.depth)
        const source = picture(5, 4, wanted.channels, wanted.depth)
        const { data, channels } = await fromEnginePixels(answer, source, nothing, undefined, unasked)
        assert.deepEqual([channels, data.length], [wanted.channels, source.data.length])
        assert.equal(data.constructor, source.data.constructor)
      }
    }
  })

  it('gives 8-bit pictures back unchanged that went to the form of engines', async () => {
    for (const channels of [1, 2, 3, 4] as const) {
      const source = picture(16, 16, channels, 8, (at) =>
        hasAlpha({ channels } as Pixels) && at % channels === channels - 1 ? 255 : (at * 37) % 256,
      )
      const sent = await toEnginePixels(source, undefined, unasked)
      assert.deepEqual(await fromEnginePixels(sent, source, createMask(16, 16), undefined, unasked), source)
    }
  })

  it('asks to convert RGB alone, from sRGB to the profile, in the channels and depth of the source', async () => {
    const profile = Uint8Array.of(1, 2, 3)
    const asked: Converting[] = []
    const source = picture(5, 4, 2, 16)
    const back = await fromEnginePixels(picture(5, 4, 4, 8), source, nothing, profile, async (converting) => {
      asked.push(converting)
      return picture(5, 4, 1, 16)
    })
    const { pixels, ...form } = asked[0]!
    assert.deepEqual(form, { from: undefined, to: profile, channels: 1, depth: 16 })
    assert.equal(pixels.channels, 3)
    assert.equal(back.channels, 2)
  })

  describe('for a source with alpha', () => {
    const side = 32
    const mask = createMask(side, side)
    for (let y = 10; y < 20; y++) mask.data.fill(255, y * side + 10, y * side + 20)
    const answer = picture(side, side, 3, 8, () => 90)

    async function alphaOf(ground: (x: number) => number, depth: 8 | 16): Promise<Pixels> {
      const max = depth === 8 ? 255 : 65535
      const source = picture(side, side, 4, depth, (at) => {
        const sample = Math.floor(at / 4)
        return at % 4 < 3 ? 5 : mask.data[sample] ? max : ground(sample % side)
      })
      return splitAlpha(await fromEnginePixels(answer, source, mask, undefined, unasked)).alpha!
    }

    it('an object on transparent ground leaves transparent ground', async () => {
      assert.ok((await alphaOf(() => 0, 8)).data.every((alpha) => alpha === 0))
      assert.ok((await alphaOf(() => 0, 16)).data.every((alpha) => alpha === 0))
    })

    it('an object on opaque ground leaves it opaque', async () => {
      assert.ok((await alphaOf(() => 255, 8)).data.every((alpha) => alpha === 255))
      assert.ok((await alphaOf(() => 65535, 16)).data.every((alpha) => alpha === 65535))
    })

    it('half-transparent ground continues smoothly, and what lies outside the hole is kept', async () => {
      const { data } = await alphaOf((x) => 8 * x, 8)
      for (let at = 0; at < data.length; at++) {
        const x = at % side
        if (mask.data[at]) assert.ok(Math.abs(data[at]! - 8 * x) <= 24, `${data[at]} for ${8 * x}`)
        else assert.equal(data[at], 8 * x)
      }
    })
  })
})

describe('sample forms', () => {
  it('split and joined, a picture is the same', () => {
    for (const channels of [2, 4] as const) {
      for (const depth of [8, 16]) {
        const image = picture(5, 4, channels, depth)
        const { colour, alpha } = splitAlpha(image)
        assert.deepEqual(joinAlpha(colour, alpha!), image)
      }
    }
  })

  it('8 bits survive 16, and 16 bits are rounded to the nearest', () => {
    const bytes = picture(256, 1, 1, 8)
    assert.deepEqual(toDepth(toDepth(bytes, 16), 8), bytes)
    const words = picture(65536, 1, 1, 16)
    for (const [value, byte] of toDepth(words, 8).data.entries()) assert.equal(byte, Math.round(value / 257))
  })

  it('grey survives RGB', () => {
    for (const grey of [picture(256, 1, 1, 8), picture(65536, 1, 1, 16)]) {
      assert.deepEqual(rgbToGrey(greyToRgb(grey)), grey)
    }
  })

  it('weighs colours as Rec. 709 does, within a level', () => {
    const [red, green, blue] = [200, 100, 50]
    const { data } = rgbToGrey({ data: Uint8Array.of(red, green, blue), width: 1, height: 1, channels: 3 })
    assert.ok(Math.abs(data[0]! - (0.2126 * red + 0.7152 * green + 0.0722 * blue)) <= 1)
  })
})

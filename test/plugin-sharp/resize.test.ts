import assert from 'node:assert/strict'
import { type Channels, createHooks, depthOf, maxOf, type Pixels } from '@paintout/core'
import { codec } from '@paintout/plugin-sharp'
import { noise } from '../fixtures/noise.ts'

describe('resize', () => {
  for (const depth of [8, 16] as const) {
    for (const channels of [1, 2, 3, 4] as const) {
      it(`keeps ${channels} channels of ${depth} bits at exactly the size that is asked for`, async () => {
        for (const [width, height] of [
          [13, 7],
          [101, 3],
          [1, 1],
          [50, 200],
        ] as const) {
          const resized = await resize(noise(50, 40, channels, depth), width, height)
          assert.deepEqual([resized.width, resized.height, resized.channels], [width, height, channels])
          assert.equal(resized.data.length, width * height * channels)
          assert.equal(depthOf(resized), depth)
        }
      })

      it(`keeps one colour of ${channels} channels of ${depth} bits as it is`, async () => {
        const pixels = noise(50, 40, channels, depth)
        const colour = Array.from({ length: channels }, (_, k) => Math.floor((maxOf(pixels) * (k + 2)) / 7))
        pixels.data.forEach((_, k) => {
          pixels.data[k] = colour[k % channels]!
        })
        const resized = await resize(pixels, 23, 31)
        const off = Math.max(...resized.data.map((value, k) => Math.abs(value - colour[k % channels]!)))
        assert.ok(off <= (depth === 16 ? 128 : 1), `${off} levels`)
      })
    }
  }

  it('lets no colour of transparent samples bleed', async () => {
    const pixels: Pixels = { data: new Uint8Array(64 * 64 * 4), width: 64, height: 64, channels: 4 }
    for (let pixel = 0; pixel < 64 * 64; pixel++) {
      pixels.data.set(pixel % 64 < 31 ? [255, 0, 0, 0] : [0, 0, 200, 255], pixel * 4)
    }
    const { data } = await resize(pixels, 20, 20)
    for (let at = 0; at < data.length; at += 4) if (data[at + 3]! > 8) assert.ok(data[at]! <= 2, `red ${data[at]}`)
  })

  it('selects nothing beyond the edge of a mask but its own soft edge', async () => {
    const mask: Pixels = { data: new Uint8Array(100 * 10), width: 100, height: 10, channels: 1 }
    mask.data.forEach((_, k) => {
      mask.data[k] = k % 100 < 50 ? 255 : 0
    })
    for (const width of [37, 100, 333]) {
      const { data } = await resize(mask, width, 10)
      const edge = width / 2
      const reach = 2 * Math.max(1, width / 100)
      for (let x = 0; x < width; x++) {
        if (x + 0.5 > edge + reach) assert.equal(data[x], 0)
        if (x + 0.5 < edge - reach) assert.equal(data[x], 255)
      }
    }
  })

  it('keeps the picture where it is: its centre of mass moves less than a tenth of a sample', async () => {
    const pixels: Pixels = { data: new Uint8Array(90 * 90), width: 90, height: 90, channels: 1 }
    for (let y = 21; y < 48; y++) for (let x = 30; x < 57; x++) pixels.data[y * 90 + x] = 200
    for (const size of [30, 61, 91, 135, 180, 200, 533]) {
      const [x, y] = centreOf(await resize(pixels, size, size))
      assert.ok(Math.abs(x - (43.5 * size) / 90) < 0.1 && Math.abs(y - (34.5 * size) / 90) < 0.1, `${x}, ${y}`)
    }
  })
})

async function resize(pixels: Pixels<Uint8Array | Uint16Array | Uint8ClampedArray>, width: number, height: number) {
  const hooks = createHooks()
  codec.call({ hooks } as never, undefined)
  return (await hooks.resize.promise({ pixels, width, height }))! as Pixels & { channels: Channels }
}

function centreOf({ data, width }: Pixels): readonly [number, number] {
  let sum = 0
  let sumX = 0
  let sumY = 0
  data.forEach((value, k) => {
    sum += value
    sumX += value * ((k % width) + 0.5)
    sumY += value * (Math.floor(k / width) + 0.5)
  })
  return [sumX / sum, sumY / sum]
}

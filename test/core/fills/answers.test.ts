import assert from 'node:assert/strict'
import {
  type Candidate,
  type Engine,
  type FillRequest,
  type Limits,
  type Pixels,
  paintout,
  plugin,
  removal,
} from '@paintout/core'
import { codec } from '@paintout/plugin-sharp'
import sharp from 'sharp'
import { paint, plainEngine, pngOf } from '../../fixtures/engines.ts'

const mask = { rect: [150, 100, 40, 30] } as const
const middle = { x: 170, y: 115 }

function engineOf(limits: Partial<Limits>, answer: (request: FillRequest) => Candidate | Promise<Candidate>) {
  const calls: FillRequest[] = []
  const engine: Engine = {
    ...plainEngine(),
    limits: { ...plainEngine().limits, ...limits },
    async fill(request) {
      calls.push(request)
      return [await answer(request)]
    },
  }
  const clean = paintout()
    .use(codec)
    .use(
      plugin(function bring() {
        this.engine(engine)
        return undefined
      }),
    )
    .use(removal())
  return { calls, clean }
}

const painted = ({ image }: FillRequest): Candidate => ({ image: paint(image.pixels, 90) })

function picture(channels: 1 | 2 | 3 | 4, depth: 8 | 16, level = 0.7): Pixels {
  const [width, height] = [320, 240]
  const max = depth === 16 ? 65535 : 255
  const data = depth === 16 ? new Uint16Array(width * height * channels) : new Uint8Array(width * height * channels)
  for (let i = 0; i < data.length; i++) data[i] = Math.round(max * (level + 0.1 * Math.sin(i / 97)))
  if (channels % 2 === 0) for (let i = channels - 1; i < data.length; i += channels) data[i] = max
  return { data, width, height, channels }
}

const sampleAt = ({ data, width, channels }: Pixels, { x, y }: { x: number; y: number }) => [
  ...data.slice((y * width + x) * channels, (y * width + x + 1) * channels),
]

/** Noise that no encoder can make smaller. */
function hash(i: number): number {
  const mixed = Math.imul(i ^ (i >>> 7), 0x9e3779b1)
  return Math.imul(mixed ^ (mixed >>> 15), 0x85ebca6b) >>> 24
}

describe('what an engine gets', () => {
  for (const channels of [1, 2, 3, 4] as const) {
    for (const depth of [8, 16] as const) {
      it(`is 8-bit RGB for a picture of ${channels} channels and ${depth} bits, and its answer comes back as that`, async () => {
        const { calls, clean } = engineOf({}, painted)
        const image = picture(channels, depth)
        const { pixels, report } = await clean.process(image, { mask })
        const got = calls[0]!.image.pixels
        assert.equal(got.channels, 3)
        assert.ok(got.data instanceof Uint8Array)
        const max = depth === 16 ? 65535 : 255
        const level = (90 * max) / 255
        const colours = Array(channels < 3 ? 1 : 3).fill(level)
        assert.deepEqual(sampleAt(pixels, middle), channels % 2 === 0 ? [...colours, max] : colours)
        assert.equal(report.outsideChanged, 0)
      })

      it(`is ${channels} channels of ${depth} bits for an engine that works on samples as they are`, async () => {
        const { calls, clean } = engineOf({ native: true }, painted)
        const image = picture(channels, depth)
        await clean.process(image, { mask })
        const got = calls[0]!.image.pixels
        assert.equal(got.channels, channels)
        assert.equal(got.data.constructor, image.data.constructor)
      })
    }
  }

  it('has one of the sizes that it takes', async () => {
    const sizes = [
      [512, 512],
      [848, 1264],
      [1264, 848],
    ] as const
    const { calls, clean } = engineOf({ sizes }, painted)
    const { report } = await clean.process(picture(3, 8), { mask })
    const { width, height } = calls[0]!.image.pixels
    assert.ok(
      sizes.some(([w, h]) => w === width && h === height),
      `${width} × ${height}`,
    )
    assert.deepEqual(report.regions[0]!.size, [width, height])
  })

  it('is encoded as PNG where that fits, else as JPEG, else smaller, never over maxBytes', async () => {
    const noise = picture(3, 8)
    for (let i = 0; i < noise.data.length; i++) noise.data[i] = hash(i)
    const types: string[] = []
    for (const maxBytes of [4_000_000, 50_000, 9_000]) {
      const { clean } = engineOf({ maxBytes }, async (request) => {
        const { bytes, type } = await request.image.encode()
        assert.ok(bytes.length <= maxBytes, `${bytes.length} bytes`)
        const { format, width } = await sharp(bytes).metadata()
        types.push(`${type} ${format} ${width! < request.image.pixels.width ? 'smaller' : 'whole'}`)
        return painted(request)
      })
      await clean.process(noise, { mask })
    }
    assert.deepEqual(types, ['image/png png whole', 'image/jpeg jpeg whole', 'image/jpeg jpeg smaller'])
  })

  it('cannot be encoded below any sense: the error names the limit', async () => {
    const { clean } = engineOf({ maxBytes: 10 }, async ({ image }) => ({ image: await image.encode() }))
    await assert.rejects(clean.process(picture(3, 8), { mask }), { code: 'too-large', message: /to fit 10 bytes/ })
  })
})

describe('an answer', () => {
  it('in bytes is decoded', async () => {
    const { clean } = engineOf({}, async ({ image }) => ({ image: { bytes: await pngOf(paint(image.pixels, 90)) } }))
    const { pixels } = await clean.process(picture(3, 8), { mask })
    assert.deepEqual(sampleAt(pixels, middle), [90, 90, 90])
  })

  it('in bytes of another colour space is brought to the photo’s', async () => {
    const { clean } = engineOf({}, async ({ image }) => {
      const { data, width, height } = paint(image.pixels, 0)
      for (let i = 0; i < data.length; i += 3) data.set([200, 60, 60], i)
      const bytes = await sharp(data as Uint8Array, { raw: { width, height, channels: 3 } })
        .withIccProfile('p3')
        .png()
        .toBuffer()
      return { image: { bytes } }
    })
    const { pixels } = await clean.process(picture(3, 8), { mask })
    for (const [channel, level] of [200, 60, 60].entries()) {
      assert.ok(Math.abs(sampleAt(pixels, middle)[channel]! - level) <= 2, sampleAt(pixels, middle).join())
    }
  })

  it('at another size with the same ratio is resized', async () => {
    const { clean } = engineOf({ multipleOf: 16 }, ({ image: { pixels } }) => {
      const [width, height] = [pixels.width / 2, pixels.height / 2]
      return { image: { data: new Uint8Array(width * height * 3).fill(90), width, height, channels: 3 } }
    })
    const { pixels } = await clean.process(picture(3, 8), { mask })
    assert.deepEqual(sampleAt(pixels, middle), [90, 90, 90])
  })

  it('at another ratio was stretched or cropped, and is refused', async () => {
    const { clean } = engineOf({}, () => ({ image: picture(3, 8) }))
    const wide = { ...picture(3, 8), width: 640, height: 120 }
    await assert.rejects(clean.process(wide, { mask: { rect: [300, 50, 20, 20] } }), {
      code: 'invalid-answer',
      message: /to be \d+ × \d+, got 320 × 240/,
    })
  })

  it('of a native engine in another form is refused', async () => {
    const { clean } = engineOf({ native: true }, ({ image: { pixels } }) => ({
      image: { ...pixels, data: new Uint16Array(pixels.data.length) },
    }))
    await assert.rejects(clean.process(picture(3, 8), { mask }), { code: 'invalid-answer', message: /of 8 bits, got/ })
  })

  it('in bytes that are no image is refused', async () => {
    const { clean } = engineOf({}, () => ({ image: { bytes: new TextEncoder().encode('<html>502</html>') } }))
    await assert.rejects(clean.process(picture(3, 8), { mask }), {
      code: 'invalid-answer',
      message: /^Expected an image from `plain`, got 16 bytes/,
    })
  })

  it('for an object larger than the model is enlarged, and the report says so', async () => {
    const { clean } = engineOf({ sizes: [[128, 128]] }, painted)
    const { report, pixels } = await clean.process(picture(3, 8), { mask: { rect: [60, 40, 180, 140] } })
    assert.ok(report.regions[0]!.scale < 1)
    assert.ok(report.warnings.some(({ code }) => code === 'coarse-fill'))
    assert.deepEqual([pixels.width, pixels.height, report.outsideChanged], [320, 240, 0])
  })
})

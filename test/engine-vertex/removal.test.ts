import assert from 'node:assert/strict'
import { boundsOf, type Progressed, paintout, removal } from '@paintout/core'
import { type EmulatorOptions, startEmulator } from '@paintout/emulator'
import { type VertexOptions, vertex } from '@paintout/engine-vertex'
import { codec } from '@paintout/plugin-sharp'
import sharp, { type OverlayOptions } from 'sharp'
import { photoPath, photoPixels } from '../fixtures/photo.ts'
import { gemini, imagen2, imagen3, optionsFor } from './requests.ts'

const mask = { rect: [112, 132, 76, 148] } as const

/** One removal from a photograph, start to end, against an emulator. */
async function remove(
  options: VertexOptions,
  job: object = {},
  emulatorOptions: EmulatorOptions = {},
  photo: string | Uint8Array = photoPath('march-pastoral'),
) {
  const emulator = await startEmulator(emulatorOptions)
  const clean = paintout().use(codec).use(vertex, optionsFor(emulator, options)).use(removal())
  const told: Progressed[] = []
  clean.hooks.progress.tap('test', (event) => told.push(event))
  try {
    const result = await clean.process(photo, { mask, ...job })
    return { result, emulator, told }
  } finally {
    await clean.close()
    await emulator.close()
  }
}

const families = [
  { model: imagen3, usd: 0.04 },
  { model: imagen2, usd: 0.02 },
  { model: gemini, usd: 0.067 },
]

describe('a removal on Vertex AI', () => {
  for (const { model, usd } of families) {
    it(`takes the object out and nothing else: ${model}`, async () => {
      const { result, emulator, told } = await remove({ model })
      const { report } = result
      assert.equal(report.outsideChanged, 0)
      assert.deepEqual(
        report.regions.map(({ engine, candidates, usd, generative }) => ({ engine, candidates, usd, generative })),
        [{ engine: `vertex/${model}`, candidates: 1, usd, generative: true }],
      )
      assert.equal(emulator.images, 1)
      const { job, ...planned } = told.find(({ type }) => type === 'planned')!
      assert.deepEqual(planned, {
        type: 'planned',
        name: job.name,
        regions: 1,
        engine: `vertex/${model}`,
        known: 0,
        images: 1,
        usd,
      })
      const xmp = (await sharp(await result.toBuffer()).metadata()).xmp?.toString() ?? ''
      assert.match(xmp, /compositeWithTrainedAlgorithmicMedia/)
    })

    it(`gives every candidate, each paid for: ${model}`, async () => {
      const { result, emulator } = await remove({ model }, { candidates: 3, seed: 5 })
      assert.equal(result.candidates.length, 3)
      assert.equal(emulator.images, 3)
      assert.equal(result.report.regions[0]!.usd, 3 * usd)
      const pictures = result.candidates.map(({ data }) => Buffer.from(data.buffer, data.byteOffset, data.byteLength))
      assert.ok(!pictures[0]!.equals(pictures[1]!), 'two seeds gave one picture')
    })
  }

  it('grows the mask that is blended as far as the service was told to, not the one that is sent', async () => {
    const count = ({ data }: { data: Uint8Array }) => data.reduce((sum, level) => sum + (level > 0 ? 1 : 0), 0)
    const sentBy = ({ emulator }: { emulator: { calls: readonly { body: unknown }[] } }) =>
      (emulator.calls[0]!.body as { instances: { mask: { image: { bytesBase64Encoded: string } } }[] }).instances[0]!
        .mask.image.bytesBase64Encoded
    const plain = await remove({ model: imagen2 })
    const grown = await remove({ model: imagen2, dilation: 0.05 })
    const { rect } = plain.result.report.regions[0]!
    const bounds = boundsOf(plain.result.mask)!
    const more = boundsOf(grown.result.mask)!
    const by = Math.floor(0.05 * rect.width)
    assert.deepEqual([bounds.left - more.left, bounds.top - more.top], [by, by])
    assert.ok(count(grown.result.mask) > count(plain.result.mask))
    const [a, b] = await Promise.all(
      [plain, grown].map(async (each) =>
        sharp(Buffer.from(sentBy(each), 'base64'))
          .greyscale()
          .raw()
          .toBuffer(),
      ),
    )
    assert.equal(count({ data: a! }), count({ data: b! }))
    assert.equal(grown.result.report.outsideChanged, 0)
  })

  it('goes on with the next model where one is retired, and says so', async () => {
    const { result, emulator } = await remove({ model: [imagen3, gemini] }, {}, { retired: [imagen3] })
    assert.deepEqual(
      emulator.calls.map(({ model, status }) => [model, status]),
      [
        [imagen3, 404],
        [gemini, 200],
      ],
    )
    assert.equal(result.report.regions[0]!.engine, `vertex/${gemini}`)
    const fallback = result.report.warnings.find(({ code }) => code === 'fallback')
    assert.match(
      fallback!.message,
      /^The engine `vertex\/imagen-3\.0-capability-001` failed, `vertex\/gemini-3\.1-flash-image` is asked instead\. Expected/,
    )
  })

  it('goes on likewise where the model was to find the object by itself', async () => {
    const { data, width, height, channels } = await photoPixels('black-canyon', 1024, 1024)
    const clean = sharp(data, { raw: { width, height, channels } })
    const box = {
      input: { create: { width: 200, height: 150, channels: 3, background: '#c03020' } },
      left: 600,
      top: 500,
    }
    const photo = await clean
      .clone()
      .composite([box as OverlayOptions])
      .png()
      .toBuffer()
    const job = { mask: undefined, target: 'foreground' } as const
    const { result, emulator } = await remove(
      { model: [imagen3, gemini] },
      job,
      { retired: [imagen3], clean: () => ({ data, width, height, channels }) },
      photo,
    )
    assert.deepEqual(
      emulator.calls.map(({ model, status }) => [model, status]),
      [
        [imagen3, 404],
        [gemini, 200],
      ],
    )
    assert.equal(result.report.regions[0]!.engine, `vertex/${gemini}`)
    assert.ok(Math.abs(result.report.mask!.share - (200 * 150) / 1024 ** 2) < 0.003)
    assert.equal(emulator.images, 1)
  })

  it('does not go on with the next model for any other reason', async () => {
    const emulator = await startEmulator()
    emulator.next('forbidden')
    const clean = paintout()
      .use(codec)
      .use(vertex, optionsFor(emulator, { model: [imagen3, gemini] }))
      .use(removal())
    await assert.rejects(clean.process(photoPath('march-pastoral'), { mask }), { code: 'forbidden' })
    assert.equal(emulator.calls.length, 1)
    await clean.close()
    await emulator.close()
  })

  it('fails with the last model when all are retired', async () => {
    await assert.rejects(remove({ model: [imagen2, imagen3] }, {}, { retired: [imagen2, imagen3] }), {
      code: 'model-retired',
      message: /^Expected `imagen-3\.0-capability-001` to answer/,
    })
  })

  it('sends Gemini a picture of one of its own sizes', async () => {
    const { result } = await remove({ model: gemini, imageSize: '2K' })
    const [width, height] = result.report.regions[0]!.size
    assert.ok(width * height > 3_000_000 && width * height < 4_500_000)
    assert.equal(result.report.regions[0]!.usd, 0.101)
  })
})

import assert from 'node:assert/strict'
import { type Pixels, paintout, type Region, removal } from '@paintout/core'
import { type CleanPlate, type Drift, type Emulator, startEmulator } from '@paintout/emulator'
import { type VertexOptions, vertex } from '@paintout/engine-vertex'
import { codec } from '@paintout/plugin-sharp'
import sharp from 'sharp'
import { photoPixels } from '../fixtures/photo.ts'
import { gemini, imagen3, optionsFor } from './requests.ts'

const [width, height] = [1200, 900]
const mask = { rect: [500, 400, 160, 120] } as const

/** A photograph, and the same with a box pasted into it. */
async function scene(): Promise<{ plate: Pixels; photo: Pixels }> {
  const plate = await photoPixels('black-canyon', width, height)
  const photo = { ...plate, data: plate.data.slice() }
  for (let y = 405; y < 515; y++) {
    for (let x = 505; x < 655; x++) {
      const at = (y * width + x) * 3
      photo.data.set([200 + ((x * 7 + y * 3) % 40), 60 + ((x ^ y) % 60), 50], at)
    }
  }
  return { plate, photo }
}

/** Removes by Gemini, whose emulator knows the plate of the one region that is asked for. */
async function remove(emulatorOptions: { drift?: Drift }, prepare: (emulator: Emulator) => void = () => {}) {
  const { plate, photo } = await scene()
  let region: Region | undefined
  const clean: CleanPlate = () => cropTo(plate, region!)
  const emulator = await startEmulator({ clean, ...emulatorOptions })
  prepare(emulator)
  const processor = paintout()
    .use(codec)
    .use(vertex, optionsFor(emulator, { model: gemini }))
    .use(removal())
  processor.hooks.plan.tap('test', (planning) => {
    region = planning.regions[0]
    return planning
  })
  try {
    const result = await processor.process(photo, { mask })
    return { emulator, plate, result }
  } catch (error) {
    return { emulator, plate, error: error as Error & { code: string } }
  } finally {
    await processor.close()
    await emulator.close()
  }
}

/** What the region shows, reflected beyond the edges, at the size that the model was asked for. */
async function cropTo({ data, channels }: Pixels, { rect, size }: Region): Promise<Pixels> {
  const inside = {
    left: Math.max(0, rect.left),
    top: Math.max(0, rect.top),
    right: Math.min(width, rect.left + rect.width),
    bottom: Math.min(height, rect.top + rect.height),
  }
  const { data: cut } = await sharp(data as Uint8Array, { raw: { width, height, channels } })
    .extract({
      left: inside.left,
      top: inside.top,
      width: inside.right - inside.left,
      height: inside.bottom - inside.top,
    })
    .extend({
      left: inside.left - rect.left,
      top: inside.top - rect.top,
      right: rect.left + rect.width - inside.right,
      bottom: rect.top + rect.height - inside.bottom,
      extendWith: 'mirror',
    })
    .raw()
    .toBuffer({ resolveWithObject: true })
  const resized = await sharp(cut, { raw: { width: rect.width, height: rect.height, channels } })
    .resize(size[0], size[1], { fit: 'fill' })
    .raw()
    .toBuffer()
  return { data: resized, width: size[0], height: size[1], channels }
}

/** Peak signal to noise inside the mask, in decibels. */
function psnrInside(a: Pixels, b: Pixels): number {
  const [left, top, across, down] = mask.rect
  let sum = 0
  for (let y = top; y < top + down; y++) {
    for (let i = (y * width + left) * 3; i < (y * width + left + across) * 3; i++) sum += (a.data[i]! - b.data[i]!) ** 2
  }
  return 10 * Math.log10(255 ** 2 / Math.max(sum / (across * down * 3), 1e-9))
}

describe('an answer of Gemini that drifts', () => {
  const drifts: Readonly<Record<string, Drift>> = {
    nothing: {},
    'shift and scale': { shift: [0.008, -0.006], scale: 0.012 },
    'shear and tone': { shear: 0.01, gain: 1.04, offset: -6 },
    'light, blur and grain': { shift: [0.004, 0], illumination: 10, blur: 0.6, grain: 2 },
  }
  let still = 0
  for (const [name, drift] of Object.entries(drifts)) {
    it(`is put back in place: ${name}`, async () => {
      const { result, plate, emulator, error } = await remove({ drift })
      assert.equal(error, undefined)
      assert.equal(result!.report.outsideChanged, 0)
      assert.equal(emulator.images, 1)
      const psnr = psnrInside(result!.pixels, plate)
      if (name === 'nothing') still = psnr
      assert.ok(psnr > 26, `${psnr} dB inside the mask, ${still} dB without drift`)
    })
  }

  it('is taken from the second call, with another seed, when the first was no good: both are paid for', async () => {
    const { result, emulator } = await remove({}, ({ next }) => next('other-picture'))
    const [region] = result!.report.regions
    assert.deepEqual({ attempts: region?.attempts, usd: region?.usd }, { attempts: 2, usd: 0.134 })
    assert.equal(emulator.images, 2)
    const seeds = emulator.calls.map(
      ({ body }) => (body as { generationConfig: { seed?: number } }).generationConfig.seed,
    )
    assert.notEqual(seeds[0], seeds[1])
  })
})

describe('an answer of Imagen that drifts', () => {
  /** What was sent for each call of a removal whose first answer is another picture. */
  async function sentFor(options: VertexOptions, job: { seed?: number; candidates?: 1 | 2 } = {}) {
    const emulator = await startEmulator({ clean: ({ picture }) => picture })
    const processor = paintout()
      .use(codec)
      .use(vertex, optionsFor(emulator, { model: imagen3, ...options }))
      .use(removal({ minAgree: 0.75, onDrift: 'warn' }))
    emulator.next('other-picture', 'other-picture')
    try {
      await processor.process((await scene()).photo, { mask, ...job })
    } finally {
      await processor.close()
      await emulator.close()
    }
    return emulator.calls.map(({ body, status }) => {
      const { seed, addWatermark } = (body as { parameters: { seed?: number; addWatermark?: boolean } }).parameters
      return { status, seed, addWatermark }
    })
  }

  it('is asked for again with a seed', async () => {
    assert.deepEqual(await sentFor({}), [
      { status: 200, seed: undefined, addWatermark: undefined },
      { status: 200, seed: 1, addWatermark: false },
    ])
  })

  it('is asked for again without one where it is to have a watermark: that makes every answer another one', async () => {
    assert.deepEqual(await sentFor({ addWatermark: true }), [
      { status: 200, seed: undefined, addWatermark: true },
      { status: 200, seed: undefined, addWatermark: true },
    ])
  })

  it('is asked for again beyond the seeds that its candidates may have had', async () => {
    const sent = await sentFor({}, { seed: 7, candidates: 2 })
    assert.deepEqual(
      sent.map(({ seed }) => seed),
      [7, 9],
    )
  })
})

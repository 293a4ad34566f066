import assert from 'node:assert/strict'
import type { Pixels } from '@paintout/core'
import { applyDrift, type Emulator, startEmulator } from '@paintout/emulator'
import sharp from 'sharp'
import { objectMask, wall } from '../engine-vertex/requests.ts'
import { ask, models } from './ask.ts'

async function base64Of({ data, width, height, channels }: Pixels): Promise<string> {
  const bytes = await sharp(data as Uint8Array, { raw: { width, height, channels } })
    .png()
    .toBuffer()
  return bytes.toString('base64')
}

async function pixelsOf(base64: string): Promise<Pixels> {
  const { data, info } = await sharp(Buffer.from(base64, 'base64')).raw().toBuffer({ resolveWithObject: true })
  return { data, width: info.width, height: info.height, channels: 3 }
}

function meanDifference(a: Pixels, b: Pixels): number {
  assert.deepEqual([a.width, a.height, a.channels], [b.width, b.height, b.channels])
  return Array.from(a.data).reduce((sum, sample, index) => sum + Math.abs(sample - b.data[index]!), 0) / a.data.length
}

describe("the emulator's Imagen", () => {
  const [width, height] = [160, 120]
  const photo = wall(width, height)
  const mask = objectMask(width, height)

  it('removes what the mask marks', async () => {
    const emulator = await startEmulator()
    const made = await remove(emulator)
    const centre = (60 * width + 80) * 3
    assert.ok(photo.data[centre]! > 200 && photo.data[centre + 1]! < 50, 'the object is red')
    assert.ok(Math.abs(made.data[centre]! - made.data[centre + 1]!) < 40, 'what is there now is grey')
    await emulator.close()
  })

  it('gives the clean plate of a scene that it knows', async () => {
    const plate: Pixels = { ...photo, data: new Uint8Array(photo.data.length).fill(77) }
    const emulator = await startEmulator({ clean: ({ picture }) => (picture.width === width ? plate : undefined) })
    assert.deepEqual(Buffer.from((await remove(emulator)).data), Buffer.from(plate.data))
    await emulator.close()
  })

  it('answers at its own size, about 1024 × 1024', async () => {
    const emulator = await startEmulator({ clean: ({ picture }) => picture })
    const made = await remove(emulator, 2000, 1000)
    assert.deepEqual([made.width, made.height], [1448, 724])
    await emulator.close()
  })

  async function remove(emulator: Emulator, across = width, down = height): Promise<Pixels> {
    const image = { bytesBase64Encoded: await base64Of(across === width ? photo : wall(across, down)) }
    const masked = { image: { bytesBase64Encoded: await base64Of(across === width ? mask : objectMask(across, down)) } }
    const { answer } = await ask(emulator, models[1], {
      instances: [{ prompt: '', image, mask: masked }],
      parameters: { sampleCount: 1 },
    })
    return pixelsOf(answer.predictions[0].bytesBase64Encoded)
  }
})

describe("the emulator's Gemini", () => {
  it('stretches a picture of another ratio into its own size', async () => {
    const emulator = await startEmulator({ clean: ({ picture }) => picture })
    const made = await edit(emulator, wall(400, 300), {})
    assert.deepEqual([made.width, made.height], [1200, 896])
    await emulator.close()
  })

  it('answers in the ratio and at the tier that it is asked for', async () => {
    const emulator = await startEmulator({ clean: ({ picture }) => picture })
    const made = await edit(emulator, wall(64, 64), { aspectRatio: '9:16', imageSize: '2K' })
    assert.deepEqual([made.width, made.height], [1536, 2752])
    await emulator.close()
  })

  it('drifts as it is told, and not otherwise', async () => {
    const photo = wall(1024, 1024)
    const drift = { shift: [0.01, 0], gain: 1.05, grain: 2, seed: 4 } as const
    const still = await startEmulator({ clean: ({ picture }) => picture })
    const moving = await startEmulator({ clean: ({ picture }) => picture, drift })
    assert.equal(meanDifference(await edit(still, photo, { aspectRatio: '1:1' }), photo), 0)
    const drifted = await edit(moving, photo, { aspectRatio: '1:1' })
    assert.deepEqual(Buffer.from(drifted.data), Buffer.from((await applyDrift(photo, drift)).data))
    assert.ok(meanDifference(drifted, photo) > 1)
    await still.close()
    await moving.close()
  })

  async function edit(emulator: Emulator, photo: Pixels, imageConfig: object): Promise<Pixels> {
    const parts = [{ inlineData: { mimeType: 'image/png', data: await base64Of(photo) } }, { text: 'Remove it.' }]
    const { answer } = await ask(emulator, models[2], {
      contents: [{ role: 'user', parts }],
      generationConfig: { imageConfig },
    })
    return pixelsOf(answer.candidates[0].content.parts[0].inlineData.data)
  }
})

describe('a drift', () => {
  const grey: Pixels = { data: new Uint8Array(64 * 64 * 3).fill(100), width: 64, height: 64, channels: 3 }

  it('of nothing changes nothing', async () => {
    const photo = wall(80, 60)
    assert.deepEqual(Buffer.from((await applyDrift(photo, {})).data), Buffer.from(photo.data))
  })

  it('moves by a share of the longer side', async () => {
    const photo = wall(100, 60)
    const { data } = await applyDrift(photo, { shift: [0.03, 0] })
    for (let y = 0; y < 60; y++) {
      const row = y * 300
      assert.deepEqual(
        Buffer.from(data.slice(row + 9 + 3, row + 297)),
        Buffer.from(photo.data.slice(row + 3, row + 288)),
      )
    }
  })

  it('brightens by gain and offset', async () => {
    const { data } = await applyDrift(grey, { gain: 1.1, offset: 5 })
    assert.ok(data.every((sample) => sample === 115))
  })

  it('lights one corner more than the other', async () => {
    const { data } = await applyDrift(grey, { illumination: 12 })
    assert.equal(data[0], 88)
    assert.equal(data.at(-1), 112)
  })

  it('warps by the root mean square that it is told', async () => {
    const [width, height] = [256, 256]
    const ramp = new Uint8Array(width * height * 3)
    for (let i = 0; i < width * height; i++) ramp.fill(i % width, i * 3, i * 3 + 3)
    for (const seed of [1, 2, 3, 4]) {
      const { data } = await applyDrift({ data: ramp, width, height, channels: 3 }, { warp: 3, seed })
      let sum = 0
      let count = 0
      for (let i = 0; i < width * height; i++) {
        const x = i % width
        if (x < 16 || x > 240) continue
        sum += (data[i * 3]! - x) ** 2
        count++
      }
      // Of both directions the ramp shows one: half of the energy.
      const rms = Math.sqrt((2 * sum) / count)
      assert.ok(rms > 1.8 && rms < 4.2, `${rms} px with seed ${seed}`)
    }
  })

  it('adds grain of the deviation that it is told', async () => {
    const data = Array.from((await applyDrift(grey, { grain: 4 })).data)
    const mean = data.reduce((sum, sample) => sum + sample, 0) / data.length
    const deviation = Math.sqrt(data.reduce((sum, sample) => sum + (sample - mean) ** 2, 0) / data.length)
    assert.ok(Math.abs(mean - 100) < 0.3 && Math.abs(deviation - 4) < 0.3, `${mean} ± ${deviation}`)
  })
})

import assert from 'node:assert/strict'
import { createMask, drawPolygon, type Mask, type Pixels } from '@paintout/core'
import { type EmulatorOptions, type MaskSpelling, type MisbehaviourName, startEmulator } from '@paintout/emulator'
import { knownTextModels } from '@paintout/engine-vertex'
import sharp from 'sharp'
import { diskMask, photograph, withDisk } from '../core/drift/pictures.ts'
import { overlapOf } from '../fixtures/overlap.ts'
import { ask } from './ask.ts'

const [model] = knownTextModels.slice(-1) as [string]
const asked = { model, location: 'global', method: 'generateContent' }
const question = 'Find the disk: JSON with "box_2d" and "mask".'

interface Told {
  readonly label: string
  readonly box_2d: readonly [number, number, number, number]
  readonly mask?: unknown
}

describe("the emulator's text models", () => {
  let photo: Pixels<Uint8Array>
  let plate: Pixels<Uint8Array>
  let truth: Mask

  before(async () => {
    plate = await photograph()
    photo = withDisk(plate)
    truth = diskMask(photo)
  })

  async function bodyFor(text: string, generationConfig: object = { responseMimeType: 'application/json' }) {
    const data = (await pngOf(photo)).toString('base64')
    const parts = [{ inlineData: { mimeType: 'image/png', data } }, { text }]
    return { contents: [{ role: 'user', parts }], generationConfig }
  }

  interface Case extends EmulatorOptions {
    readonly text?: string
    readonly next?: MisbehaviourName
  }

  async function tell({ text = question, next = 'nothing', ...options }: Case = {}): Promise<string> {
    const emulator = await startEmulator({ clean: () => plate, ...options })
    emulator.next(next)
    const { status, answer } = await ask(emulator, asked, await bodyFor(text))
    await emulator.close()
    assert.equal(status, 200)
    assert.equal(emulator.images, 0)
    return answer.candidates[0].content.parts[0].text
  }

  async function find(options: Case = {}): Promise<Told> {
    const objects = JSON.parse(await tell(options)) as readonly Told[]
    assert.equal(objects.length, 1)
    return objects[0]!
  }

  it('give the box of what differs from the clean plate, in thousandths, y before x', async () => {
    const { box_2d } = await find()
    const { width, height } = photo
    const wanted = [(225 / height) * 1000, (85 / width) * 1000, (316 / height) * 1000, (176 / width) * 1000]
    for (const [side, place] of box_2d.entries()) assert.ok(Math.abs(place - wanted[side]!) <= 3, String(box_2d))
  })

  it('spell its mask as an outline', async () => {
    const { mask } = await find()
    const points = (mask as [number, number][]).map(
      ([x, y]) => [(x * photo.width) / 1000, (y * photo.height) / 1000] as const,
    )
    assert.ok(overlapOf(drawPolygon(points, photo.width, photo.height), truth) > 0.97)
  })

  for (const masks of ['data-uri', 'base64'] as const) {
    it(`spell its mask as a PNG of the box: ${masks}`, async () => {
      const { mask, box_2d } = await find({ masks })
      const text = mask as string
      assert.equal(text.startsWith('data:image/png;base64,'), masks === 'data-uri')
      const [top, left, bottom, right] = box_2d.map((side, at) =>
        Math.round((side * (at % 2 ? photo.width : photo.height)) / 1000),
      ) as [number, number, number, number]
      const levels = sharp(Buffer.from(text.split(',').at(-1)!, 'base64'))
      assert.deepEqual([(await levels.metadata()).width, (await levels.metadata()).height], [256, 256])
      const size = { width: right - left, height: bottom - top }
      const data = await levels
        .resize({ ...size, fit: 'fill' })
        .extractChannel(0)
        .raw()
        .toBuffer()
      const whole = createMask(photo.width, photo.height)
      for (let y = 0; y < size.height; y++) {
        whole.data.set(data.subarray(y * size.width, (y + 1) * size.width), (top + y) * photo.width + left)
      }
      assert.ok(overlapOf(whole, truth) > 0.97)
    })
  }

  it('tell no mask where none is asked for, or none is told', async () => {
    assert.equal((await find({ text: 'Where? box_2d' })).mask, undefined)
    assert.equal((await find({ masks: 'none' satisfies MaskSpelling })).mask, undefined)
  })

  it('find nothing where nothing differs, and the middle where no plate is known', async () => {
    assert.equal(await tell({ clean: () => photo }), '[]')
    const { box_2d } = await find({ clean: () => undefined })
    assert.ok(box_2d[0] > 300 && box_2d[2] < 700)
  })

  it('answer in words who asks for something else', async () => {
    assert.equal(await tell({ text: 'What is this?' }), 'That is a fine photograph.')
  })

  it('go wrong when they are told to, each in its way', async () => {
    assert.match(await tell({ next: 'fenced-json' }), /^```json\n\[\{[\s\S]*\}\]\n```$/)
    assert.match(await tell({ next: 'wordy-json' }), /^Here is what I found:\n\n\[\{.*\}\]\n\nShall I go on\?$/)
    assert.match(await tell({ next: 'seg-tokens' }), /"mask": "<seg_12>/)
    assert.equal(await tell({ next: 'nothing-found' }), '[]')
    assert.ok(JSON.parse(await tell({ next: 'boxes-out-of-range' }))[0].box_2d[0] > 1000)
    assert.match(JSON.parse(await tell({ next: 'broken-mask' }))[0].mask, /^data:image\/png;base64,dGhpcyBpcyBub3Q/)
    const cut = await tell({ next: 'truncated-json' })
    assert.throws(() => JSON.parse(cut), SyntaxError)
  })

  it('are served everywhere, and refuse what makes images', async () => {
    const emulator = await startEmulator()
    for (const location of ['global', 'us', 'europe-west4']) {
      assert.equal((await ask(emulator, { ...asked, location }, await bodyFor('?'))).status, 200)
    }
    const predicted = await ask(emulator, { ...asked, method: 'predict' }, await bodyFor('?'))
    assert.deepEqual([predicted.status, predicted.answer.error.status], [400, 'FAILED_PRECONDITION'])
    for (const config of [{ responseModalities: ['TEXT', 'IMAGE'] }, { imageConfig: { imageSize: '1K' } }]) {
      const { status, answer } = await ask(emulator, asked, await bodyFor(question, config))
      assert.equal(status, 400)
      assert.equal(answer.error.message, 'paintout emulator: gemini-3.5-flash answers in words and makes no images')
    }
    const unknown = await ask(emulator, asked, await bodyFor(question, { responseMimetype: 'application/json' }))
    assert.match(unknown.answer.error.message, /^Invalid JSON payload received\. Unknown name "responseMimetype"/)
    await emulator.close()
  })
})

function pngOf({ data, width, height }: Pixels): Promise<Buffer> {
  return sharp(data as Uint8Array, { raw: { width, height, channels: 3 } })
    .png()
    .toBuffer()
}

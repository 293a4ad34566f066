import assert from 'node:assert/strict'
import {
  cropPixels,
  type Engine,
  type Mask,
  type PaintoutError,
  type Pixels,
  paintout,
  plugin,
  type RemovalOptions,
  removal,
  type Target,
} from '@paintout/core'
import {
  type Emulator,
  type EmulatorOptions,
  type MaskSpelling,
  type MisbehaviourName,
  startEmulator,
} from '@paintout/emulator'
import {
  createVertexSegment,
  defaultTextModel,
  textModelOf,
  type VertexSegmentOptions,
  vertexSegment,
  writeSegmentInstruction,
} from '@paintout/engine-vertex'
import { codec } from '@paintout/plugin-sharp'
import { diskMask, photograph, withDisk } from '../core/drift/pictures.ts'
import { nativeEngine } from '../fixtures/engines.ts'
import { overlapOf } from '../fixtures/overlap.ts'
import { connectTo, contextFor, requestFor } from './requests.ts'
import { answersTakenWell, answersThatFail } from './segment-answers.ts'

const name = `vertex/${defaultTextModel}`
const usd = textModelOf(defaultTextModel).usdPerImage['1K']

const bring = plugin(function bring() {
  this.engine(nativeEngine())
  return undefined
})

/** As it was found: not grown, and without a soft rim. */
const asFound: RemovalOptions = { dilate: 0, feather: 0 }

describe('vertexSegment', () => {
  let plate: Pixels<Uint8Array>
  let photo: Pixels<Uint8Array>
  let truth: Mask

  before(async () => {
    plate = await photograph()
    photo = withDisk(plate)
    truth = diskMask(photo)
  })

  interface Asked {
    readonly emulator?: EmulatorOptions
    readonly next?: readonly MisbehaviourName[]
    readonly options?: VertexSegmentOptions
    readonly removal?: RemovalOptions
    readonly target?: Target
    readonly photo?: Pixels
  }

  /** An engine that gives everything back as it is is asked to fill what the emulator's text model finds. */
  async function remove(asked: Asked = {}) {
    const emulator = await startEmulator({ clean: () => plate, ...asked.emulator })
    emulator.next(...(asked.next ?? []))
    const processor = paintout()
      .use(codec)
      .use(bring)
      .use(vertexSegment, { ...connectTo(emulator), ...asked.options })
      .use(removal({ ...asFound, ...asked.removal }))
    try {
      const result = await processor.process(asked.photo ?? photo, { target: asked.target ?? 'foreground' })
      return { result, emulator }
    } catch (error) {
      return { error: error as PaintoutError, emulator }
    } finally {
      await processor.close()
      await emulator.close()
    }
  }

  const spellings: Readonly<Record<MaskSpelling, string>> = {
    outline: 'a list of points',
    'data-uri': 'a PNG of its box in a data address',
    base64: 'a PNG of its box as bare base64',
    none: 'a box alone, out of which it is cut',
  }
  for (const [masks, words] of Object.entries(spellings)) {
    it(`finds the object by ${words}, and nothing changes outside of it`, async () => {
      const { result, emulator, error } = await remove({ emulator: { masks: masks as MaskSpelling } })
      assert.equal(error, undefined)
      const overlap = overlapOf(result!.mask, truth)
      assert.ok(overlap > 0.95, `IoU ${overlap}`)
      assert.equal(result!.report.outsideChanged, 0)
      assert.deepEqual(
        emulator.calls.map(({ model }) => model),
        [defaultTextModel],
      )
    })
  }

  it('asks for boxes alone where it is told to', async () => {
    const { result, emulator } = await remove({ options: { outline: false } })
    assert.ok(overlapOf(result!.mask, truth) > 0.95)
    assert.doesNotMatch(instructionIn(emulator), /outline|"mask"/)
  })

  it('grows what it found, as any mask is grown', async () => {
    const { result } = await remove({ removal: { dilate: 12 } })
    assert.ok(overlapOf(result!.mask, diskMask(photo, 12)) > 0.95)
    assert.equal(result!.report.outsideChanged, 0)
  })

  it('shows in the report who found the mask and what that cost, before the regions that were filled', async () => {
    const { report } = (await remove()).result!
    assert.equal(report.mask?.by, name)
    assert.deepEqual(
      report.regions.map(({ engine, usd, generative, known }) => ({ engine, usd, generative, known })),
      [
        { engine: name, usd, generative: false, known: false },
        { engine: 'native', usd: 0, generative: false, known: false },
      ],
    )
    assert.deepEqual(report.regions[0]!.rect, { left: 0, top: 0, width: photo.width, height: photo.height })
  })

  it('is sent a photo of at most 1024 pixels a side, and its mask is as large as the photo', async () => {
    const large = withDisk(await photograph('dust-bowl-home', 1280, 960))
    const { result, emulator } = await remove({
      photo: large,
      emulator: { clean: () => photograph('dust-bowl-home', 1280, 960) },
    })
    assert.deepEqual(result!.report.regions[0]!.size, [1024, 768])
    const overlap = overlapOf(result!.mask, diskMask(large))
    assert.ok(overlap > 0.9, `IoU ${overlap}`)
    assert.equal(emulator.calls.length, 1)
  })

  it('takes the background for all but the object', async () => {
    const part = { left: 40, top: 180, width: 200, height: 188 }
    const { result } = await remove({
      photo: cropPixels(photo, part),
      emulator: { clean: () => cropPixels(plate, part) },
      target: 'background',
    })
    const object = cropPixels(truth, part)
    const kept = { ...object, data: object.data.map((level) => 255 - level) }
    assert.ok(overlapOf(result!.mask, kept) > 0.99)
    assert.match(
      result!.report.warnings.find(({ code }) => code === 'large-area')!.message,
      /^The background is 8\d(\.\d)? % of the input: what replaces it is made up\.$/,
    )
  })

  const sought: readonly (readonly [Target, string])[] = [
    ['foreground', 'Find the main object in the foreground in this photograph.'],
    ['background', 'Find the main object in the foreground in this photograph.'],
    ['person', 'Find all people in this photograph.'],
    [{ classes: ['car', 125] }, 'Find every car, every person in this photograph.'],
    [{ prompt: 'the sign on the left' }, 'Find the sign on the left in this photograph.'],
  ]
  for (const [target, sentence] of sought) {
    it(`asks for ${JSON.stringify(target)} in words`, async () => {
      const { emulator } = await remove({ target })
      assert.ok(instructionIn(emulator).startsWith(`${sentence} Answer with JSON alone:`), instructionIn(emulator))
    })
  }

  it('says what it is told to say instead', async () => {
    const own = await remove({ options: { instruction: ({ target }) => `${target}? box_2d!` } })
    assert.equal(instructionIn(own.emulator), 'foreground? box_2d!')
    assert.ok(overlapOf(own.result!.mask, truth) > 0.95)
  })

  for (const next of answersTakenWell) {
    it(`reads an answer with ${next.replace('-', ' ')}`, async () => {
      const { result } = await remove({ next: [next] })
      assert.ok(overlapOf(result!.mask, truth) > 0.95)
    })
  }

  for (const [next, code, message] of answersThatFail) {
    it(`fails with \`${code}\` and a way out: ${next}`, async () => {
      const { error, emulator } = await remove({ next: [next] })
      assert.equal(error?.code, code)
      if (typeof message === 'string') assert.equal(error.message, message)
      else assert.match(error.message, message)
      assert.equal(emulator.calls.length, 1)
    })
  }

  it('goes through the transport of the engine: it is asked again after a passing failure', async () => {
    const { result, emulator } = await remove({ next: ['unavailable'] })
    assert.equal(emulator.calls.length, 2)
    assert.match(
      result!.report.warnings.find(({ code }) => code === 'retried')!.message,
      /^`gemini-3\.5-flash` was asked again, 1 of 2, after 503/,
    )
  })

  it('names a live text model where one is gone', async () => {
    const { error } = await remove({
      options: { model: 'gemini-2.5-flash' },
      emulator: { retired: ['gemini-2.5-flash'] },
    })
    assert.equal(error?.code, 'model-retired')
    assert.match(error.message, /Google ended it on 2026-10-20\. Use `gemini-3\.5-flash`\.$/)
  })

  it('refuses a model of another family before any call', () => {
    assert.throws(
      () => paintout().use(vertexSegment, { project: 'shop', model: 'imagen-3.0-capability-001' }),
      (error: PaintoutError) =>
        error.code === 'invalid-option' &&
        error.message.startsWith(
          'Expected `model` of vertexSegment to be the id of a model that begins with `gemini-`, got `"imagen-3.0-capability-001"`.',
        ),
    )
  })

  it('refuses classes that do not exist before any call', async () => {
    const { error, emulator } = await remove({ target: { classes: [900] } })
    assert.equal(error?.code, 'invalid-option')
    assert.equal(emulator.calls.length, 0)
  })

  it('is an engine by itself, whose answer is white on black and whose fingerprint is what it asks', async () => {
    const emulator: Emulator = await startEmulator()
    const { engine, close }: { engine: Engine; close(): void } = createVertexSegment(connectTo(emulator))
    const request = requestFor({ target: 'person' })
    const [candidate] = await engine.fill(request, contextFor())
    const { data } = candidate!.image as Mask
    assert.deepEqual([...new Set(data)].sort(), [0, 255])
    assert.deepEqual(engine.fingerprint(request), {
      model: defaultTextModel,
      instruction: writeSegmentInstruction({ target: 'person', outline: true }),
    })
    close()
    await emulator.close()
  })
})

function instructionIn({ calls }: Emulator): string {
  const { contents } = calls[0]!.body as { contents: { parts: { text?: string }[] }[] }
  return contents[0]!.parts[1]!.text!
}

import assert from 'node:assert/strict'
import { readdir } from 'node:fs/promises'
import { type Engine, operations, PaintoutError, type Pixels, paintout, plugin, removal } from '@paintout/core'
import { codec } from '@paintout/plugin-sharp'
import { useFolder } from '../fixtures/folder.ts'
import { photoPixels } from '../fixtures/photo.ts'
import { writePhotos } from '../fixtures/photos.ts'
import { bring, engines } from './engines.ts'

const rect = [40, 30, 16, 12] as const
const job = { mask: { rect } }

/** What an engine may do instead of answering with a picture, and what is said then. */
const failures: Readonly<Record<string, { readonly fill: Engine['fill']; readonly code: string }>> = {
  'answers with nothing': { fill: async () => [], code: 'no-image' },
  'answers with bytes of no picture': {
    fill: async () => [{ image: { bytes: new TextEncoder().encode('I cannot edit this picture.') } }],
    code: 'invalid-answer',
  },
  'answers with too few samples': {
    fill: async ({ image }) => [{ image: { ...image.pixels, data: image.pixels.data.slice(1) } }],
    code: 'invalid-answer',
  },
  breaks: {
    fill: async () => {
      throw new TypeError('undefined is not a function')
    },
    code: 'engine-failed',
  },
}

describe('nothing silent: no file, and no original that passes as cleaned,', () => {
  const folder = useFolder()
  let photo: string
  beforeEach(async () => {
    ;[photo] = (await writePhotos(folder.path('photos'), 1)) as [string]
  })

  /** No picture was handed out and no file was left, whole or in part; the error has a code, a sentence and a way out. */
  async function assertRefused(clean: { process: (path: string, job: object) => Promise<object> }, code?: string) {
    const before = await readdir(folder.path('.'), { recursive: true })
    const error: unknown = await clean
      .process(photo, job)
      .then((result) => (result as { toFile(path: string): Promise<void> }).toFile(folder.path('clean.png')))
      .then(
        () => assert.fail('passed'),
        (error) => error,
      )
    assert.ok(PaintoutError.is(error), String(error))
    if (code) assert.equal(error.code, code, error.message)
    assert.match(error.message, /\.$/)
    assert.deepEqual((await readdir(folder.path('.'), { recursive: true })).sort(), before.sort())
  }

  for (const create of engines) {
    const engine = create()

    for (const [what, { fill, code }] of Object.entries(failures)) {
      it(`is left where ${engine.name} ${what}: ${code}`, async () => {
        const clean = paintout()
          .use(codec)
          .use(bring({ ...engine, fill }))
          .use(removal())
        await assertRefused(clean, code)
      })
    }

    // Where the engine has sizes of its own, the original that it gives back is a resampled one.
    if (engine.limits.sizes && engine.limits.takesMask) continue
    it(`is left unsaid where ${engine.name} gives the original back`, async () => {
      const echo: Engine = { ...engine, fill: async ({ image }) => [{ image: image.pixels }] }
      const clean = paintout().use(codec).use(bring(echo)).use(removal())
      if (engine.limits.takesMask) {
        const { report } = await clean.process(photo, job)
        assert.ok(report.warnings.some(({ code }) => code === 'nothing-changed'))
      } else await assertRefused(clean, 'not-removed')
    })
  }

  it('is left, nor leaves a photo the machine, where no engine was named', async () => {
    await assertRefused(paintout().use(codec).use(removal()), 'no-engine')
  })

  for (const operation of operations) {
    it(`is left where ${operation.name} breaks`, async () => {
      const [create] = engines
      const broken = plugin(function broken() {
        return Object.defineProperty(
          () => {
            throw new Error('broken')
          },
          'name',
          { value: operation.name },
        )
      })
      const list = operations.map((each) => (each === operation ? broken : each))
      const clean = paintout()
        .use(codec)
        .use(bring(create!()))
        .use(list as never)
      await assertRefused(clean as never, 'operation-failed')
    })

    it(`is left where ${operation.name} is switched off`, async () => {
      const image = await photoPixels('dust-bowl-home', 200, 150)
      const [create] = engines
      const clean = paintout().use(bring(create!())).use(removal()).use([operation, false])
      const outcome = await clean.process(image, { mask: { rect: [80, 60, 40, 30] } }).catch((error) => error)
      if (PaintoutError.is(outcome)) assert.match(outcome.message, /\.$/)
      else assert.ok(differs(image, (outcome as { pixels: Pixels }).pixels), 'the original passed as cleaned')
    })
  }
})

const differs = (before: Pixels, after: Pixels) => before.data.some((sample, i) => sample !== after.data[i])

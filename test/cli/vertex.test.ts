import assert from 'node:assert/strict'
import { readdir } from 'node:fs/promises'
import { type Emulator, startEmulator } from '@paintout/emulator'
import sharp from 'sharp'
import { spawnCommand } from '../fixtures/command.ts'
import { useFolder } from '../fixtures/folder.ts'
import { photoPath } from '../fixtures/photo.ts'

const photo = photoPath('march-pastoral')
const mask = ['--rect', '112,132,76,148']
const unkept = '--no-store'
const env = { GOOGLE_OAUTH_ACCESS_TOKEN: 'emulated', GOOGLE_CLOUD_PROJECT: '', CI: '' }

describe('paintout --engine vertex', () => {
  const folder = useFolder()
  let emulator: Emulator
  beforeEach(async () => {
    emulator = await startEmulator()
  })
  afterEach(() => emulator.close())

  for (const model of ['gemini-3.1-flash-image', 'imagen-3.0-capability-001', 'imagegeneration@006']) {
    it(`removes by ${model}, and says who is paid how much before`, async () => {
      const output = folder.path('clean.jpg')
      const said = ['--engine', 'vertex', '--model', model, '--project', 'shop', '--endpoint', emulator.url]
      const { code, stderr } = await spawnCommand([photo, ...mask, unkept, ...said, '-o', output], { env })
      assert.equal(code, 0, stderr)
      assert.match(
        stderr,
        new RegExp(`^Paying \\$0\\.\\d+ a picture by vertex/${model}, project shop: 1 for \\S+, \\$0\\.\\d+$`, 'm'),
      )
      assert.equal(emulator.images, 1)
      assert.match(emulator.calls[0]!.path, /\/projects\/shop\//)
      const { xmp } = await sharp(output).metadata()
      assert.match(xmp!.toString(), /compositeWithTrainedAlgorithmicMedia/)
    })
  }

  it('passes every setting of the picture and of the engine on', async () => {
    const output = folder.path('clean.png')
    const said = [
      '--model',
      'imagen-3.0-capability-001',
      '--location',
      'europe-west4',
      '--endpoint',
      emulator.url,
      '--project',
      'shop',
    ]
    const picture = [
      '--prompt',
      'a lawn',
      '--negative-prompt',
      'sheep',
      '--seed',
      '7',
      '--steps',
      '20',
      '--guidance',
      '50',
    ]
    const { code, stderr } = await spawnCommand(
      [photo, ...mask, unkept, ...said, ...picture, '--no-provenance', '-o', output],
      { env },
    )
    assert.equal(code, 0, stderr)
    const [call] = emulator.calls
    assert.match(call!.path, /\/locations\/europe-west4\//)
    const { instances, parameters } = call!.body as { instances: { prompt: string }[]; parameters: object }
    assert.equal(instances[0]!.prompt, 'a lawn')
    assert.deepEqual(parameters, {
      sampleCount: 1,
      negativePrompt: 'sheep',
      seed: 7,
      addWatermark: false,
      editMode: 'EDIT_MODE_INPAINT_REMOVAL',
      editConfig: { baseSteps: 20 },
      guidanceScale: 50,
    })
    assert.doesNotMatch(String((await sharp(output).metadata()).xmp), /compositeWith/)
  })

  it('writes every candidate where the name has a place for its number', async () => {
    const said = [
      '--model',
      'imagegeneration@006',
      '--candidates',
      '3',
      '--endpoint',
      emulator.url,
      '--project',
      'shop',
    ]
    const { code, stderr } = await spawnCommand([photo, ...mask, unkept, ...said, '-o', folder.path('clean-{n}.png')], {
      env,
    })
    assert.equal(code, 0, stderr)
    assert.deepEqual((await readdir(folder.path('.'))).sort(), ['clean-1.png', 'clean-2.png', 'clean-3.png'])
    assert.equal(emulator.images, 3)
  })

  it('lets a model find what is named, and writes nothing where the answer shows nothing removed', async () => {
    const said = ['--auto', 'person', '--model', 'imagen-3.0-capability-001', '--endpoint', emulator.url]
    const words = [photo, unkept, ...said, '--project', 'shop', '--attempts', '1', '-o', folder.path('clean.jpg')]
    emulator.next('unchanged')
    const { code, stderr } = await spawnCommand(words, { env })
    assert.equal(code, 1, stderr)
    const { instances } = emulator.calls[0]!.body as {
      instances: { referenceImages: { maskImageConfig?: object }[] }[]
    }
    assert.deepEqual(instances[0]!.referenceImages[1]!.maskImageConfig, {
      maskMode: 'MASK_MODE_SEMANTIC',
      maskClasses: [125],
      dilation: 0.01,
    })
    assert.deepEqual(await readdir(folder.path('.')), [])
  })

  it('pays nothing and writes nothing where nobody may be asked', async () => {
    const said = ['--engine', 'vertex', '--endpoint', emulator.url, '--project', 'shop']
    const { code, stderr } = await spawnCommand([photo, ...mask, unkept, ...said, '-o', folder.path('clean.jpg')], {
      env: { ...env, GOOGLE_OAUTH_ACCESS_TOKEN: '' },
    })
    assert.equal(code, 1)
    assert.match(
      stderr,
      /^paintout: Expected `auth` or the variable GOOGLE_OAUTH_ACCESS_TOKEN for 127\.0\.0\.1:\d+, which is not Google's/,
    )
    assert.equal(emulator.calls.length, 0)
    assert.deepEqual(await readdir(folder.path('.')), [])
  })

  it('is not chosen by a project in the environment alone', async () => {
    const around = { env: { ...env, GOOGLE_CLOUD_PROJECT: 'shop', PAINTOUT_VERTEX_ENDPOINT: emulator.url } }
    const { code } = await spawnCommand([photo, ...mask, unkept, '-o', folder.path('clean.jpg')], around)
    assert.equal(code, 0)
    assert.equal(emulator.calls.length, 0)
  })
})

describe('paintout emulate', () => {
  const folder = useFolder()

  it('is a Vertex AI until it is interrupted, and counts what would have been paid for', async () => {
    const ended = spawnCommand(['emulate', '--port', '0'], {
      meet: (child) => {
        child.stdout.once('data', async (said: Buffer) => {
          const [, url = ''] = /listens on (http:\/\/127\.0\.0\.1:\d+):/.exec(String(said)) ?? []
          const words = [
            photo,
            ...mask,
            unkept,
            '--engine',
            'vertex',
            '--project',
            'any',
            '--endpoint',
            url,
            '-o',
            folder.path('clean.jpg'),
          ]
          await spawnCommand(words, { env })
          child.kill('SIGINT')
        })
      },
    })
    const { code, stdout } = await ended
    assert.equal(code, 0)
    assert.match(String(stdout), /^A Vertex AI for tests listens on .+ Ctrl-C ends it\.\n/)
    assert.match(String(stdout), /\n1 calls, 1 images: they would have been paid for\.\n$/)
    assert.deepEqual(await readdir(folder.path('.')), ['clean.jpg'])
  })
})

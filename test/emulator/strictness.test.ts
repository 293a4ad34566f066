import assert from 'node:assert/strict'
import { type Emulator, startEmulator } from '@paintout/emulator'
import fc from 'fast-check'
import { ask, geminiBody, imagen2Body, imagen3Body, maskOf, models } from './ask.ts'

describe('the emulator', () => {
  let emulator: Emulator
  before(async () => {
    emulator = await startEmulator({ answer: 'echo' })
  })
  after(() => emulator.close())

  for (const asked of models) {
    for (const version of ['v1', 'v1beta1']) {
      it(`answers ${asked.model} in ${version}`, async () => {
        const before = emulator.images
        const { status } = await ask(emulator, { ...asked, version }, await asked.body())
        assert.equal(status, 200)
        assert.equal(emulator.images, before + 1)
      })
    }

    it(`refuses an unknown field anywhere in a body for ${asked.model}`, async () => {
      const body = await asked.body()
      const places = objectsIn(body)
      assert.ok(places.length >= 5)
      await fc.assert(
        fc.asyncProperty(
          fc.nat(places.length - 1),
          fc.stringMatching(/^x[a-zA-Z]{3,12}$/),
          fc.jsonValue(),
          async (place, name, value) => {
            const spoiled = structuredClone(body)
            Object.assign(objectsIn(spoiled)[place]!, { [name]: value })
            const { status, answer } = await ask(emulator, asked, spoiled)
            assert.equal(status, 400)
            assert.equal(answer.error.status, 'INVALID_ARGUMENT')
            const said =
              asked.method === 'predict'
                ? new RegExp(`^paintout emulator: .+ has an unknown field "${name}"$`)
                : new RegExp(`^Invalid JSON payload received\\. Unknown name "${name}".*: Cannot find field\\.$`)
            assert.match(answer.error.message, said)
          },
        ),
        { numRuns: 40 },
      )
      assert.equal(emulator.calls.at(-1)!.images, 0)
    })

    it(`refuses an unknown location, method and token for ${asked.model}`, async () => {
      const body = await asked.body()
      const path = `projects/shop/locations/moon-east1/publishers/google/models/${asked.model}`
      const moon = await ask(emulator, { ...asked, location: 'moon-east1' }, body)
      assert.deepEqual([moon.status, moon.answer.error.status], [404, 'NOT_FOUND'])
      assert.equal(
        moon.answer.error.message,
        `Publisher Model \`${path}\` was not found or your project does not have access to it. Please ensure you are using a valid model version. For more information, see: https://cloud.google.com/vertex-ai/generative-ai/docs/learn/model-versions`,
      )
      const other = asked.method === 'predict' ? 'generateContent' : 'predict'
      assert.equal((await ask(emulator, { ...asked, method: other }, body)).status, 400)
      assert.equal(
        (await ask(emulator, { ...asked, headers: {} }, body)).answer.error.details[0].reason,
        'CREDENTIALS_MISSING',
      )
      assert.equal((await ask(emulator, { ...asked, headers: { authorization: 'Bearer wrong' } }, body)).status, 401)
      assert.equal((await ask(emulator, { ...asked, headers: { authorization: 'emulated' } }, body)).status, 401)
    })

    it(`refuses a body that is no JSON for ${asked.model}`, async () => {
      const { status, answer } = await ask(emulator, asked, '{"instances": [')
      assert.deepEqual([status, answer.error.status], [400, 'INVALID_ARGUMENT'])
      assert.match(answer.error.message, /^Invalid JSON payload received\./)
    })
  }

  it('refuses a model that is not there, and one that is retired', async () => {
    assert.equal((await ask(emulator, { ...models[0], model: 'imagen-9.0' }, {})).status, 404)
    const old = await startEmulator({ retired: ['imagen-3.0-capability-001'] })
    const { status, answer } = await ask(old, models[0], await imagen3Body())
    assert.equal(status, 404)
    assert.equal(
      answer.error.message,
      'Image editing failed with the following error: imagen-3.0-capability-001 is unavailable.',
    )
    await old.close()
  })

  it('refuses Imagen in `global`, and Gemini 3 in a region', async () => {
    assert.equal((await ask(emulator, { ...models[0], location: 'global' }, await imagen3Body())).status, 404)
    assert.equal((await ask(emulator, { ...models[2], location: 'us-central1' }, await geminiBody())).status, 404)
  })

  // biome-ignore lint/suspicious/noExplicitAny: bodies are spoiled in every way
  type Spoil = (body: any) => void | Promise<void>
  const spoiled: readonly (readonly [name: string, model: 0 | 1 | 2, spoil: Spoil, message: RegExp | string])[] = [
    [
      'a mask of another size',
      0,
      async (body) => {
        body.instances[0].referenceImages[1].referenceImage.bytesBase64Encoded = await maskOf(64, 47)
      },
      'paintout emulator: the mask is 64 × 47, the image 64 × 48: they have to be of one size',
    ],
    [
      'a mask of another size',
      1,
      async (body) => {
        body.instances[0].mask.image.bytesBase64Encoded = await maskOf(63, 48)
      },
      'paintout emulator: the mask is 63 × 48, the image 64 × 48: they have to be of one size',
    ],
    [
      'a missing mask',
      0,
      (body) => {
        delete body.instances[0].referenceImages[1].referenceImage
      },
      'Image editing failed with the following error: Mask image is missing.',
    ],
    [
      'a missing mask',
      1,
      (body) => {
        delete body.instances[0].mask
      },
      'Image editing failed with the following error: Mask image is missing.',
    ],
    [
      'no bytes',
      0,
      (body) => {
        delete body.instances[0].referenceImages[0].referenceImage.bytesBase64Encoded
      },
      'Image editing failed with the following error: No uri or raw bytes are provided in media content.',
    ],
    [
      'bytes that are no picture',
      1,
      (body) => {
        body.instances[0].image.bytesBase64Encoded = 'AAAA'
      },
      'Image editing failed with the following error: No uri or raw bytes are provided in media content.',
    ],
    [
      'a wrong enum',
      0,
      (body) => {
        body.parameters.editMode = 'EDIT_MODE_REMOVE'
      },
      /^paintout emulator: parameters\.editMode must be equal to one of the allowed values: EDIT_MODE_INPAINT_REMOVAL, /,
    ],
    [
      'a mask mode of another product',
      0,
      (body) => {
        body.instances[0].referenceImages[1].maskImageConfig.maskMode = 'MASK_MODE_DETECTION_BOX'
      },
      /maskImageConfig\.maskMode must be equal to one of/,
    ],
    [
      'a dilation over 1',
      0,
      (body) => {
        body.instances[0].referenceImages[1].maskImageConfig.dilation = 1.5
      },
      /dilation must be <= 1, got 1\.5$/,
    ],
    [
      'six classes',
      1,
      (body) => {
        delete body.instances[0].mask
        body.parameters.editConfig.maskMode = { maskType: 'semantic', classes: [1, 2, 3, 4, 5, 6] }
      },
      /classes must NOT have more than 5 items$/,
    ],
    [
      'classes that are names',
      1,
      (body) => {
        body.parameters.editConfig.maskMode = { maskType: 'semantic', classes: ['car'] }
      },
      /classes\[0\] must be integer, got car$/,
    ],
    [
      '76 steps',
      0,
      (body) => {
        body.parameters.editConfig.baseSteps = 76
      },
      /baseSteps must be <= 75, got 76$/,
    ],
    [
      'five samples',
      1,
      (body) => {
        body.parameters.sampleCount = 5
      },
      /sampleCount must be <= 4, got 5$/,
    ],
    [
      'a seed with a watermark',
      0,
      (body) => {
        body.parameters.seed = 1
      },
      'paintout emulator: seed is not supported when watermark is enabled: send "addWatermark": false to imagen-3.0-capability-001',
    ],
    [
      'a ratio that is none',
      2,
      (body) => {
        body.generationConfig.imageConfig.aspectRatio = '7:5'
      },
      /^Invalid value at 'generation_config\.image_config\.aspect_ratio'/,
    ],
    [
      'a small k',
      2,
      (body) => {
        body.generationConfig.imageConfig.imageSize = '1k'
      },
      /^Invalid value at 'generation_config\.image_config\.image_size'/,
    ],
    [
      'a seed of 33 bits',
      2,
      (body) => {
        body.generationConfig.seed = 2 ** 31
      },
      /^Invalid value at 'generation_config\.seed'/,
    ],
    [
      'no picture',
      2,
      (body) => {
        body.contents[0].parts.shift()
      },
      /an edit needs a picture/,
    ],
    [
      'a file type that it cannot read',
      2,
      (body) => {
        body.contents[0].parts[0].inlineData.mimeType = 'image/bmp'
      },
      'Unable to process input image: unsupported MIME type image/bmp.',
    ],
  ]
  for (const [name, index, spoil, message] of spoiled) {
    const asked = models[index]
    it(`refuses ${name} for ${asked.model}`, async () => {
      const body = await asked.body()
      await spoil(body)
      const { status, answer } = await ask(emulator, asked, body)
      assert.deepEqual([status, answer.error.code, answer.error.status], [400, 400, 'INVALID_ARGUMENT'])
      if (typeof message === 'string') assert.equal(answer.error.message, message)
      else assert.match(answer.error.message, message)
      assert.equal(emulator.calls.at(-1)!.images, 0)
    })
  }

  it('refuses a picture over 10 MB of base64, and an inline file over 7 MB', async () => {
    const tooLarge = 'A'.repeat(10_000_004)
    const imagen = await imagen2Body()
    imagen.instances[0]!.image.bytesBase64Encoded = tooLarge
    assert.match((await ask(emulator, models[1], imagen)).answer.error.message, /over the limit of 10 MB$/)
    const gemini = await geminiBody()
    Object.assign(gemini.contents[0]!.parts[0]!, { inlineData: { mimeType: 'image/png', data: tooLarge } })
    assert.match((await ask(emulator, models[2], gemini)).answer.error.message, /over the limit of 7 MB$/)
  })

  it('refuses the token of a user who names no project for the quota', async () => {
    const form = new URLSearchParams({
      grant_type: 'refresh_token',
      client_id: 'a',
      client_secret: 'b',
      refresh_token: 'emulated-refresh-token',
    })
    const issued = await fetch(`${emulator.url}/token`, { method: 'POST', body: form })
    const { access_token } = (await issued.json()) as { access_token: string }
    const headers = { authorization: `Bearer ${access_token}` }
    const body = await geminiBody()
    const { status, answer } = await ask(emulator, { ...models[2], headers }, body)
    assert.deepEqual([status, answer.error.status], [403, 'PERMISSION_DENIED'])
    assert.match(answer.error.message, /requires a quota project, which is not set by default/)
    assert.equal(
      (await ask(emulator, { ...models[2], headers: { ...headers, 'x-goog-user-project': 'shop' } }, body)).status,
      200,
    )
  })

  it('counts a quota over all versions of a model', async () => {
    const small = await startEmulator({ answer: 'echo', quota: 2 })
    const body = await imagen3Body()
    const asks = ['imagen-3.0-capability-001', 'imagen-3.0-capability-002', 'imagen-3.0-capability-001']
    const statuses: number[] = []
    for (const model of asks) statuses.push((await ask(small, { ...models[0], model }, body)).status)
    assert.deepEqual(statuses, [200, 200, 429])
    assert.equal(small.images, 2)
    await small.close()
  })

  it('can be told and asked by other processes', async () => {
    const told = await fetch(`${emulator.url}/emulator/next`, { method: 'POST', body: '["unavailable"]' })
    assert.deepEqual(await told.json(), { next: ['unavailable'] })
    assert.equal((await ask(emulator, models[0], await imagen3Body())).status, 503)
    assert.equal((await fetch(`${emulator.url}/emulator/next`, { method: 'POST', body: '["nonsense"]' })).status, 400)
    const counts = (await (await fetch(`${emulator.url}/emulator/counts`)).json()) as { calls: number; images: number }
    assert.equal(counts.calls, emulator.calls.length)
    assert.equal(counts.images, emulator.images)
  })

  it('knows no other address', async () => {
    const response = await fetch(`${emulator.url}/v1/projects/shop`)
    assert.equal(response.status, 404)
  })
})

/** Every object of a body whose fields are fixed: labels may have any name. */
function objectsIn(value: unknown): object[] {
  if (typeof value !== 'object' || value === null) return []
  const inner = Object.values(value).flatMap(objectsIn)
  return Array.isArray(value) ? inner : [value, ...inner]
}

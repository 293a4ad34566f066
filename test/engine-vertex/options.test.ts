import assert from 'node:assert/strict'
import { paintout } from '@paintout/core'
import { defaultModel, knownModels, modelOf, type VertexOptions, vertex, vertexSchema } from '@paintout/engine-vertex'
import { baseModelOf } from '../../packages/engine-vertex/src/models.ts'

describe('the options of vertex', () => {
  const wrong: readonly (readonly [options: object, message: string])[] = [
    [
      { model: 'dall-e-3' },
      'Expected `model` of vertex to be an id that begins with `gemini-`, `imagen-` or `imagegeneration@`, or a list of these, got `"dall-e-3"`.',
    ],
    [{ steps: 0 }, 'Expected `steps` of vertex to be an integer from 1 to 75, got `0`.'],
    [{ steps: 76 }, 'Expected `steps` of vertex to be an integer from 1 to 75, got `76`.'],
    [{ dilation: 1.1 }, 'Expected `dilation` of vertex to be a number from 0 to 1, got `1.1`.'],
    [
      { marking: 'circle' },
      'Expected `marking` of vertex to be one of `overlay`, `blank`, `mask-image`, `none`, got `"circle"`.',
    ],
    [{ imageSize: '8K' }, 'Expected `imageSize` of vertex to be one of `1K`, `2K`, `4K`, got `"8K"`.'],
    [
      { safetySetting: 'BLOCK_NONE' },
      'Expected `safetySetting` of vertex to be one of `block_low_and_above`, `block_medium_and_above`, `block_only_high`, `block_none`, got `"BLOCK_NONE"`.',
    ],
    [
      { storageUri: 'https://x' },
      'Expected `storageUri` of vertex to be an address of Cloud Storage, `gs://bucket/folder`, got `"https://x"`.',
    ],
    [{ project: 'a/b' }, 'Expected `project` of vertex to be a project id, got `"a/b"`.'],
    [
      { location: 'evil.example/' },
      'Expected `location` of vertex to be a location such as `us-central1`, got `"evil.example/"`.',
    ],
    [{ requestsPerMinute: 0 }, 'Expected `requestsPerMinute` of vertex to be a number above 0, got `0`.'],
    [{ retries: -1 }, 'Expected `retries` of vertex to be an integer from 0 to 10, got `-1`.'],
    [{ instruction: 7 }, 'Expected `instruction` of vertex to be a text or a function that returns one, got `7`.'],
  ]
  for (const [options, message] of wrong) {
    it(`are refused at use: ${JSON.stringify(options)}`, () => {
      assert.throws(() => paintout().use(vertex, options as VertexOptions), { code: 'invalid-option', message })
    })
  }

  it('that are not known name the nearest one', () => {
    assert.throws(() => paintout().use(vertex, { modle: 'x' } as VertexOptions), {
      code: 'unknown-option',
      message: /Did you mean `model`\?/,
    })
  })

  it('are each documented, where somebody would look for them', () => {
    assert.equal(vertexSchema.properties.model.default, defaultModel)
  })
})

describe('a model', () => {
  const families = {
    'gemini-9-image': 'gemini',
    'gemini-nano-banana-2.1': 'gemini',
    'imagen-9.0-edit': 'imagen-3',
    'imagegeneration@009': 'imagen-2',
  }
  for (const [id, family] of Object.entries(families)) {
    it(`speaks ${family} for its prefix: ${id}`, () => assert.equal(modelOf(id).family, family))
  }

  it('has a price for every size, whether it is known or not', () => {
    for (const id of [...knownModels, 'gemini-unheard-of', 'imagen-unheard-of']) {
      for (const usd of Object.values(modelOf(id).usdPerImage)) assert.ok(usd > 0, id)
    }
  })

  it('that is the default has no end', () => {
    assert.equal(modelOf(defaultModel).end, undefined)
  })

  it('shares its quota with its other versions', () => {
    assert.equal(baseModelOf('imagen-3.0-capability-001'), 'imagen-3.0-capability')
    assert.equal(baseModelOf('imagegeneration@006'), 'imagegeneration')
    assert.equal(baseModelOf('gemini-3.1-flash-image'), 'gemini-3.1-flash-image')
  })

  it('takes pictures of Imagen whose base64 text is within 10 MB', () => {
    assert.equal(Math.ceil(modelOf('imagen-3.0-capability-001').maxBytes / 3) * 4, 10_000_000)
  })
})

import assert from 'node:assert/strict'
import { createVertex, segmentationClasses, type VertexOptions } from '@paintout/engine-vertex'
import { supportReasons } from '../../packages/engine-vertex/src/support-codes.ts'
import { type Asking, contextFor, imagen2, imagen3, optionsFor, requestFor, withEngine } from './requests.ts'

async function bodyOf(options: VertexOptions, asking: Asking): Promise<unknown> {
  return withEngine(
    options,
    async ({ emulator, engine }) => {
      await engine.fill(requestFor(asking), contextFor())
      assert.equal(emulator.calls[0]!.status || 200, 200)
      return withoutPictures(emulator.calls[0]!.body)
    },
    { answer: 'echo' },
  )
}

function withoutPictures(body: unknown): unknown {
  return JSON.parse(JSON.stringify(body), (key, value) => (key === 'bytesBase64Encoded' ? 'PICTURE' : value))
}

const picture = { bytesBase64Encoded: 'PICTURE', mimeType: 'image/png' }

describe('the body of an Imagen 2 removal', () => {
  it('has a mask where one is given', async () => {
    assert.deepEqual(await bodyOf({ model: imagen2 }, {}), {
      instances: [{ prompt: '', image: picture, mask: { image: picture } }],
      parameters: { sampleCount: 1, editConfig: { editMode: 'inpainting-remove', maskDilation: 0, baseSteps: 12 } },
    })
  })

  const targets = [
    ['foreground', { maskType: 'foreground' }],
    ['background', { maskType: 'background' }],
    ['person', { maskType: 'semantic', classes: [125] }],
    [{ classes: ['bicycle', 176] }, { maskType: 'semantic', classes: [175, 176] }],
  ] as const
  for (const [target, maskMode] of targets) {
    it(`lets the service select ${JSON.stringify(target)}`, async () => {
      assert.deepEqual(await bodyOf({ model: imagen2 }, { target }), {
        instances: [{ prompt: '', image: picture }],
        parameters: {
          sampleCount: 1,
          editConfig: { editMode: 'inpainting-remove', maskMode, maskDilation: 0.01, baseSteps: 12 },
        },
      })
    })
  }

  it('passes every setting on', async () => {
    const options: VertexOptions = {
      model: imagen2,
      steps: 75,
      guidance: 21.5,
      dilation: 0.03,
      language: 'de',
      safetySetting: 'block_none',
      personGeneration: 'allow_all',
      includeRaiReason: true,
      includeSafetyAttributes: false,
      outputFormat: 'image/jpeg',
      outputQuality: 80,
      labels: { team: 'shop' },
    }
    assert.deepEqual(await bodyOf(options, { prompt: 'sky', negativePrompt: 'birds', seed: 0, candidates: 2 }), {
      instances: [{ prompt: 'sky', image: picture, mask: { image: picture } }],
      parameters: {
        sampleCount: 2,
        negativePrompt: 'birds',
        seed: 0,
        addWatermark: false,
        language: 'de',
        safetySetting: 'block_none',
        personGeneration: 'allow_all',
        includeRaiReason: true,
        includeSafetyAttributes: false,
        outputOptions: { mimeType: 'image/jpeg', compressionQuality: 80 },
        editConfig: {
          editMode: 'inpainting-remove',
          maskDilation: 0.03,
          guidanceScale: 21.5,
          baseSteps: 75,
        },
      },
      labels: { team: 'shop' },
    })
  })
})

for (const model of [imagen3, imagen2]) {
  describe(`an answer of ${model}`, () => {
    it('holds as many candidates as were asked for, all in one call', async () => {
      await withEngine(
        { model },
        async ({ emulator, engine }) => {
          assert.equal((await engine.fill(requestFor({ candidates: 4 }), contextFor())).length, 4)
          assert.deepEqual({ calls: emulator.calls.length, images: emulator.images }, { calls: 1, images: 4 })
        },
        { answer: 'echo' },
      )
    })

    it('that was filtered is a refusal in words, when the service says why', async () => {
      await withEngine({ model, includeRaiReason: true }, async ({ emulator, engine }) => {
        emulator.next('filtered')
        await assert.rejects(engine.fill(requestFor({ candidates: 2 }), contextFor()), {
          code: 'refused',
          message: `Expected an image from \`${model}\`, got a refusal for violence: "Unable to show generated images. All images were filtered out because they violated usage guidelines. Support codes: 56562880". Use another photo, prompt or safety setting. Blocked images are not charged.`,
        })
        assert.equal(emulator.images, 0)
      })
    })

    it('with a gap says how many are missing and why', async () => {
      await withEngine(
        { model, includeRaiReason: true },
        async ({ emulator, engine }) => {
          emulator.next('filtered-one')
          const context = contextFor()
          assert.equal((await engine.fill(requestFor({ candidates: 3 }), context)).length, 2)
          assert.deepEqual(
            context.warnings.filter(({ code }) => code === 'candidates-missing'),
            [
              {
                code: 'candidates-missing',
                message: `\`${model}\` made 2 of 3 candidates; the others were filtered: violence. Blocked images are not charged.`,
              },
            ],
          )
          assert.equal(emulator.images, 2)
        },
        { answer: 'echo' },
      )
    })

    it('that lies in Cloud Storage is read from there with the same credentials', async () => {
      await withEngine({ model, storageUri: 'gs://shop/clean/' }, async ({ emulator, engine }) => {
        const candidates = await engine.fill(requestFor({ candidates: 2 }), contextFor())
        assert.deepEqual(
          candidates.map(({ note }) => note),
          ['gs://shop/clean/1/sample_0.png', 'gs://shop/clean/1/sample_1.png'],
        )
        const { bytes } = candidates[1]!.image as { bytes: Uint8Array }
        assert.deepEqual(Buffer.from(bytes), emulator.objects.get('shop/clean/1/sample_1.png')!.bytes)
      })
    })

    it('comes with a warning that names the end of the model and what to use instead', async () => {
      await withEngine(
        { model },
        async ({ engine }) => {
          const context = contextFor()
          await engine.fill(requestFor(), context)
          const [warning] = context.warnings
          assert.equal(warning?.code, 'model-retired')
          assert.match(
            warning.message,
            /may not answer any more\. Google ended it on 202\d-\d\d-\d\d\. Use `gemini-3\.1-flash-image`, which takes no mask/,
          )
        },
        { answer: 'echo' },
      )
    })
  })
}

describe('what an answer of Imagen depends on', () => {
  const told = (options: VertexOptions, asking: Asking = {}) =>
    withEngine({ model: imagen3, ...options }, async ({ engine }) => engine.fingerprint(requestFor(asking)))

  it('is the model, its steps and how far it grows the mask', async () => {
    assert.deepEqual(await told({}), { model: imagen3, steps: 12, dilation: 0 })
    assert.deepEqual(await told({ dilation: 0.03 }), { model: imagen3, steps: 12, dilation: 0.03 })
    assert.deepEqual(await told({ steps: 40, guidance: 9 }), { model: imagen3, steps: 40, guidance: 9, dilation: 0 })
    // Where it selects by itself it grows what it selected.
    assert.deepEqual(await told({}, { target: 'person' }), { model: imagen3, steps: 12, dilation: 0.01 })
  })

  it('is not who pays, where it is asked, how often, or how fast', async () => {
    const options = { project: 'other', location: 'europe-west4', labels: { team: 'shop' }, retries: 0, deadline: 5000 }
    assert.deepEqual(await told({ ...options, storageUri: 'gs://bucket/folder', usdPerImage: 1 }), await told({}))
  })
})

describe('an Imagen removal that cannot be asked for', () => {
  const refusals = [
    [{ seed: 1 }, { addWatermark: true }, /^Expected `addWatermark` of vertex to be false for a `seed`, got `true`\./],
    [{ target: { classes: [1, 2, 3, 4, 5, 6] } }, {}, /^Expected at most 5 `classes`, got 6\./],
    [{ target: { classes: [194] } }, {}, /^Expected `classes` to be ids from 0 to 193, or names, got `194`\.$/],
    [{ target: { classes: ['bycicle'] } }, {}, /got `bycicle`\. Did you mean `bicycle`\?$/],
    [
      { target: { prompt: 'the boat' } },
      {},
      /^Expected a `target` that Imagen can select, got a prompt\. Use a Gemini model\.$/,
    ],
  ] as const
  for (const [asking, options, message] of refusals) {
    it(`is refused before any call: ${JSON.stringify({ ...asking, ...options })}`, async () => {
      await withEngine({ model: imagen3, ...options }, async ({ emulator, engine }) => {
        await assert.rejects(engine.fill(requestFor(asking as Asking), contextFor()), {
          code: 'invalid-option',
          message,
        })
        assert.equal(emulator.calls.length, 0)
      })
    })
  }

  it('is refused in `global`, where Imagen is not served', () => {
    assert.throws(
      () => createVertex({ ...optionsFor({ url: 'http://127.0.0.1:1' } as never), model: imagen3, location: 'global' }),
      {
        code: 'invalid-option',
        message:
          'Expected `location` to be a region for `imagen-3.0-capability-001`, got `global`, where Imagen is not served. Say `us-central1`.',
      },
    )
  })
})

describe('the classes', () => {
  it('are 194, and person is 125', () => {
    assert.equal(segmentationClasses.length, 194)
    assert.equal(new Set(segmentationClasses).size, 194)
    assert.equal(segmentationClasses[125], 'person')
    assert.equal(segmentationClasses[0], 'backpack')
    assert.equal(segmentationClasses[193], 'window blind')
  })
})

describe('a support code', () => {
  const codes = {
    child: [58061214, 17301594],
    celebrity: [29310472, 15236754],
    'celebrity or child': [64151117],
    dangerous: [62263041],
    hate: [57734940, 22137204],
    other: [42876398, 29578790, 74803281],
    face: [39322892],
    'personal data': [92201652],
    prohibited: [89371032, 49114662, 72817394],
    sexual: [90789179, 63429089, 43188360],
    'third-party content': [35561574, 35561575],
    toxic: [78610348],
    violence: [61493863, 56562880],
    vulgar: [32635315],
  }
  for (const [word, list] of Object.entries(codes)) {
    it(`stands for ${word}`, () => {
      for (const code of list) assert.deepEqual(supportReasons(`Blocked. Support codes: ${code}`), [word])
    })
  }

  it('may be one of several, and one that is not known is shown', () => {
    assert.deepEqual(supportReasons('No. Support codes: 58061214, 17301594, 12345678;'), [
      'child',
      'support code 12345678',
    ])
    assert.deepEqual(supportReasons('Nothing of the kind, in 20261122.'), [])
  })
})

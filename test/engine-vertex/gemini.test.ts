import assert from 'node:assert/strict'
import type { Mask } from '@paintout/core'
import { findMarked } from '@paintout/emulator'
import { geminiSizes, type Marking, markings, ratioOf, writeInstruction } from '@paintout/engine-vertex'
import sharp from 'sharp'
import { markPixels } from '../../packages/engine-vertex/src/marking.ts'
import { contextFor, gemini, objectMask, requestFor, square, wall, withEngine } from './requests.ts'

interface Body {
  readonly contents: readonly {
    readonly role: string
    readonly parts: readonly { inlineData?: { data: string }; text?: string }[]
  }[]
  readonly generationConfig: object
}

async function bodiesOf(options: object, asking: object): Promise<readonly Body[]> {
  return withEngine(
    { model: gemini, ...options },
    async ({ emulator, engine }) => {
      await engine.fill(requestFor({ ...square, ...asking }), contextFor())
      return emulator.calls.map(({ body }) => body as Body)
    },
    { answer: 'echo' },
  )
}

async function partsOf(options: object, asking: object = {}) {
  const [body] = await bodiesOf(options, asking)
  const parts = body!.contents[0]!.parts
  const pictures = parts.flatMap(({ inlineData }) => (inlineData ? [Buffer.from(inlineData.data, 'base64')] : []))
  return { pictures, text: parts.at(-1)?.text }
}

const magenta = Buffer.from([255, 0, 255])

async function pixelsOf(png: Buffer): Promise<Buffer> {
  return sharp(png).raw().toBuffer()
}

describe('what a Gemini image model is sent', () => {
  it('is one picture, the instruction, and the ratio and tier of its size', async () => {
    const [body] = await bodiesOf({}, {})
    const { contents, ...rest } = body!
    assert.deepEqual(rest, {
      generationConfig: { responseModalities: ['TEXT', 'IMAGE'], imageConfig: { aspectRatio: '1:1', imageSize: '1K' } },
    })
    assert.equal(contents.length, 1)
    assert.equal(contents[0]!.role, 'user')
    assert.deepEqual(
      contents[0]!.parts.map((part) => Object.keys(part)),
      [['inlineData'], ['text']],
    )
  })

  it('has safety settings, labels and a seed where they are given', async () => {
    const safetySettings = [{ category: 'HARM_CATEGORY_HARASSMENT', threshold: 'BLOCK_ONLY_HIGH' }]
    const [body] = await bodiesOf({ safetySettings, labels: { team: 'shop' } }, { seed: 4294967295 })
    const { contents, ...rest } = body!
    assert.deepEqual(rest, {
      generationConfig: {
        responseModalities: ['TEXT', 'IMAGE'],
        seed: 2147483647,
        imageConfig: { aspectRatio: '1:1', imageSize: '1K' },
      },
      safetySettings,
      labels: { team: 'shop' },
    })
  })

  it('is asked for in as many calls as candidates, each with a seed of its own', async () => {
    const bodies = await bodiesOf({}, { candidates: 3, seed: 7 })
    const seeds = bodies.map(({ generationConfig }) => (generationConfig as { seed: number }).seed)
    assert.deepEqual(seeds.toSorted(), [7, 8, 9])
  })

  it('keeps the candidates that came when one was refused, and says which did not', async () => {
    await withEngine(
      { model: gemini },
      async ({ emulator, engine }) => {
        emulator.next('refusal-in-words')
        const context = contextFor()
        assert.equal((await engine.fill(requestFor({ ...square, candidates: 3 }), context)).length, 2)
        assert.deepEqual(context.warnings, [
          {
            code: 'candidates-missing',
            message:
              '`gemini-3.1-flash-image` made 2 of 3 candidates. Expected an image from `gemini-3.1-flash-image`, got words: "I am sorry, but I cannot edit this photograph". Say more plainly in `prompt` what is to go, or choose another `marking`.',
          },
        ])
        assert.equal(emulator.images, 2)
      },
      { answer: 'echo' },
    )
  })

  it('is the last image of the answer that is no thought', async () => {
    await withEngine(
      { model: gemini },
      async ({ emulator, engine }) => {
        emulator.next('thoughts')
        const [candidate] = await engine.fill(requestFor(square), contextFor())
        const { bytes } = candidate!.image as { bytes: Uint8Array }
        assert.equal((await sharp(bytes).metadata()).width, 1024)
      },
      { answer: 'echo' },
    )
  })
})

describe('a marking', () => {
  const pixels = wall(100, 80)
  const mask = objectMask(100, 80)

  for (const marking of ['overlay', 'blank'] as const) {
    it(`by ${marking} shows exactly the mask, and nothing else is touched`, () => {
      const marked = markPixels(pixels, mask, marking)
      assert.deepEqual(findMarked(marked)?.data, mask.data)
      for (let i = 0; i < mask.data.length; i++) {
        if (mask.data[i] === 0)
          assert.deepEqual(marked.data.slice(i * 3, i * 3 + 3), pixels.data.slice(i * 3, i * 3 + 3))
      }
    })
  }

  it('by overlay lets the object be seen under an outline', () => {
    const marked = markPixels(pixels, mask, 'overlay')
    const centre = (40 * 100 + 50) * 3
    assert.deepEqual([...marked.data.slice(centre, centre + 3)], [(220 + 255) >> 1, 30 >> 1, (30 + 255) >> 1])
    const rim = mask.data.indexOf(255) * 3
    assert.deepEqual(Buffer.from(marked.data.slice(rim, rim + 3)), magenta)
  })

  it('by blank covers all of the object, and the photo is not written to', () => {
    const before = Buffer.from(pixels.data)
    const marked = markPixels(pixels, mask, 'blank')
    for (let i = 0; i < mask.data.length; i++) {
      if (mask.data[i] !== 0) assert.deepEqual(Buffer.from(marked.data.slice(i * 3, i * 3 + 3)), magenta)
    }
    assert.deepEqual(Buffer.from(pixels.data), before)
  })

  it('is the overlay where none is named', async () => {
    const { pictures } = await partsOf({})
    assert.deepEqual(
      await pixelsOf(pictures[0]!),
      Buffer.from(markPixels(wall(1024, 1024), objectMask(1024, 1024) as Mask, 'overlay').data),
    )
  })

  it('by mask-image sends the untouched picture and the mask', async () => {
    const { pictures } = await partsOf({ marking: 'mask-image' })
    assert.equal(pictures.length, 2)
    assert.deepEqual(await pixelsOf(pictures[0]!), Buffer.from(wall(1024, 1024).data))
    assert.deepEqual(await sharp(pictures[1]!).greyscale().raw().toBuffer(), Buffer.from(objectMask(1024, 1024).data))
  })

  it('by none sends the untouched picture alone', async () => {
    const { pictures } = await partsOf({ marking: 'none' })
    assert.equal(pictures.length, 1)
    assert.deepEqual(await pixelsOf(pictures[0]!), Buffer.from(wall(1024, 1024).data))
  })
})

describe('the instruction', () => {
  for (const marking of markings) {
    it(`says what ${marking} shows`, async () => {
      const { text } = await partsOf({ marking })
      const shown: Record<Marking, RegExp> = {
        overlay: /^Remove everything that is tinted and outlined in magenta from this photograph/,
        blank: /^Remove the magenta patch from this photograph/,
        'mask-image':
          /^Remove everything that is white in the second picture, a mask of the first, from|^Remove everything that is white in the second picture, a mask of the first from/,
        none: /^Remove the most prominent object that does not belong here from this photograph/,
      }
      assert.match(text!, shown[marking])
    })
  }

  const targets = [
    ['person', 'all people'],
    ['foreground', 'the main object in the foreground'],
    ['background', 'the whole background behind the main object'],
    [{ classes: [176, 'bicycle', 16] }, 'every car, every bicycle, every animal'],
    [{ prompt: 'the left boat' }, 'the left boat'],
  ] as const
  for (const [target, words] of targets) {
    it(`says ${words} where no mask does`, async () => {
      const { text, pictures } = await partsOf({}, { target })
      assert.match(text!, new RegExp(`^Remove ${words} from this photograph`))
      assert.doesNotMatch(text!, /magenta/)
      assert.deepEqual(await pixelsOf(pictures[0]!), Buffer.from(wall(1024, 1024).data))
    })
  }

  it('says what should be there, and what should not', async () => {
    const { text } = await partsOf({}, { prompt: 'a lawn', negativePrompt: 'people' })
    assert.match(text!, /Show in its place: a lawn\. Do not show: people\./)
  })

  it('may be replaced by a text, or by a function of what ours is made from', async () => {
    assert.equal((await partsOf({ instruction: 'Clean it.' })).text, 'Clean it.')
    const instruction = (input: Parameters<typeof writeInstruction>[0]) => `${writeInstruction(input)} Hurry.`
    assert.match((await partsOf({ instruction })).text!, /alone\. Hurry\.$/)
  })

  it('is part of what an answer depends on; project and key are not', async () => {
    await withEngine({ model: gemini, instruction: 'Clean it.' }, async ({ engine }) => {
      assert.deepEqual(engine.fingerprint(requestFor()), {
        model: gemini,
        imageSize: '1K',
        marking: 'overlay',
        instruction: 'Clean it.',
      })
    })
  })
})

describe('an output size', () => {
  it('is found again by its ratio and tier, for every size of every generation', () => {
    for (const [generation, tiers] of Object.entries(geminiSizes)) {
      for (const [tier, sizes] of Object.entries(tiers)) {
        assert.equal(sizes.length, 10)
        for (const size of sizes) {
          const found = ratioOf(size)
          assert.equal(found?.imageSize, tier, `${generation} ${size}`)
          const [across = 0, down = 0] = found!.aspectRatio.split(':').map(Number)
          assert.ok(Math.abs((size[0] * down) / (size[1] * across) - 1) < 0.04, `${size} is not ${found!.aspectRatio}`)
        }
      }
    }
    assert.equal(ratioOf([1000, 1000]), undefined)
  })
})

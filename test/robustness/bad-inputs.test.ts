import assert from 'node:assert/strict'
import {
  composite,
  dilate,
  featherMask,
  PaintoutError,
  type Pixels,
  paintout,
  type RemovalJob,
  type Result,
  removal,
  removeByMask,
} from '@paintout/core'
import { fillPixels, local } from '@paintout/engine-local'
import { codec } from '@paintout/plugin-sharp'
import fc from 'fast-check'
import { plainEngine } from '../fixtures/engines.ts'
import { kinds } from '../fixtures/kinds.ts'
import { bring } from '../promises/engines.ts'

/** The same inputs in every run; another seed is another ten thousand. */
const seed = 20261122

let tried = 0
let failed = 0
let answered = 0

/** An error of ours with a code, or a right answer: nothing else may come out. */
async function oursOrRight<T>(work: () => T | Promise<T>, isRight: (answer: T) => void): Promise<void> {
  tried++
  let answer: T
  try {
    answer = await work()
  } catch (error) {
    assert.ok(PaintoutError.is(error), `a foreign error: ${error instanceof Error ? error.stack : String(error)}`)
    assert.ok(error.code.length > 0 && error.message.length > 20, error.message)
    failed++
    return
  }
  isRight(answer)
  answered++
}

const check = <T>(runs: number, arbitrary: fc.Arbitrary<T>, property: (value: T) => Promise<void>) =>
  fc.assert(fc.asyncProperty(arbitrary, property), {
    numRuns: runs,
    seed,
    interruptAfterTimeLimit: 120_000,
    markInterruptAsFailure: true,
  })

const engine = () => bring(plainEngine())
const clean = paintout()
  .use(engine())
  .use(removal({ dilate: 1 }))
  .freeze()
const cleanFiles = paintout()
  .use(codec)
  .use(engine())
  .use(removal({ dilate: 1 }))
  .freeze()

const small: Pixels = { data: new Uint8Array(24 * 16 * 3).fill(120), width: 24, height: 16, channels: 3 }

/** Sizes, samples and the proof fit each other. */
function rightFor(image: Pixels) {
  return ({ pixels, mask, report }: Result) => {
    assert.deepEqual([pixels.width, pixels.height, pixels.channels], [image.width, image.height, image.channels])
    assert.equal(pixels.data.length, image.data.length)
    assert.deepEqual([mask.width, mask.height], [image.width, image.height])
    assert.equal(report.outsideChanged, 0)
  }
}

const number = fc.oneof(
  fc.integer(),
  fc.double(),
  fc.constantFrom(0, -0, 1, -1, Number.NaN, Number.POSITIVE_INFINITY, 2 ** 31, 1e9),
)
const odd = fc.oneof(
  number,
  fc.string(),
  fc.boolean(),
  fc.constantFrom(
    null,
    undefined,
    '8px',
    '0.01w',
    '-4px',
    '1%',
    '8PX',
    [],
    {},
    () => 0,
    10n,
    Symbol('x'),
    new Date(0),
    new Map(),
  ),
  fc.array(number, { maxLength: 5 }),
  fc.uint8Array({ maxLength: 40 }),
  fc.dictionary(fc.string({ maxLength: 6 }), number, { maxKeys: 3 }),
)

/** Objects with the names that options have, and some that they have not. */
const options = fc.dictionary(
  fc.oneof(
    fc.constantFrom(
      'dilate',
      'feather',
      'context',
      'radius',
      'width',
      'side',
      'sharp',
      'limitInputPixels',
      'failOn',
      'quality',
      'maxMemory',
    ),
    fc.constantFrom(
      'mask',
      'maskInvert',
      'maskThreshold',
      'maskSoft',
      'target',
      'prompt',
      'seed',
      'candidates',
      'signal',
      '__proto__',
      'constructor',
    ),
    fc.string({ maxLength: 8 }),
  ),
  odd,
  { maxKeys: 4 },
)

const coordinate = fc.oneof(
  { weight: 4, arbitrary: fc.integer({ min: -40, max: 60 }) },
  { weight: 1, arbitrary: number },
)
const point = fc.oneof({ weight: 6, arbitrary: fc.tuple(coordinate, coordinate) }, { weight: 1, arbitrary: odd })
const pixels = fc
  .record({
    width: fc.oneof(fc.integer({ min: 0, max: 40 }), number),
    height: fc.oneof(fc.integer({ min: 0, max: 40 }), number),
    channels: fc.oneof(fc.integer({ min: 0, max: 6 }), number),
    fits: fc.boolean(),
    deep: fc.boolean(),
    level: fc.integer({ min: 0, max: 255 }),
  })
  .map(({ width, height, channels, fits, deep, level }) => {
    const length = Math.min(20_000, Math.max(0, Math.floor(fits ? width * height * channels : width + level) || 0))
    const data = (deep ? new Uint16Array(length) : new Uint8Array(length)).fill(level)
    return { data, width, height, channels } as Pixels
  })
const mask = fc.oneof(
  fc.record({ rect: fc.oneof(fc.tuple(coordinate, coordinate, coordinate, coordinate), odd) }),
  fc.record({ polygon: fc.oneof(fc.array(point, { maxLength: 6 }), odd) }),
  fc.record({ transparency: odd }),
  fc.record({ svg: fc.oneof(fc.string(), odd) }),
  pixels,
  odd,
)

describe('ten thousand bad inputs, each an error of ours with a code or a right answer', function () {
  this.timeout(180_000)

  it('options of every plugin', () =>
    check(3000, fc.tuple(fc.nat(7), fc.oneof(options, odd)), async ([which, given]) => {
      const plugins = [dilate, composite, removeByMask, codec, local] as const
      await oursOrRight(
        () =>
          which < plugins.length
            ? paintout().use(plugins[which] as never, given as never)
            : which === 5
              ? removal(given as never)
              : paintout(given as never),
        (made) => assert.ok(made),
      )
    }))

  it('jobs', () =>
    check(1500, options, async (job) => {
      await oursOrRight(
        () => clean.process(small, { mask: { rect: [8, 4, 6, 6] }, ...job } as RemovalJob as never),
        rightFor(small),
      )
    }))

  it('masks', () =>
    check(2500, fc.oneof(mask, fc.array(mask, { maxLength: 3 })), async (given) => {
      await oursOrRight(() => clean.process(small, { mask: given } as never), rightFor(small))
    }))

  it('pixels', () =>
    check(1000, pixels, async (image) => {
      await oursOrRight(() => clean.process(image, { mask: { rect: [2, 2, 4, 4] } }), rightFor(image))
    }))

  it('pixels and masks of the local fill', () =>
    check(300, fc.tuple(pixels, pixels, options), async ([image, hole, settings]) => {
      await oursOrRight(
        () => fillPixels(image, hole as never, settings as never),
        (filled) => assert.equal(filled.data.length, image.data.length),
      )
    }))

  it('feathers', () =>
    check(300, fc.tuple(number, fc.constantFrom('inside', 'outside', 'both')), async ([width, side]) => {
      const hole = { data: new Uint8Array(24 * 16).fill(255, 100, 140), width: 24, height: 16, channels: 1 } as const
      await oursOrRight(
        () => featherMask(hole, { width: Math.min(100, Math.abs(width) || 0), side }),
        (feathered) => assert.equal(feathered.data.length, hole.data.length),
      )
    }))

  it('bytes that are no file', () =>
    check(700, fc.uint8Array({ maxLength: 400 }), async (bytes) => {
      await oursOrRight(
        () => cleanFiles.process(bytes, { mask: { rect: [2, 2, 4, 4] } }),
        ({ report }) => assert.equal(report.outsideChanged, 0),
      )
    }))

  it('files of every kind, cut short and written over', async () => {
    const files = await Promise.all(kinds.map(({ make }) => make()))
    const damage = fc.record({
      file: fc.nat(files.length - 1),
      keep: fc.oneof(
        { weight: 1, arbitrary: fc.double({ min: 0, max: 1, noNaN: true }) },
        { weight: 2, arbitrary: fc.constant(1) },
      ),
      holes: fc.array(fc.tuple(fc.double({ min: 0, max: 0.9999, noNaN: true }), fc.integer({ min: 0, max: 255 })), {
        minLength: 1,
        maxLength: 6,
      }),
    })
    await check(700, damage, async ({ file, keep, holes }) => {
      const bytes = Uint8Array.from(files[file]!.subarray(0, Math.floor(files[file]!.length * keep)))
      for (const [at, value] of holes) if (bytes.length > 0) bytes[Math.floor(at * bytes.length)] = value
      await oursOrRight(
        () => cleanFiles.process(bytes, { mask: { rect: [30, 30, 20, 20] } }),
        ({ report }) => assert.equal(report.outsideChanged, 0),
      )
    })
  })

  it('masks in files, bytes and SVG', () => {
    const markup = fc
      .array(
        fc.constantFrom(
          '<svg ',
          'xmlns="http://www.w3.org/2000/svg"',
          ' viewBox="0 0 24 16">',
          '<rect ',
          'width="5" height="5"/>',
          '<image href="file:///etc/passwd"/>',
          '<!DOCTYPE x [<!ENTITY a "b">]>',
          '&a;',
          '</svg>',
          '<use href="http://x/"/>',
          ' width="1e9"',
          '\0',
        ),
        { maxLength: 9 },
      )
      .map((parts) => parts.join(''))
    const given = fc.oneof(
      markup.map((svg) => ({ svg })),
      markup.map((svg) => new TextEncoder().encode(svg)),
      fc.string(),
      fc.constantFrom(
        '/',
        '/dev/null',
        '',
        '.',
        '\0',
        'no/such/file.png',
        new URL('http://example.com/mask.png'),
        new URL('file:///no/such'),
      ),
    )
    return check(700, given, async (input) => {
      await oursOrRight(() => cleanFiles.process(small, { mask: input as never }), rightFor(small))
    })
  })

  after(() => {
    assert.ok(tried >= 10_000, `only ${tried} inputs were tried`)
    assert.ok(
      failed > tried / 4 && answered > tried / 50,
      `${failed} failed and ${answered} were answered: the mix says nothing`,
    )
  })
})

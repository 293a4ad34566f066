import assert from 'node:assert/strict'
import { createReadStream } from 'node:fs'
import { readFile, writeFile } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { Duplex, PassThrough, Readable } from 'node:stream'
import { buffer } from 'node:stream/consumers'
import { pipeline } from 'node:stream/promises'
import { setImmediate } from 'node:timers/promises'
import { withPaintout } from '@paintout/plugin-sharp'
import type { Sharp } from 'sharp'
import { plainEngine } from '../../fixtures/engines.ts'
import { useFolder } from '../../fixtures/folder.ts'
import { type Outcome, outcomeNow, outcomeOf } from '../../fixtures/outcome.ts'
import { photoPath, photoPixels } from '../../fixtures/photo.ts'
import { chainCalls, mistakes, terminals } from '../../fixtures/sharp-calls.ts'
import { sharps } from '../../fixtures/sharps.ts'
import { bring } from '../../promises/engines.ts'

type Library = (typeof sharps)[number]['sharp']
type Methods = Record<string, (...parameters: readonly unknown[]) => Sharp>

const engine = plainEngine()

for (const { version, sharp: plain } of sharps) {
  const ours = withPaintout(plain, { use: [bring(engine)] }) as unknown as Library
  const both = [plain, ours] as const
  const publicMethods = Object.keys(plain.prototype).filter((name) => !name.startsWith('_'))
  const own = ['removeByMask', 'removeByAutoMask', 'paintout', 'reports', 'constructor']

  describe(`a sharp ${version} that can remove, where nothing is removed`, () => {
    const folder = useFolder()
    let photo: Buffer

    before(async () => {
      const { data, width, height } = await photoPixels('march-pastoral', 48, 36)
      photo = await plain(data, { raw: { width, height, channels: 3 } })
        .png()
        .toBuffer()
    })

    /** What sharp does and what ours does, called from one line, so that stacks can be compared to the last frame. */
    async function compare(act: (sharp: Library) => unknown): Promise<Outcome> {
      const outcomes: Outcome[] = []
      for (const sharp of both) outcomes.push(await outcomeOf(() => act(sharp)))
      assert.deepEqual(outcomes[1], outcomes[0])
      return outcomes[0]!
    }

    it('has every method of sharp, the very same function', () => {
      const [theirs, mine] = [plain.prototype, ours.prototype] as unknown as Record<string, unknown>[]
      assert.ok(publicMethods.length > 60, `${publicMethods.length} methods`)
      for (const name in theirs) {
        assert.equal(mine![name], theirs![name], name)
        assert.ok(!Object.hasOwn(mine!, name), name)
      }
      assert.deepEqual(Object.getOwnPropertyNames(mine).sort(), own.sort())
      assert.deepEqual(Object.keys(mine!), [])
    })

    it('has every static of sharp, the very same value', () => {
      const names = Reflect.ownKeys(plain).filter((name) => name !== 'prototype')
      for (const name of names) assert.equal(Reflect.get(ours, name), Reflect.get(plain, name), String(name))
      assert.deepEqual(Object.keys(ours), Object.keys(plain))
      assert.ok(names.length > 15)
      assert.equal(ours.queue, plain.queue)
    })

    it('calls statics to the same effect', () => {
      const concurrency = plain.concurrency()
      ours.concurrency(1)
      assert.equal(plain.concurrency(), 1)
      ours.concurrency(concurrency)
      assert.deepEqual(ours.cache(), plain.cache())
      assert.deepEqual(ours.counters(), plain.counters())
      assert.equal(ours.simd(), plain.simd())
    })

    it('leaves the library and its instances as they are', () => {
      assert.ok(!('removeByMask' in plain.prototype))
      assert.ok(!('removeByMask' in plain(photo)))
      assert.ok(!('close' in plain))
      assert.equal(plain.prototype.constructor, plain)
      assert.ok(!(plain(photo) instanceof (ours as never)))
    })

    it('makes instances of sharp, with `new` and without, that have nothing of their own', () => {
      for (const instance of [ours(photo), new ours(photo), ours(photo).clone(), ours(photo).resize(4)]) {
        assert.ok(instance instanceof ours && instance instanceof plain && instance instanceof Duplex)
        assert.equal(instance.constructor, ours)
        assert.deepEqual(Reflect.ownKeys(instance), Reflect.ownKeys(plain(photo)))
      }
    })

    it('can be extended as sharp can', async () => {
      const results: unknown[] = []
      for (const sharp of both) {
        class Mine extends (sharp as unknown as new (input: Buffer) => Sharp) {}
        const mine = new Mine(photo)
        assert.ok(mine instanceof Mine && mine instanceof plain)
        results.push(
          await mine.resize(10).toBuffer(),
          outcomeNow(() => mine.clone()),
        )
      }
      assert.deepEqual(results.slice(2), results.slice(0, 2))
    })

    it('knows a call for every method that is part of a chain', () => {
      const known = [...Object.keys(chainCalls), ...terminals]
      assert.deepEqual(
        publicMethods.filter((name) => !known.includes(name)),
        [],
      )
    })

    for (const [name, parameters] of Object.entries(chainCalls).filter(([name]) => publicMethods.includes(name))) {
      it(`does what sharp does: ${name}`, async () => {
        const outcome = await compare((sharp) => {
          const image = (sharp(photo) as unknown as Methods)[name]!(...parameters)
          const output = image.toBuffer({ resolveWithObject: true })
          // The time is in a ZIP.
          return name === 'tile' ? output.then(({ data, info }) => [data.length, info]) : output
        })
        assert.ok('value' in outcome || ['jp2', 'jxl'].includes(name), JSON.stringify(outcome))
      })

      it(`refuses what sharp refuses, to the last frame: ${name}`, () => {
        for (const given of mistakes) {
          const [theirs, mine] = both.map((sharp) => {
            const image = sharp(photo)
            const outcome = outcomeNow(() => (image as unknown as Methods)[name]!(...given) === image)
            return { outcome, options: stateOf(image) }
          })
          assert.deepEqual(mine, theirs)
        }
      })
    }

    it('refuses input as sharp does, to the last frame', async () => {
      const options = [
        undefined,
        {},
        'x',
        null,
        { failOn: 'x' },
        { raw: {} },
        { density: -1 },
        { create: {} },
        { text: 1 },
      ]
      const inputs = [undefined, null, 7, true, {}, [], '', 'x', Buffer.alloc(0), new Uint8Array(0), () => {}, [1, 2]]
      let refused = 0
      for (const input of inputs) {
        for (const option of options) {
          const calls = [
            (sharp: Library) => sharp(input as never, option as never),
            (sharp: Library) => new sharp(input as never, option as never),
          ]
          for (const call of calls) {
            const [theirs, mine] = both.map((sharp) => {
              const outcome = outcomeNow(() => call(sharp))
              return 'value' in outcome ? stateOf(outcome.value as Sharp) : outcome
            })
            assert.deepEqual(mine, theirs)
            if ('error' in (theirs as object)) refused++
          }
        }
      }
      assert.ok(refused > 50)
      await compare((sharp) => sharp(undefined as never))
      await compare((sharp) => new sharp(null as never))
    })

    it('refuses input whatever way it is called, to the last frame', async () => {
      const calls: readonly ((sharp: Library) => unknown)[] = [
        (sharp) => ({ Sharp: sharp }).Sharp(7 as never),
        (sharp) => sharp.call({} as never, 7 as never),
        (sharp) => sharp.bind(null)(7 as never),
        (sharp) => [7].map(sharp as never),
        (sharp) => Reflect.construct(sharp, [7]),
        (sharp) => Reflect.construct(sharp, [7], class Other {}),
        (sharp) => new (class Mine extends (sharp as unknown as new (input: unknown) => Sharp) {})(7),
        (sharp) => sharp.call(sharp(photo) as never, 7 as never),
      ]
      for (const call of calls) {
        const outcome = await compare(call)
        assert.ok('error' in outcome && String(outcome.stack).includes('superset.test.ts'))
      }
    })

    it('is a constructor to inherit from as people did before there were classes', async () => {
      await compare((sharp) => {
        function Mine(this: Sharp, input: Buffer) {
          Reflect.apply(sharp, this, [input])
        }
        Object.setPrototypeOf(Mine.prototype, sharp.prototype)
        const mine: Sharp = Reflect.construct(Mine, [photo])
        assert.ok(mine instanceof Mine && mine instanceof plain)
        return mine.resize(10).toBuffer()
      })
    })

    it('keeps a short stack as long as sharp does', async () => {
      const { stackTraceLimit } = Error
      for (const limit of [-1, 0, 1, 3, 4, 5, 50, Number.NaN, Number.POSITIVE_INFINITY, undefined as never]) {
        Error.stackTraceLimit = limit
        const [theirs, mine] = both.map((sharp) => outcomeNow(() => sharp('x', { failOn: 'x' as never })))
        assert.ok(Object.is(Error.stackTraceLimit, limit))
        Error.stackTraceLimit = stackTraceLimit
        assert.deepEqual(mine, theirs)
      }
    })

    it('leaves every other stack to whoever prepares stacks', async () => {
      const { prepareStackTrace } = Error
      const ways: readonly (typeof Error.prepareStackTrace)[] = [
        (error, sites) => `${error.message.toUpperCase()} | ${sites.map((site) => site.getFunctionName()).join(' < ')}`,
        (_, sites) => sites.map((site) => [site.getFunctionName(), site.getLineNumber()]),
        (error, sites) => ({ message: error.message, depth: sites.length }),
      ]
      for (const way of ways) {
        Error.prepareStackTrace = way
        try {
          const [theirs, mine] = both.map((sharp) => outcomeNow(() => sharp('x', { failOn: 'x' as never })))
          Error.prepareStackTrace = prepareStackTrace
          assert.deepEqual(mine, theirs)
        } finally {
          Error.prepareStackTrace = prepareStackTrace
        }
      }
    })

    it('leaves an error alone that the options themselves throw', () => {
      const mistake = Object.freeze(new Error('mine'))
      const { stack } = mistake
      const options = {
        get failOn(): never {
          throw mistake
        },
      }
      assert.throws(
        () => ours('x', options),
        (error) => error === mistake,
      )
      assert.equal(mistake.stack, stack)
    })

    it('tells a message that looks like a stack as it is', async () => {
      await compare((sharp) => sharp('x', { failOn: 'a\n    at fake (x:1:1)\nb' as never }))
    })

    it('refuses with the error of sharp where the limit of stacks is frozen', () => {
      const limit = Object.getOwnPropertyDescriptor(Error, 'stackTraceLimit')!
      Object.defineProperty(Error, 'stackTraceLimit', { value: 10, writable: false, configurable: true })
      try {
        const [theirs, mine] = both.map((sharp) => outcomeNow(() => sharp(7 as never)))
        assert.ok('error' in theirs! && 'error' in mine!)
        assert.equal(mine.error, theirs.error)
      } finally {
        Object.defineProperty(Error, 'stackTraceLimit', limit)
      }
    })

    const broken: Readonly<Record<string, () => Buffer>> = {
      'no image at all': () => Buffer.from('this is not an image'),
      'a header that is corrupt': () => Buffer.concat([photo.subarray(0, 20), Buffer.alloc(60, 7)]),
      'a file that is cut short': () => photo.subarray(0, photo.length >> 1),
    }

    for (const [what, make] of Object.entries(broken)) {
      it(`says of broken input what sharp says, to the last frame: ${what}`, async () => {
        const path = folder.path('broken.png')
        await writeFile(path, make())
        const inputs = [
          (sharp: Library) => sharp(path),
          (sharp: Library) => sharp(make()),
          (sharp: Library) => Readable.from([make()]).pipe(sharp()),
        ]
        for (const input of inputs) {
          await compare((sharp) => input(sharp).metadata())
          await compare((sharp) => input(sharp).stats())
          const outcome = await compare((sharp) => input(sharp).resize(9).jpeg().toBuffer())
          assert.ok('error' in outcome && String(outcome.stack).includes('at Sharp.toBuffer'))
          assert.ok(String(outcome.stack).includes('superset.test.ts'))
          await compare((sharp) => input(sharp).toFile(folder.path('out.png')))
          await compare((sharp) => new Promise((resolve) => input(sharp).metadata((error) => resolve(error?.stack))))
          await compare((sharp) => new Promise((resolve) => input(sharp).stats((error) => resolve(error?.stack))))
          await compare((sharp) => new Promise((resolve) => input(sharp).toBuffer((error) => resolve(error?.stack))))
        }
      })
    }

    it('says of a missing file what sharp says, to the last frame', async () => {
      const missing = folder.path('missing.jpg')
      for (const name of terminals.filter((name) => publicMethods.includes(name))) {
        const outcome = await compare((sharp) => (sharp(missing) as unknown as Methods)[name]!(folder.path('out.png')))
        assert.ok('error' in outcome && String(outcome.stack).includes(`at Sharp.${name}`), name)
      }
    })

    it('describes what sharp describes', async () => {
      const path = photoPath('dust-bowl-home')
      for (const input of [path, await readFile(path), photo]) {
        await compare((sharp) => sharp(input).metadata())
        await compare((sharp) => sharp(input).stats())
      }
    })

    it('ends as sharp does: file, buffer, typed array, callback', async () => {
      const outputs = [
        (sharp: Library) => sharp(photo).toFile(folder.path('out.webp')),
        (sharp: Library) => sharp(photo).toFile(folder.path('out.unknown')),
        (sharp: Library) => sharp(photo).toFile(folder.path('no/folder.webp')),
        (sharp: Library) => sharp(photo).toFile(''),
        (sharp: Library) => sharp(photo).toFile(7 as never),
        (sharp: Library) => sharp(photo).toFile(folder.path('out.jp2')),
        (sharp: Library) => sharp(folder.path('in.png')).toFile(folder.path('in.png')),
        (sharp: Library) => sharp(photo).toBuffer(),
        (sharp: Library) => sharp(photo).toBuffer({ resolveWithObject: true }),
        (sharp: Library) =>
          sharp(photo)
            .raw()
            .toBuffer({ resolveWithObject: 'x' as never }),
        (sharp: Library) => (sharp(photo) as unknown as Methods).toUint8Array?.(),
        (sharp: Library) => new Promise((resolve) => sharp(photo).toBuffer((...given) => resolve(given))),
        (sharp: Library) =>
          new Promise((resolve) => sharp(photo).toFile(folder.path('o.gif'), (...given) => resolve(given))),
        (sharp: Library) => sharp(photo).toBuffer(() => {}) instanceof sharp,
      ]
      for (const output of outputs) await compare(output)
    })

    it('streams as sharp does: bytes, events and their order', async () => {
      const watch = async (image: Sharp) => {
        const events: unknown[] = []
        const { emit } = image
        image.emit = (event: string, ...values: unknown[]) => {
          events.push(event === 'info' || event === 'error' ? [event, String(values[0])] : event)
          return emit.call(image, event, ...values)
        }
        const settled = await outcomeOf(() => buffer(image))
        await setImmediate()
        return { settled, events }
      }
      const streams = [
        (sharp: Library) => sharp(photo).webp(),
        (sharp: Library) => Readable.from([photo]).pipe(sharp().jpeg()),
        (sharp: Library) => Readable.from([photo.subarray(0, 30), photo.subarray(30)]).pipe(sharp().resize(5)),
        (sharp: Library) => sharp(folder.path('missing.png')),
        (sharp: Library) => Readable.from([Buffer.from('no image')]).pipe(sharp()),
        (sharp: Library) => Readable.from(['text']).pipe(sharp()),
      ]
      for (const stream of streams) {
        const outcome = await compare((sharp) => watch(stream(sharp)))
        assert.ok('value' in outcome && (outcome.value as { events: unknown[] }).events.length > 2)
      }
    })

    it('is led through pipelines as sharp is', async () => {
      for (const path of [photoPath('march-pastoral'), folder.path('missing.jpg')]) {
        await compare(async (sharp) => {
          const [source, end] = [createReadStream(path), new PassThrough()]
          await Promise.all([pipeline(source, sharp().resize(20).png(), end), buffer(end)])
        })
      }
      await compare(async (sharp) => {
        const image = sharp()
        const copies = [image.clone().resize(9).toBuffer(), image.clone().png().toBuffer()]
        Readable.from([photo]).pipe(image)
        return [...(await Promise.all(copies)), await image.metadata()]
      })
    })

    it('joins the queue and the counters of sharp', async () => {
      const lengths: number[] = []
      const listen = (length: number) => lengths.push(length)
      plain.queue.on('change', listen)
      await ours(photo).toBuffer()
      plain.queue.off('change', listen)
      assert.ok(lengths.length > 0)
    })

    it('asks no engine', () => {
      assert.equal(engine.calls.length, 0)
    })
  })
}

describe('a sharp that can remove, by require', () => {
  it('is made of the copy that a program requires', async () => {
    const required = createRequire(import.meta.url)('sharp')
    const sharp = withPaintout(required, { use: [bring(plainEngine())] })
    assert.ok(sharp() instanceof required)
    const picture = { create: { width: 60, height: 40, channels: 3, background: 'red' } } as const
    const { info } = await sharp(picture)
      .removeByMask({ mask: { rect: [20, 10, 8, 8] } })
      .png()
      .toBuffer({ resolveWithObject: true })
    assert.deepEqual([info.width, info.height], [60, 40])
  })
})

/** All that a chain has been told, without the functions of one instance. */
function stateOf(image: Sharp): unknown {
  const {
    debuglog: _,
    queueListener: __,
    ...state
  } = (image as unknown as { options: Record<string, unknown> }).options
  return state
}

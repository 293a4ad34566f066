import assert from 'node:assert/strict'
import { type Job, named, PaintoutError, type Pixels, paintout, plugin } from '@paintout/core'

const image: Pixels = { data: new Uint8Array(16 * 16 * 3).fill(100), width: 16, height: 16, channels: 3 }

interface MarkOptions {
  readonly text?: string
  readonly loud?: boolean
}

const seen: unknown[] = []
const mark = plugin<MarkOptions | undefined>(
  function mark(options) {
    return function mark() {
      seen.push(options)
    }
  },
  {
    type: 'object',
    properties: { text: { type: 'string' }, loud: { type: 'boolean' } },
    additionalProperties: false,
  },
)

const step = plugin<string | undefined>(function step(text) {
  return function step() {
    seen.push(text)
  }
})

function expectCode(code: string, message: RegExp) {
  return (error: unknown) => {
    assert.ok(PaintoutError.is(error), String(error))
    assert.equal(error.code, code)
    assert.match(error.message, message)
    return true
  }
}

describe('a processor', () => {
  beforeEach(() => {
    seen.length = 0
  })

  describe('use', () => {
    it('runs operations in the order of use', async () => {
      await paintout().use(named('a', step), 'a').use(named('b', step), 'b').run({ image })
      assert.deepEqual(seen, ['a', 'b'])
    })

    it('takes [plugin, options], lists of lists, and presets', async () => {
      const preset = [
        [named('b', step), 'b'],
        [named('c', step), 'c'],
      ] as const
      await paintout()
        .use([[named('a', step), 'a'], preset, step])
        .run({ image })
      assert.deepEqual(seen, ['a', 'b', 'c', undefined])
    })

    it('merges the options of a second use in place', async () => {
      await paintout().use(mark, { text: 'x', loud: true }).use(step, 'after').use(mark, { text: 'y' }).run({ image })
      assert.deepEqual(seen, [{ text: 'y', loud: true }, 'after'])
    })

    it('replaces options that are no objects', async () => {
      await paintout().use(step, 'x').use(step, 'y').run({ image })
      assert.deepEqual(seen, ['y'])
    })

    it('switches a plugin off with false and on again with true', async () => {
      const off = paintout().use(step, 'x').use(step, false)
      await off.run({ image })
      assert.deepEqual(seen, [])
      await off().use(step, true).run({ image })
      assert.deepEqual(seen, [undefined])
    })

    it('holds a plugin twice when one of them is named', async () => {
      await paintout().use(step, 'first').use(named('second', step), 'second').run({ image })
      assert.deepEqual(seen, ['first', 'second'])
    })

    it('merges into a named plugin by its name, not by the function that named() made', async () => {
      await paintout().use(named('n', mark), { text: 'x' }).use(named('n', mark), { loud: true }).run({ image })
      assert.deepEqual(seen, [{ text: 'x', loud: true }])
    })

    it('checks options at the call', () => {
      assert.throws(
        () => paintout().use(mark, { text: 3 } as never),
        expectCode('invalid-option', /^Expected `text` of mark to be a string, got `3`\.$/),
      )
    })

    it('names the nearest known option for an unknown one', () => {
      assert.throws(
        () => paintout().use(mark, { txt: 'x' } as never),
        expectCode('unknown-option', /no option `txt` for mark\. Did you mean `text`\?/),
      )
    })

    it('refuses what is no plugin', () => {
      for (const wrong of ['dilate', 3, null, { plugins: [] }]) {
        assert.throws(() => paintout().use(wrong as never), expectCode('invalid-option', /Expected a plugin/))
      }
    })

    it('leaves a processor as it was when a use fails', async () => {
      const processor = paintout().use(step, 'kept')
      assert.throws(() => processor.use(mark, { text: 3 } as never))
      await processor.run({ image })
      assert.deepEqual(seen, ['kept'])
    })
  })

  describe('freeze', () => {
    it('attaches every plugin once, however many pictures follow', async () => {
      let attached = 0
      const counting = plugin(function counting() {
        attached++
        return undefined
      })
      const processor = paintout().use(counting).freeze()
      await Promise.all([processor.run({ image }), processor.run({ image }), processor.freeze().run({ image })])
      assert.equal(attached, 1)
    })

    it('refuses use and data afterwards, and says what to do', () => {
      const processor = paintout().freeze()
      assert.equal(processor.frozen, true)
      assert.throws(() => processor.use(step), expectCode('frozen', /`processor\(\)\.use\(…\)`/))
      assert.throws(() => processor.data('key', 1), expectCode('frozen', /`processor\(\)\.data\(…\)`/))
    })

    it('is callable when frozen: the copy has the plugins and the data, and can be changed', async () => {
      const processor = paintout().use(step, 'x').data('key', 1).freeze()
      const copy = processor()
      assert.equal(copy.frozen, false)
      assert.equal(copy.data('key'), 1)
      copy.data('key', 2).use(named('y', step), 'y')
      assert.equal(processor.data('key'), 1)
      await copy.run({ image })
      assert.deepEqual(seen, ['x', 'y'])
    })

    it('blames the plugin that fails to attach, each time', () => {
      const broken = plugin(function broken() {
        throw new TypeError('no socket')
      })
      const processor = paintout().use(broken)
      for (let time = 0; time < 2; time++) {
        assert.throws(() => processor.freeze(), expectCode('plugin-failed', /`broken` failed to attach: no socket/))
      }
    })
  })

  describe('data', () => {
    it('reaches plugins while they are attached', () => {
      let read: unknown
      const reader = plugin(function reader() {
        read = this.data('store')
        return undefined
      })
      paintout().use(reader).data('store', '.paintout').freeze()
      assert.equal(read, '.paintout')
    })
  })

  describe('run', () => {
    it('gives the job back, with a report', async () => {
      const job = await paintout().run({ image })
      assert.equal(job.image, image)
      assert.deepEqual(job.report.image, { name: 'the input', width: 16, height: 16, channels: 3, depth: 8 })
    })

    it('names the operation that failed', async () => {
      const broken = plugin(function broken() {
        return function breaks() {
          throw new RangeError('too far')
        }
      })
      await assert.rejects(paintout().use(broken).run({ image }), (error) => {
        assert.ok(PaintoutError.is(error))
        assert.equal(error.code, 'operation-failed')
        assert.equal(error.by, 'breaks')
        assert.ok(error.cause instanceof RangeError)
        return true
      })
    })

    it('names the tap that failed, synchronous or not', async () => {
      for (const listen of [
        () => {
          throw new Error('full')
        },
        async () => {
          throw new Error('full')
        },
      ]) {
        const processor = paintout()
        processor.hooks.decode.tapPromise('my-reader', listen)
        const failed = processor.process('x' as never, {})
        await assert.rejects(failed, expectCode('plugin-failed', /`my-reader` on hooks\.decode failed: full/))
      }
    })

    it('refuses pixels that do not fit their size, before any work', async () => {
      const short = { ...image, width: 17 }
      await assert.rejects(
        paintout().use(step).run({ image: short }),
        expectCode('invalid-image', /17 × 16 × 3 with 768/),
      )
      assert.deepEqual(seen, [])
    })

    it('fails when an operation changes what lies outside the mask', async () => {
      const careless = plugin(function careless() {
        return function careless(job: Job) {
          const data = new Uint8Array(job.image.data)
          data[0] = 1
          job.blend = { data: new Uint8Array(16 * 16), width: 16, height: 16, channels: 1 }
          job.candidates = [{ ...job.image, data }]
        }
      })
      await assert.rejects(paintout().use(careless).run({ image }), expectCode('outside-changed', /got 1 changed/))
    })
  })

  describe('process', () => {
    it('asks for a codec where there is none', async () => {
      await assert.rejects(paintout().process('photo.jpg' as never), expectCode('no-codec', /use\(codec\)/))
    })

    it('checks the job at the call, before it reads anything', async () => {
      const processor = paintout()
      processor.hooks.decode.tap('never', () => assert.fail('decoded'))
      await assert.rejects(processor.process('x' as never, { seed: -1 }), expectCode('invalid-option', /`seed`.*0 to/))
      await assert.rejects(
        processor.process('x' as never, { masks: 'm' } as never),
        expectCode('unknown-option', /Did you mean `mask`/),
      )
    })

    it('says so when nothing in use makes a picture', async () => {
      await assert.rejects(paintout().process(image), expectCode('operation-failed', /use\(removal\(\)\)/))
    })

    it('fails with `aborted` and the reason when its signal says so', async () => {
      const reason = new Error('shutting down')
      await assert.rejects(paintout().process(image, { signal: AbortSignal.abort(reason) }), (error) => {
        assert.ok(PaintoutError.is(error))
        assert.equal(error.code, 'aborted')
        assert.equal(error.cause, reason)
        return true
      })
    })
  })

  describe('close', () => {
    it('runs what plugins left to be closed, once, and refuses later work', async () => {
      let closed = 0
      const holder = plugin(function holder() {
        this.onClose(() => {
          closed++
        })
        return undefined
      })
      const processor = paintout().use(holder).freeze()
      await processor.close()
      await processor.close()
      assert.equal(closed, 1)
      await assert.rejects(processor.run({ image }), expectCode('closed', /`processor\(\)`/))
    })
  })
})

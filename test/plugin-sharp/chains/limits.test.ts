import assert from 'node:assert/strict'
import { spawnSync } from 'node:child_process'
import { writeFile } from 'node:fs/promises'
import { PassThrough, Readable } from 'node:stream'
import { buffer } from 'node:stream/consumers'
import { pipeline } from 'node:stream/promises'
import { setTimeout } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { type Engine, PaintoutError, type Progress, type Report } from '@paintout/core'
import { withPaintout } from '@paintout/plugin-sharp'
import { candidatesEngine, plainEngine, refusingEngine } from '../../fixtures/engines.ts'
import { useFolder } from '../../fixtures/folder.ts'
import { sharps } from '../../fixtures/sharps.ts'
import { bring } from '../../promises/engines.ts'

const mask = { rect: [20, 10, 12, 10] } as const
const picture = { create: { width: 64, height: 48, channels: 3, background: '#102030' } } as const
const here = fileURLToPath(import.meta.url)

for (const { version, sharp: plain } of sharps) {
  describe(`a removal in a chain of sharp ${version}`, () => {
    const folder = useFolder()

    describe('reports', () => {
      it('by an event and by a promise, without breaking the chain', async () => {
        const heard: Report[] = []
        const image = withPaintout(plain, { use: [bring(plainEngine())] })(picture)
          .removeByMask({ mask })
          .on('report', (report) => heard.push(report))
          .resize(32)
          .removeByMask({ mask: { rect: [2, 2, 8, 8] } })
          .png()
        await image.toBuffer()
        const reports = await image.reports()
        assert.deepEqual(heard, reports)
        assert.deepEqual(
          reports.map(({ image }) => image.width),
          [64, 32],
        )
        for (const report of reports) assert.deepEqual([report.outsideChanged, report.regions.length], [0, 1])
        await image.toBuffer()
        assert.equal(heard.length, 2)
      })

      it('by the promise alone, which runs what has not run', async () => {
        const engine = plainEngine()
        const sharp = withPaintout(plain, { use: [bring(engine)] })
        const image = sharp(picture).removeByMask({ mask })
        const [[first], [second]] = await Promise.all([image.reports(), image.clone().reports()])
        assert.equal(first, second)
        assert.equal(engine.calls.length, 1)
        assert.deepEqual(await sharp(picture).reports(), [])
      })

      it('to each clone', async () => {
        const image = withPaintout(plain, { use: [bring(plainEngine())] })(picture).removeByMask({ mask })
        const heard: Report[] = []
        const copies = [image.clone(), image.clone(), image].map((each) =>
          each.on('report', (report) => heard.push(report)),
        )
        await Promise.all(copies.map((copy) => copy.png().toBuffer()))
        assert.equal(heard.length, 3)
        assert.equal(new Set(heard).size, 1)
      })

      it('what is lost of the input, once', async () => {
        const cmyk = await plain(picture).toColourspace('cmyk').jpeg().toBuffer()
        const image = withPaintout(plain, { use: [bring(plainEngine())] })(cmyk).removeByMask({ mask })
        const reports = await image.removeByMask({ mask: { rect: [40, 30, 6, 4] } }).reports()
        assert.deepEqual(
          reports.map(({ warnings }) => warnings.map(({ code }) => code)),
          [['colour-converted'], []],
        )
      })

      it('how a file is called', async () => {
        const path = folder.path('in.png')
        await plain(picture).toFile(path)
        const image = withPaintout(plain, { use: [bring(plainEngine())] })(path).removeByMask({ mask })
        const [report] = await image.reports()
        assert.equal(report!.image.name, path)
      })
    })

    it('tells its own progress, and no other’s', async () => {
      const sharp = withPaintout(plain, { use: [bring(plainEngine())] })
      const [one, two]: [Progress[], Progress[]] = [[], []]
      const images = [one, two].map((list) =>
        sharp(picture)
          .removeByMask({ mask })
          .on('progress', (event) => list.push(event)),
      )
      await images[0]!.toBuffer()
      assert.deepEqual([...new Set(one.map(({ type }) => type))], ['planned', 'started', 'sent', 'answered', 'done'])
      assert.equal(two.length, 0)
      await Promise.all(images.map((image) => image.toBuffer()))
      assert.equal(two.length, one.length)
    })

    describe('with several candidates', () => {
      const levelOf = async (options: object) => {
        const sharp = withPaintout(plain, { use: [bring(candidatesEngine())] })
        const data = await sharp(picture)
          .removeByMask({ mask, ...options })
          .raw()
          .toBuffer()
        return data[(14 * 64 + 25) * 3]
      }

      it('goes on with the best, or with the one that is chosen', async () => {
        assert.equal(await levelOf({ candidates: 3 }), 60)
        assert.equal(await levelOf({ candidates: 3, candidate: 1 }), 100)
        assert.equal(await levelOf({ candidates: 3, candidate: 2 }), 140)
      })

      it('refuses a choice that there will not be, at the call', async () => {
        const expected = {
          code: 'invalid-option',
          message: /`candidate` of removeByMask to be under `candidates`, got 2 of 1\. .*`\{ candidates: 3 \}`/,
        }
        await assert.rejects(levelOf({ candidate: 2 }), expected)
        await assert.rejects(
          levelOf({ candidates: 9 }),
          /Expected `candidates` of removeByMask to be an integer from 1 to 4, got `9`/,
        )
      })
    })

    describe('is stopped', () => {
      const slow = (ended: (reason: unknown) => void = () => {}): Engine => ({
        ...plainEngine(),
        name: 'slow',
        async fill(_, { signal }) {
          await setTimeout(60_000, undefined, { signal }).catch(() => ended(signal.reason))
          throw signal.reason
        },
      })

      it('by its signal, while an engine works: the engine hears of it', async () => {
        const heard: unknown[] = []
        const controller = new AbortController()
        const sharp = withPaintout(plain, { use: [bring(slow((reason) => heard.push(reason)))] })
        const image = sharp(picture).removeByMask({ mask, signal: controller.signal })
        image.on('progress', ({ type }) => type === 'sent' && controller.abort('enough'))
        await assert.rejects(image.toFile(folder.path('out.png')), { code: 'aborted', message: /by its `signal`/ })
        await setTimeout(5)
        assert.equal(heard.length, 1)
      })

      it('by its signal, before anything began', async () => {
        const engine = plainEngine()
        const sharp = withPaintout(plain, { use: [bring(engine)] })
        const image = sharp(picture).removeByMask({ mask, signal: AbortSignal.abort() })
        await assert.rejects(image.toBuffer(), { code: 'aborted' })
        assert.equal(engine.calls.length, 0)
      })

      it('by its signal, while it waits for a stream', async () => {
        const controller = new AbortController()
        const image = withPaintout(plain, { use: [bring(plainEngine())] })().removeByMask({
          mask,
          signal: controller.signal,
        })
        const output = image.toBuffer()
        controller.abort()
        await assert.rejects(output, { code: 'aborted' })
      })

      it('by its deadline, and says how long that was', async () => {
        const sharp = withPaintout(plain, { use: [bring(slow())] })
        const output = sharp(picture).removeByMask({ mask, deadline: 40 }).toBuffer()
        await assert.rejects(output, { code: 'aborted', message: /within its `deadline` of 40 ms/ })
      })
    })

    describe('fails', () => {
      const sharp = withPaintout(plain, { use: [bring(plainEngine())] })

      it('at the call for a wrong option, which it names, with the line of the call on top', () => {
        const calls: readonly [() => unknown, RegExp][] = [
          [() => sharp(picture).removeByMask({} as never), /Expected `mask` for removeByMask, got nothing/],
          [() => sharp(picture).removeByMask(undefined as never), /Expected `options` of removeByMask to be an object/],
          [
            () => sharp(picture).removeByMask({ mask: 7 as never }),
            /Expected `mask` of removeByMask to be a file, bytes/,
          ],
          [() => sharp(picture).removeByMask({ mask, dilate: '1em' as never }), /Expected `dilate` of removeByMask/],
          [() => sharp(picture).removeByMask({ mask, feather: -1 }), /Expected `feather` of removeByMask/],
          [
            () => sharp(picture).removeByMask({ mask, dilat: 4 } as never),
            /no option `dilat` for removeByMask\. Did you mean `dilate`\?/,
          ],
          [
            () => sharp(picture).removeByMask({ mask, target: 'person' } as never),
            /no option `target` for removeByMask/,
          ],
          [
            () => sharp(picture).removeByMask({ mask, deadline: 0 }),
            /Expected `deadline` of removeByMask to be a number of at least 1/,
          ],
          [
            () => sharp(picture).removeByAutoMask({ target: 'dog' as never }),
            /Expected `target` of removeByAutoMask to be one of/,
          ],
          [() => sharp(picture).removeByAutoMask({} as never), /Expected `target` for removeByAutoMask, got nothing/],
          [() => sharp(picture).paintout(undefined as never), /Expected a processor for paintout, got nothing/],
          [() => sharp(picture).paintout({} as never, { mask }), /Expected a processor for paintout, got `\{\}`/],
        ]
        for (const [call, message] of calls) {
          assert.throws(call, (error: Error) => {
            assert.match(error.message, message)
            assert.ok(PaintoutError.is(error))
            assert.ok(
              error
                .stack!.split('\n')
                .find((line) => line.trim().startsWith('at '))!
                .includes(here),
              error.stack,
            )
            return true
          })
        }
      })

      it('leaves a chain as it was where a call was refused', async () => {
        const image = sharp(picture).resize(20)
        assert.throws(() => image.removeByMask({} as never))
        assert.equal((await image.png().toBuffer({ resolveWithObject: true })).info.width, 20)
      })

      it('still refuses at the call what sharp refuses', () => {
        assert.throws(
          () =>
            sharp(picture)
              .removeByMask({ mask })
              .resize('x' as never),
          /Expected positive integer .*for width/,
        )
      })

      it('with the lines of the removal and of the output in its stack, and its cause', async () => {
        const image = sharp(picture).removeByMask({ mask: folder.path('missing.png') })
        const error = await image.toBuffer().catch((error) => error)
        assert.deepEqual([error.name, error.code], ['PaintoutError', 'input-missing'])
        const lines: string[] = error.stack.split('\n')
        assert.ok(lines[0]!.startsWith('PaintoutError: Expected a file at '))
        assert.ok(lines[1]!.includes(here))
        const output = lines.indexOf('    --- output asked for')
        assert.ok(lines[output + 1]!.includes('at Sharp.toBuffer') && lines[output + 2]!.includes(here))
        assert.ok(lines.every((line) => !line.includes('/plugin-sharp/src/chain/')))
        assert.equal(error.cause.code, 'input-missing')
        assert.equal(error.cause.cause.code, 'ENOENT')
      })

      it('in the engine’s words', async () => {
        const refused = withPaintout(plain, { use: [bring(refusingEngine())] })(picture).removeByMask({ mask })
        await assert.rejects(refused.toBuffer(), {
          code: 'refused',
          by: 'refusing',
          message: /I cannot edit this picture/,
        })
      })

      it('with an error of its own for each output', async () => {
        const image = sharp(picture).removeByMask({ mask: folder.path('missing.png') })
        const [one, two] = await Promise.all(
          [image.toBuffer(), image.clone().toFile(folder.path('x.png'))].map((output) =>
            output.catch((error: Error) => error),
          ),
        )
        assert.notEqual(one, two)
        assert.match((one as Error).stack!, /at Sharp\.toBuffer/)
        assert.match((two as Error).stack!, /at Sharp\.toFile/)
      })

      it('and works when it is asked again, once what was missing is there', async () => {
        const path = folder.path('mask.png')
        const image = sharp(picture).removeByMask({ mask: path })
        await assert.rejects(image.toBuffer(), { code: 'input-missing' })
        await writeFile(
          path,
          await plain({ create: { ...picture.create, background: 'black' } })
            .composite([{ input: { create: { width: 9, height: 9, channels: 3, background: 'white' } } }])
            .png()
            .toBuffer(),
        )
        assert.ok(await image.png().toBuffer())
      })

      it('as sharp fails, where sharp cannot read what comes before it', async () => {
        for (const input of [folder.path('missing.jpg'), Buffer.from('no image')]) {
          // In turn: libvips has one buffer for errors, and two that fail at once read each other's.
          const expected = await plain(input)
            .toBuffer()
            .catch((error) => error)
          const error = await sharp(input)
            .removeByMask({ mask })
            .toBuffer()
            .catch((error) => error)
          assert.equal(error.message, expected.message)
          assert.equal(error.name, expected.name)
          assert.match(error.stack, /at Sharp\.toBuffer .*\n.*limits\.test\.ts/)
        }
        const bad = sharp(picture).extract({ left: 60, top: 40, width: 50, height: 50 }).removeByMask({ mask })
        await assert.rejects(bad.toBuffer(), /extract_area: bad extract area/)
        const after = sharp(picture).removeByMask({ mask }).extract({ left: 60, top: 40, width: 50, height: 50 })
        await assert.rejects(
          after.toBuffer(),
          (error: Error) => /bad extract area/.test(error.message) && /at Sharp\.toBuffer/.test(error.stack!),
        )
      })

      it('into callbacks and streams', async () => {
        const broken = () =>
          sharp(picture)
            .png()
            .removeByMask({ mask: folder.path('missing.png') })
        const error = await new Promise<Error & { code?: string }>((resolve) =>
          broken().toBuffer((error) => resolve(error)),
        )
        assert.equal(error.code, 'input-missing')
        await assert.rejects(buffer(broken()), { code: 'input-missing' })
        await assert.rejects(pipeline(broken(), new PassThrough().resume()), { code: 'input-missing' })
        const image = sharp()
          .png()
          .removeByMask({ mask: folder.path('missing.png') })
        await assert.rejects(
          pipeline(Readable.from([await plain(picture).png().toBuffer()]), image, new PassThrough().resume()),
          { code: 'input-missing' },
        )
      })
    })
  })
}

describe('withPaintout', () => {
  const use = [bring(plainEngine())]

  it('refuses a sharp that it does not know, when it is called', () => {
    const unknown = Object.assign(() => ({ options: {}, toBuffer() {} }), { versions: { sharp: '0.36.1' } })
    assert.throws(() => withPaintout(unknown, { use }), {
      code: 'unsupported-sharp',
      message: /unsupported sharp 0\.36\.1/,
    })
    const changed = Object.assign(() => ({ options: {}, toBuffer() {} }), { versions: { sharp: '0.35.99' } })
    assert.throws(() => withPaintout(changed, { use }), {
      code: 'unsupported-sharp',
      message: /unsupported sharp 0\.35\.99/,
    })
    assert.throws(() => withPaintout({} as never, { use }), {
      code: 'invalid-option',
      message: /Expected sharp itself/,
    })
  })

  it('takes engines or a processor, one of the two', () => {
    const [{ sharp }] = sharps
    assert.throws(() => withPaintout(sharp, {} as never), {
      code: 'invalid-option',
      message: /either `use` or `processor`.*neither/,
    })
    assert.throws(() => withPaintout(sharp, { use, processor: {} } as never), { code: 'invalid-option' })
    assert.throws(() => withPaintout(sharp, { using: use } as never), {
      code: 'unknown-option',
      message: /Did you mean `use`/,
    })
    assert.throws(() => withPaintout(sharp, { use: [7] } as never), { code: 'invalid-option' })
    assert.throws(() => withPaintout(sharp, { processor: (() => {}) as never }), {
      code: 'invalid-option',
      message: /Expected a processor/,
    })
  })

  it('lets a listener or a callback that throws end the program, as sharp does', () => {
    for (const end of [
      "image.on('report', () => { throw new Error('mine') }).toBuffer()",
      "image.toBuffer(() => { throw new Error('mine') })",
      "sharp(picture).removeByMask({ mask: '/missing.png' }).toBuffer(() => { throw new Error('mine') })",
    ]) {
      const program = `
        import sharpLib from 'sharp'
        import { localEngine } from '@paintout/engine-local'
        import { withPaintout } from '@paintout/plugin-sharp'
        const engine = { ...localEngine(), fill: async ({ image }) => [{ image: image.pixels }] }
        const sharp = withPaintout(sharpLib, { use: [function bring() { this.engine(engine) }] })
        const picture = { create: { width: 64, height: 48, channels: 3, background: 'red' } }
        const image = sharp(picture).removeByMask({ mask: { rect: [20, 10, 12, 10] } })
        process.on('uncaughtException', (error, origin) => { console.log(origin, error.message); process.exit(3) })
        ${end}`
      const parameters = ['--import', 'tsx', '--conditions=@paintout/source', '--input-type=module', '-e', program]
      const { stdout, status } = spawnSync(process.execPath, parameters, {
        encoding: 'utf8',
        cwd: fileURLToPath(new URL('../../..', import.meta.url)),
      })
      assert.deepEqual([stdout.trim(), status], ['uncaughtException mine', 3], end)
    }
  })
})

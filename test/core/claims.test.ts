import assert from 'node:assert/strict'
import {
  type Candidate,
  type Claim,
  type Engine,
  type FillRequest,
  PaintoutError,
  type Pixels,
  type Progress,
  paintout,
  plugin,
  removal,
} from '@paintout/core'
import { bytesEngine, paint, plainEngine, refusingEngine } from '../fixtures/engines.ts'

const image: Pixels = { data: new Uint8Array(200 * 160 * 3).fill(100), width: 200, height: 160, channels: 3 }
const mask = { rect: [80, 60, 40, 30] } as const

interface Calls {
  keep: (readonly Candidate[])[]
  release: unknown[]
}

type MakeClaim = (calls: Calls, request: FillRequest) => Partial<Claim>

function claiming(claim: MakeClaim) {
  const calls: Calls = { keep: [], release: [] }
  const remember = plugin(function remember() {
    this.hooks.claim.tapPromise('remember', async ({ request }) => ({
      async keep(answer) {
        calls.keep.push(answer)
      },
      async release(reason) {
        calls.release.push(reason)
      },
      ...claim(calls, request),
    }))
    return undefined
  })
  return { calls, remember }
}

const bring = (engine: Engine) =>
  plugin(function bring() {
    this.engine(engine)
    return undefined
  })

function cleanWith(engine: Engine, claim: MakeClaim = () => ({})) {
  const { calls, remember } = claiming(claim)
  const processor = paintout()
    .use(remember)
    .use(bring(engine))
    .use(removal({ dilate: 0 }))
  return { calls, processor }
}

const engineThat = (fill: Engine['fill']): Engine => ({ ...plainEngine(), name: 'odd', fill })

describe('a claim', () => {
  it('is kept once, with the answer as the engine gave it', async () => {
    const engine = plainEngine()
    const { calls, processor } = cleanWith(engine)
    await processor.run({ image, mask })
    assert.equal(calls.keep.length, 1)
    assert.equal(calls.release.length, 0)
    assert.equal((calls.keep[0]![0]!.image as Pixels).data[0], 90)
  })

  it('with a known answer makes no call, and is neither kept nor released', async () => {
    const engine = plainEngine()
    const { calls, processor } = cleanWith(engine, (_, { image }) => ({ known: [{ image: paint(image.pixels, 33) }] }))
    const { candidates, report } = await processor.run({ image, mask })
    assert.equal(engine.calls.length, 0)
    assert.deepEqual(calls, { keep: [], release: [] })
    assert.equal(candidates[0]!.data[(75 * 200 + 100) * 3], 33)
    assert.equal(report.regions[0]!.known, true)
    assert.equal(report.regions[0]!.usd, 0)
  })

  const failures: Record<string, Engine> = {
    'the engine throws': engineThat(async () => {
      throw new Error('socket hang up')
    }),
    'the engine throws at once': engineThat(() => {
      throw new Error('not ready')
    }),
    'the model refuses': refusingEngine(),
    'the answer is empty': engineThat(async () => []),
    'the answer is no list': engineThat(async () => undefined as never),
    'the answer has another shape': engineThat(async ({ image }) => [
      { image: { ...image.pixels, data: new Uint8Array(9), width: 3, height: 1 } },
    ]),
    'the answer does not fit its own size': engineThat(async ({ image }) => [
      { image: { ...image.pixels, data: new Uint8Array(7) } },
    ]),
    'the answer is bytes and there is no codec': bytesEngine(),
  }
  for (const [what, engine] of Object.entries(failures)) {
    it(`is released once when ${what}`, async () => {
      const { calls, processor } = cleanWith(engine)
      const error = await processor.run({ image, mask }).then(
        () => assert.fail('passed'),
        (error: unknown) => error,
      )
      assert.ok(PaintoutError.is(error), String(error))
      assert.equal(calls.keep.length, 0)
      assert.deepEqual(calls.release, [error])
    })
  }

  it('is released once when a progress tap throws after the answer', async () => {
    const { calls, processor } = cleanWith(plainEngine())
    processor.hooks.progress.tap('bar', ({ type }: Progress) => {
      if (type === 'answered') throw new Error('terminal gone')
    })
    await assert.rejects(processor.run({ image, mask }), /`bar` on hooks\.progress failed/)
    assert.equal(calls.keep.length, 0)
    assert.equal(calls.release.length, 1)
  })

  it('is not released when keeping fails: the error is the keeper’s', async () => {
    const { calls, processor } = cleanWith(plainEngine(), () => ({
      keep: async () => {
        throw new PaintoutError('output-failed', 'Expected room on the disk, got none.')
      },
    }))
    await assert.rejects(processor.run({ image, mask }), /room on the disk/)
    assert.deepEqual(calls.release, [])
  })

  it('does not hide why a call failed when releasing fails, too', async () => {
    const { processor } = cleanWith(refusingEngine(), () => ({
      release: async () => {
        throw new Error('disk full')
      },
    }))
    await assert.rejects(processor.run({ image, mask }), /The model refused/)
  })

  it('is kept when the answer arrives after the job was aborted: it was paid for', async () => {
    const controller = new AbortController()
    const { calls, processor } = cleanWith(
      engineThat(async ({ image }) => {
        controller.abort()
        return [{ image: paint(image.pixels, 90) }]
      }),
    )
    await assert.rejects(processor.run({ image, mask, signal: controller.signal }), { code: 'aborted' })
    assert.equal(calls.keep.length, 1)
    assert.equal(calls.release.length, 0)
  })

  it('is taken for each region', async () => {
    const { calls, processor } = cleanWith(plainEngine())
    const wide: Pixels = { data: new Uint8Array(900 * 100 * 3).fill(100), width: 900, height: 100, channels: 3 }
    const far = [{ rect: [40, 40, 20, 20] }, { rect: [840, 40, 20, 20] }] as const
    const job = await processor.run({ image: wide, mask: far })
    assert.equal(job.report.regions.length, 2)
    assert.equal(calls.keep.length, 2)
  })

  it('under way when another region fails is still settled before the error is thrown', async () => {
    let first = true
    const { calls, processor } = cleanWith(
      engineThat(async ({ image }) => {
        if (first) {
          first = false
          throw new Error('broken')
        }
        await new Promise((resolve) => setTimeout(resolve, 20))
        return [{ image: paint(image.pixels, 90) }]
      }),
    )
    const wide: Pixels = { data: new Uint8Array(900 * 100 * 3).fill(100), width: 900, height: 100, channels: 3 }
    const far = [{ rect: [40, 40, 20, 20] }, { rect: [840, 40, 20, 20] }] as const
    await assert.rejects(processor.run({ image: wide, mask: far }), /The engine `odd` failed: broken/)
    assert.equal(calls.keep.length + calls.release.length, 2)
  })
})

describe('engines', () => {
  it('are asked in the order of use, and only the first that accepts', async () => {
    const unwilling = { ...plainEngine(), name: 'unwilling', accepts: () => false }
    const [second, third] = [plainEngine(), plainEngine()]
    const processor = paintout()
      .use([bring(unwilling), removal({ dilate: 0 })])
      .use(
        plugin(function more() {
          this.engine(second)
          this.engine(third)
          return undefined
        }),
      )
    await processor.run({ image, mask })
    assert.deepEqual([unwilling.calls.length, second.calls.length, third.calls.length], [0, 1, 0])
  })

  it('that fail fail the job, unless fallback asks the next one and says so', async () => {
    const both = plugin(function both() {
      this.engine(refusingEngine())
      this.engine(plainEngine())
      return undefined
    })
    await assert.rejects(paintout().use(both).use(removal()).run({ image, mask }), { code: 'refused' })
    const { report } = await paintout({ fallback: true }).use(both).use(removal()).run({ image, mask })
    assert.deepEqual(
      report.regions.map((region) => region.engine),
      ['plain'],
    )
    assert.match(report.warnings[0]!.message, /`refusing` failed, `plain` is asked instead/)
  })

  it('are missing: the error says which to use', async () => {
    await assert.rejects(paintout().use(removal()).run({ image, mask }), { code: 'no-engine' })
  })
})

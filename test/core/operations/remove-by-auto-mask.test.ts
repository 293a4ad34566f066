import assert from 'node:assert/strict'
import {
  type Engine,
  type FillRequest,
  type Limits,
  type PaintoutError,
  type PixelMaskInput,
  type Pixels,
  paintout,
  plugin,
  type RemovalJob,
  type RemovalOptions,
  type Result,
  removal,
} from '@paintout/core'
import { differenceInside, diskMask, drift, mirrored, photograph, withDisk } from '../drift/pictures.ts'

type Answer = (seen: Pixels<Uint8Array>, call: number) => Pixels

function bringing(answer: Answer, limits: Partial<Limits>, requests: FillRequest[]) {
  const engine: Engine = {
    name: 'model',
    contract: 1,
    limits: { maxCandidates: 1, takesMask: false, drifts: true, targets: ['prompt'], usdPerImage: 1, ...limits },
    accepts: () => true,
    fingerprint: () => ({}),
    async fill(request) {
      requests.push(request)
      return [{ image: answer(request.image.pixels as Pixels<Uint8Array>, requests.length) }]
    },
  }
  return plugin(function bring() {
    this.engine(engine)
    return undefined
  })
}

/** What a removal gave, or the error that it failed with. */
interface Removed extends Result {
  readonly requests: readonly FillRequest[]
  readonly error?: PaintoutError
}

describe('removeByAutoMask', () => {
  let plate: Pixels<Uint8Array>
  let photo: Pixels<Uint8Array>

  before(async () => {
    plate = await photograph()
    photo = withDisk(plate)
  })

  async function remove(
    answer: Answer,
    job: RemovalJob,
    options: RemovalOptions = {},
    limits: Partial<Limits> = {},
  ): Promise<Removed> {
    const requests: FillRequest[] = []
    const processor = paintout()
      .use(bringing(answer, limits, requests))
      .use(removal(options))
    const done = processor.process(photo, job as RemovalJob<PixelMaskInput>)
    return { requests, ...(await done.catch((error) => ({ error }))) } as Removed
  }

  const moved: Answer = () => drift(plate, { dx: 4.3, dy: -2.6, scale: 1.01, offset: 6 })

  it('finds what the engine removed, and puts only that into the photo', async () => {
    const { pixels, report, requests, error } = await remove(moved, { target: 'person' })
    assert.equal(error, undefined)
    assert.equal(requests.length, 1)
    assert.equal(requests[0]!.mask, undefined)
    assert.deepEqual(requests[0]!.target, { prompt: 'every person' })
    assert.equal(report.outsideChanged, 0)
    assert.equal(report.regions.length, 1)
    assert.ok(Math.abs(report.mask!.share - 0.036) < 0.008)
    assert.ok(differenceInside(pixels, plate, diskMask(photo, 2)) < 6)
  })

  it('hands the target over as it is to an engine that knows it', async () => {
    const limits: Partial<Limits> = { targets: ['classes', 'prompt'] }
    const { requests } = await remove(moved, { target: { classes: [125] } }, {}, limits)
    assert.deepEqual(requests[0]!.target, { classes: [125] })
  })

  it('does nothing where there is a mask', async () => {
    const { requests } = await remove(
      moved,
      { target: 'person', mask: diskMask(photo) },
      { attempts: 1, onDrift: 'warn' },
    )
    assert.ok(requests[0]!.mask)
    assert.equal(requests[0]!.target, undefined)
  })

  it('asks a plugin that segments first', async () => {
    const requests: FillRequest[] = []
    const segments = plugin(function segments() {
      this.hooks.segment.tap('segments', ({ target }) => (target === 'foreground' ? diskMask(photo, 3) : undefined))
      return undefined
    })
    const processor = paintout()
      .use(bringing((seen) => seen, { takesMask: true }, requests))
      .use(segments)
      .use(removal())
    const { report } = await processor.process(photo, { target: 'foreground' })
    assert.equal(requests.length, 1)
    assert.ok(requests[0]!.mask)
    assert.ok(report.mask!.selected > 6000)
  })

  it('removes once more by regions when it is told to, and counts both', async () => {
    const { requests, report, error } = await remove(
      (seen, call) => (call === 1 ? plate : seen),
      { target: 'foreground' },
      { refine: true, onDrift: 'warn', attempts: 1 },
    )
    assert.equal(error, undefined)
    assert.equal(requests.length, 2)
    assert.ok(requests[1]!.mask)
    assert.equal(report.regions.length, 2)
    assert.equal(
      report.regions.reduce((sum, { usd }) => sum + usd, 0),
      2,
    )
  })

  it('plans the call that finds it, and warns that more will follow where what is found is removed once more', async () => {
    const asked = async (refine: boolean) => {
      const requests: FillRequest[] = []
      const processor = paintout()
        .use(bringing(moved, {}, requests))
        .use(removal({ refine }))
      const plan = await processor.plan(photo, { target: 'foreground' })
      assert.equal(requests.length, 0)
      return { calls: plan.calls.length, usd: plan.usd, warnings: plan.warnings.map(({ code }) => code) }
    }
    assert.deepEqual(await asked(true), { calls: 1, usd: 1, warnings: ['plan-open'] })
    assert.deepEqual(await asked(false), { calls: 1, usd: 1, warnings: [] })
  })

  it('fails with `mask-not-found` where nothing was removed, after asking twice', async () => {
    const { error, requests } = await remove((seen) => drift(seen, { dx: 3, offset: 4 }), { target: 'person' })
    assert.equal(error!.code, 'mask-not-found')
    assert.match(error!.message, /as if nothing had been removed/)
    assert.deepEqual(
      requests.map(({ seed }) => seed),
      [undefined, 1],
    )
  })

  it('fails with `drift` where another picture comes back', async () => {
    const other = await photograph('nagasaki-boats')
    for (const answer of [other, mirrored(plate)]) {
      const { error } = await remove(() => answer, { target: 'person' }, { attempts: 1 })
      assert.equal(error!.code, 'drift')
    }
  })

  it('lets the next engine find it where that is allowed, and the first one fails', async () => {
    const failing: Engine = {
      name: 'failing',
      contract: 1,
      limits: { maxCandidates: 1, takesMask: false, drifts: true, targets: ['prompt'], usdPerImage: 1 },
      accepts: () => true,
      fingerprint: () => ({}),
      fill: async () => Promise.reject(new Error('out of order')),
    }
    const first = plugin(function first() {
      this.engine(failing)
      return undefined
    })
    const through = (settings: { fallback?: boolean }) =>
      paintout(settings)
        .use(first)
        .use(bringing(moved, {}, []))
        .use(removal())
        .process(photo, { target: 'person' })
    await assert.rejects(through({}), { code: 'engine-failed' })
    const { report } = await through({ fallback: true })
    assert.deepEqual(
      report.regions.map(({ engine }) => engine),
      ['model'],
    )
    assert.equal(
      report.warnings.find(({ code }) => code === 'fallback')?.message,
      'The engine `failing` failed, `model` is asked instead. The engine `failing` failed: out of order. Its stack is in `cause`: report it to whoever wrote it.',
    )
  })

  it('says so where nobody finds the target', async () => {
    const { error, requests } = await remove(moved, { target: 'person' }, {}, { targets: [] })
    assert.equal(error!.code, 'mask-not-found')
    assert.match(error!.message, /finds the target `person` in the input, got `model`/)
    assert.equal(requests.length, 0)
  })
})

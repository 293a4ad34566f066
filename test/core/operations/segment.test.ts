import assert from 'node:assert/strict'
import {
  type Engine,
  type FillRequest,
  type Mask,
  type PaintoutError,
  type Pixels,
  paintout,
  plugin,
  type RemovalJob,
  removal,
  type Segmenting,
} from '@paintout/core'
import { nativeEngine } from '../../fixtures/engines.ts'
import { overlapOf } from '../../fixtures/overlap.ts'
import { diskMask, photograph, withDisk } from '../drift/pictures.ts'

const bring = plugin(function bring() {
  this.engine(nativeEngine())
  return undefined
})

type Find = (segmenting: Segmenting) => Mask | undefined | Promise<Mask | undefined>

function finder(name: string, find: Find) {
  const attach = plugin(function finder() {
    this.hooks.segment.tapPromise(name, async (segmenting) => find(segmenting))
    return undefined
  })
  return Object.defineProperty(attach, 'name', { value: name })
}

/** An engine that answers with the disk, white on black, for 2 dollars, and keeps what it was asked. */
function seer(photo: Pixels, name = 'seer') {
  const requests: FillRequest[] = []
  const engine: Engine = {
    name,
    contract: 1,
    limits: {
      maxCandidates: 4,
      takesMask: false,
      drifts: false,
      targets: ['foreground', 'prompt'],
      usdPerImage: 2,
    },
    accepts: () => true,
    fingerprint: () => ({}),
    async fill(request) {
      requests.push(request)
      return [{ image: diskMask(photo) }]
    },
  }
  return { engine, requests }
}

describe('a plugin that taps `segment`', () => {
  let photo: Pixels<Uint8Array>
  let truth: Mask
  before(async () => {
    photo = withDisk(await photograph())
    truth = diskMask(photo)
  })

  function processorWith(...plugins: readonly ReturnType<typeof finder>[]) {
    return paintout()
      .use(bring)
      .use([...plugins])
      .use(removal({ dilate: 0, feather: 0 }))
  }

  function clean(find: Find, job: RemovalJob = {}) {
    return processorWith(finder('finder', find)).process(photo, { target: 'foreground', ...job } as {
      target: 'foreground'
    })
  }

  async function failureOf(find: Find): Promise<PaintoutError> {
    return clean(find).then(
      () => assert.fail('it passed'),
      (error: PaintoutError) => error,
    )
  }

  it('has an engine look at the whole photo, whose answer is the mask; the report says who and for how much', async () => {
    const { engine, requests } = seer(photo)
    const { mask, report } = await clean(({ ask }) => ask(engine))
    assert.equal(overlapOf(mask, truth), 1)
    assert.equal(report.outsideChanged, 0)
    assert.equal(report.mask?.by, 'seer')
    assert.deepEqual(report.regions.map(({ engine, usd, size }) => ({ engine, usd, size })).slice(0, 1), [
      { engine: 'seer', usd: 2, size: [photo.width, photo.height] },
    ])
    assert.equal(report.regions.length, 2)
    assert.equal(requests[0]!.mask, undefined)
    assert.equal(requests[0]!.target, 'foreground')
  })

  it('asks nothing of what is to come in place: another prompt, seed or number of candidates is the same question', async () => {
    const { engine, requests } = seer(photo)
    await clean(({ ask }) => ask(engine), { prompt: 'grass', negativePrompt: 'sheep', seed: 7, candidates: 3 })
    const { image: _, ...rest } = requests[0]!
    assert.deepEqual(rest, { target: 'foreground', prompt: '', candidates: 1 })
  })

  it('tells the call like that of a fill: planned, claimed, spent, sent', async () => {
    const { engine } = seer(photo)
    const processor = processorWith(finder('finder', ({ ask }) => ask(engine)))
    const told: string[] = []
    processor.hooks.known.tap('test', ({ engine: { name } }) => void told.push(`known? ${name}`))
    processor.hooks.claim.tap('test', ({ engine: { name } }) => void told.push(`claim ${name}`))
    processor.hooks.spend.tap('test', ({ engine: { name }, usd }) => void told.push(`spend ${name} ${usd}`))
    processor.hooks.progress.tap('test', (event) => {
      if (event.type === 'planned') told.push(`planned ${event.engine} ${event.usd}`)
      if (event.type === 'sent') told.push(`sent ${event.usd}`)
    })
    await processor.process(photo, { target: 'foreground' })
    assert.deepEqual(told, [
      'known? seer',
      'planned seer 2',
      'claim seer',
      'spend seer 2',
      'sent 2',
      'planned native 0',
      'claim native',
      'sent 0',
    ])
  })

  it('is planned and not called, and the plan says that it is open', async () => {
    const first = seer(photo)
    const second = seer(photo, 'second')
    const processor = processorWith(
      finder('first', ({ ask }) => ask(first.engine)),
      finder('second', ({ ask }) => ask(second.engine)),
    )
    const plan = await processor.plan(photo, { target: 'foreground' })
    assert.deepEqual([plan.images, plan.usd], [1, 2])
    assert.deepEqual(
      plan.calls.map(({ engine }) => engine),
      ['seer'],
    )
    assert.deepEqual(
      plan.warnings.map(({ code }) => code),
      ['plan-open'],
    )
    assert.equal(first.requests.length + second.requests.length, 0)
  })

  it('that is known is part of the plan, with the regions behind it', async () => {
    const { engine, requests } = seer(photo)
    const processor = processorWith(finder('finder', ({ ask }) => ask(engine)))
    processor.hooks.known.tap('test', () => true)
    processor.hooks.claim.tap('test', (claiming) =>
      claiming.engine.name === 'seer' ? { known: [{ image: truth }], async keep() {}, async release() {} } : undefined,
    )
    const plan = await processor.plan(photo, { target: 'foreground' })
    assert.deepEqual(
      plan.calls.map(({ engine, known, usd }) => [engine, known, usd]),
      [
        ['seer', true, 0],
        ['native', false, 0],
      ],
    )
    assert.deepEqual(plan.warnings.map(({ code }) => code).includes('plan-open'), false)
    assert.equal(requests.length, 0)
  })

  it('that seemed to be known and is not costs a plan nothing', async () => {
    const { engine, requests } = seer(photo)
    const processor = processorWith(finder('finder', ({ ask }) => ask(engine)))
    processor.hooks.known.tap('test', () => true)
    await assert.rejects(
      () => processor.plan(photo, { target: 'foreground' }) as Promise<unknown>,
      (error: PaintoutError) => error.code === 'not-in-store' && error.by === 'seer',
    )
    assert.equal(requests.length, 0)
  })

  it('leaves it to the next where it finds nothing to say', async () => {
    const processor = processorWith(
      finder('silent', () => undefined),
      finder('finder', () => truth),
    )
    const { mask, report } = await processor.process(photo, { target: 'foreground' })
    assert.equal(overlapOf(mask, truth), 1)
    assert.equal(report.mask && 'by' in report.mask, false)
  })

  it('gives a mask whose crumbs go and whose specks are filled', async () => {
    const rough = { ...truth, data: truth.data.slice() }
    rough.data[5 * photo.width + 400] = 255
    rough.data[270 * photo.width + 130] = 0
    const { mask, report } = await clean(() => rough)
    assert.deepEqual(mask.data, truth.data)
    assert.equal(report.mask!.specks, 1)
  })

  it('may give levels of 16 bits or colours', async () => {
    const wide = { ...truth, data: Uint16Array.from(truth.data, (level) => level * 257) } as unknown as Mask
    assert.equal(overlapOf((await clean(() => wide)).mask, truth), 1)
  })

  it('is held to what can be an object', async () => {
    const little = { ...truth, data: new Uint8Array(truth.data.length).fill(255, 0, 60) }
    const much = { ...truth, data: new Uint8Array(truth.data.length).fill(255, 20_000) }
    assert.equal((await failureOf(() => little)).code, 'mask-not-found')
    assert.equal(
      (await failureOf(() => much)).message,
      'Expected to find the target in the input, got a mask of 88.7 %, which is too much for an object. Give a mask, or say the target otherwise.',
    )
  })

  it('that gives no mask at all is refused', async () => {
    const error = await failureOf(() => ({ width: 4, height: 4 }) as unknown as Mask)
    assert.equal(error.code, 'invalid-image')
    assert.match(error.message, /the mask of a `segment` plugin/)
  })
})

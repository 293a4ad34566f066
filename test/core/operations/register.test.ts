import assert from 'node:assert/strict'
import {
  type Candidate,
  type Engine,
  type FillRequest,
  type Limits,
  type PaintoutError,
  type Pixels,
  paintout,
  plugin,
  type RemovalJob,
  type RemovalOptions,
  type Result,
  removal,
  type Warning,
} from '@paintout/core'
import { type Change, differenceInside, diskMask, drift, mirrored, photograph, withDisk } from '../drift/pictures.ts'

type Answer = (seen: Pixels<Uint8Array>, call: number, request: FillRequest) => Pixels | readonly Pixels[]

/** Takes any size, and answers what a test says. A dollar makes what was paid for easy to read. */
function engineOf(answer: Answer, limits: Partial<Limits> = {}) {
  const requests: FillRequest[] = []
  const engine: Engine = {
    name: 'model',
    contract: 1,
    limits: { maxCandidates: 4, takesMask: false, drifts: true, targets: [], usdPerImage: 1, ...limits },
    accepts: () => true,
    fingerprint: () => ({}),
    async fill(request) {
      requests.push(request)
      const answers = [answer(request.image.pixels as Pixels<Uint8Array>, requests.length, request)].flat() as Pixels[]
      return answers.map((image): Candidate => ({ image }))
    },
  }
  return { engine, requests }
}

/** What a removal gave, or the error that it failed with. */
interface Removed extends Result {
  readonly requests: readonly FillRequest[]
  readonly error?: PaintoutError
}

describe('register', () => {
  let plate: Pixels<Uint8Array>
  let photo: Pixels<Uint8Array>

  before(async () => {
    plate = await photograph()
    photo = withDisk(plate)
  })

  /** What a model that removes for real gives back: the plate where the region is, drifted. */
  const plateOf = (seen: Pixels<Uint8Array>): Pixels<Uint8Array> => {
    assert.deepEqual([seen.width, seen.height], [photo.width, photo.height], 'the region is the whole photo')
    return plate
  }

  async function remove(
    answer: Answer,
    options: RemovalOptions = {},
    job: RemovalJob = {},
    limits?: Partial<Limits>,
  ): Promise<Removed> {
    const { engine, requests } = engineOf(answer, { sizes: [[photo.width, photo.height]], ...limits })
    const bring = plugin(function bring() {
      this.engine(engine)
      // One size, and a region of it: there is nothing to resize.
      this.hooks.plan.tap('bring', (planning) => ({
        ...planning,
        regions: planning.regions.map((region) => ({
          ...region,
          rect: { left: 0, top: 0, width: photo.width, height: photo.height },
          size: [photo.width, photo.height] as const,
          scale: 1,
        })),
      }))
      return undefined
    })
    const processor = paintout().use(bring).use(removal(options))
    const done = processor.process(photo, { mask: diskMask(photo), ...(job as object) })
    return { requests, ...(await done.catch((error) => ({ error }))) } as Removed
  }

  const drifts: Change = { dx: 7.4, dy: -5.2, scale: 1.02, gain: 1.03, offset: -7 }

  it('puts an answer in place and in tone: what is left is what straight lines between samples cost', async () => {
    const { pixels, report } = await remove((seen) => drift(plateOf(seen), drifts))
    const mask = diskMask(photo)
    const still = await remove((seen) => plateOf(seen))
    assert.ok(differenceInside(drift(plate, drifts), plate, mask) > 15)
    assert.ok(differenceInside(still.pixels, plate, mask) < 1)
    assert.ok(differenceInside(pixels, plate, mask) < 6)
    assert.equal(report.outsideChanged, 0)
  })

  it('says in the report how far it drifted', async () => {
    const { report } = await remove((seen) => drift(plateOf(seen), drifts))
    const { attempts, usd, drift: found } = report.regions[0]!
    assert.deepEqual([attempts, usd], [1, 1])
    assert.ok(Math.abs(found!.dx - 7.4) < 0.3 && Math.abs(found!.dy + 5.2) < 0.3)
    assert.ok(Math.abs(found!.scale - 1.02) < 0.002)
    assert.ok(found!.agree > 0.95)
  })

  it('asks again with another seed, and counts and prices both', async () => {
    const { report, requests } = await remove((seen, call) => (call === 1 ? mirrored(seen) : plateOf(seen)))
    assert.deepEqual(
      requests.map(({ seed }) => seed),
      [undefined, 1],
    )
    assert.deepEqual([report.regions[0]!.attempts, report.regions[0]!.usd], [2, 2])
    assert.deepEqual(report.warnings.filter(isOf('drift')), [])
  })

  it('counts seeds up from the one that was given', async () => {
    const { requests } = await remove((seen) => mirrored(seen), { attempts: 3 }, { seed: 4294967295 })
    assert.deepEqual(
      requests.map(({ seed }) => seed),
      [4294967295, 0, 1],
    )
  })

  it('fails with `drift` when no attempt is left', async () => {
    const { error, requests } = await remove((seen) => mirrored(seen))
    assert.equal(requests.length, 2)
    assert.equal(error!.code, 'drift')
    assert.equal(error!.by, 'model')
    assert.match(
      error!.message,
      /^Expected `model` to keep the input outside the mask, got an answer that agrees with /,
    )
    assert.match(error!.message, /It was asked for 2 times: allow more `attempts`/)
  })

  it('fails with `drift` where the picture comes back between bars', async () => {
    const bars = (seen: Pixels<Uint8Array>) => {
      const data = new Uint8Array(seen.data.length)
      const stride = 3 * seen.width
      for (let y = 20; y < seen.height - 20; y++) {
        const from = Math.floor(((y - 20) * seen.height) / (seen.height - 40))
        data.set(plate.data.subarray(from * stride, (from + 1) * stride), y * stride)
      }
      return { ...seen, data }
    }
    const { error } = await remove(bars, { attempts: 1 })
    assert.equal(error!.code, 'drift')
  })

  it('fails with `not-removed` where the object is still there', async () => {
    const { error, requests } = await remove((seen) => drift(seen, { offset: 5 }), { attempts: 1 })
    assert.equal(requests.length, 1)
    assert.equal(error!.code, 'not-removed')
  })

  it('warns instead where it is asked to', async () => {
    const { report, pixels } = await remove((seen) => mirrored(seen), { attempts: 1, onDrift: 'warn' })
    assert.deepEqual(report.warnings.filter(isOf('drift')).length, 1)
    assert.equal(report.regions[0]!.drift!.agree < 0.5, true)
    assert.equal(pixels.width, photo.width)
  })

  it('leaves out the candidates that drifted too far, says so, and puts the best first', async () => {
    const answers = (seen: Pixels<Uint8Array>) => [mirrored(seen), drift(plate, { warp: 3 }), plate]
    const { report, candidates, pixels, requests } = await remove(answers, {}, { candidates: 3 })
    assert.equal(requests.length, 1)
    assert.equal(candidates.length, 2)
    assert.deepEqual([report.regions[0]!.candidates, report.regions[0]!.usd], [2, 3])
    assert.match(report.warnings.find(isOf('drift'))!.message, /^1 of 3 candidates were left out\./)
    assert.ok(differenceInside(pixels, plate, diskMask(photo)) < 1)
    assert.ok(differenceInside(candidates[1]!, plate, diskMask(photo)) > 1)
  })

  it('holds engines that take a mask to nothing unless asked to', async () => {
    const takesMask = { takesMask: true }
    const answer: Answer = (seen) => mirrored(seen)
    assert.equal((await remove(answer, {}, {}, takesMask)).error, undefined)
    assert.equal((await remove(answer, { minAgree: 0.75 }, {}, takesMask)).error!.code, 'drift')
  })

  it('leaves the fills of engines that do not drift as they are', async () => {
    const { report, pixels } = await remove(() => drift(plate, { dx: 9, offset: 12 }), {}, {}, { drifts: false })
    assert.equal(report.regions[0]!.drift, undefined)
    assert.ok(differenceInside(pixels, drift(plate, { dx: 9, offset: 12 }), diskMask(photo)) < 1)
  })

  it('refuses what is no share, at the call', () => {
    assert.throws(() => removal({ minAgree: 75 }), { code: 'invalid-option' })
    assert.throws(() => removal({ attempts: 0 }), { code: 'invalid-option' })
  })
})

function isOf(code: string) {
  return (warning: Warning) => warning.code === code
}

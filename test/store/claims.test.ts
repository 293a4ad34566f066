import assert from 'node:assert/strict'
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdir, readdir, rename, stat, utimes, writeFile } from 'node:fs/promises'
import { hostname } from 'node:os'
import { Worker } from 'node:worker_threads'
import { type ClaimRecord, claimTimes, openClaims, verifyStore } from '@paintout/store'
import { useFolder } from '../fixtures/folder.ts'

const key = 'ab'.repeat(32)
const other = 'cd'.repeat(32)
const about = { engine: 'paid', photo: 'photo.jpg', images: 2, usd: 0.08 }
const times = { renew: 50, expire: 60_000, poll: 10 }
const never = new AbortController().signal
const unanswered = async () => false

describe('a claim', () => {
  const folder = useFolder()
  const file = (generation: number, of = key) => folder.path(`claims/${of.slice(0, 32)}.${generation}.json`)

  /** A claim that somebody else left. */
  async function leave(record: Partial<ClaimRecord>, age = 0): Promise<void> {
    await mkdir(folder.path('claims'), { recursive: true })
    const whole = { version: 1, key, call: 'c0ffee00', space: '', time: '2026-01-01T00:00:00Z', ...about, ...record }
    await writeFile(file(1), JSON.stringify(whole))
    const then = new Date(Date.now() - age)
    await utimes(file(1), then, then)
  }

  it('is renewed every 5 s, and void 60 s after the last time', () => {
    assert.deepEqual([claimTimes.renew, claimTimes.expire], [5_000, 60_000])
  })

  it('is on disk with key, host, process, time and price while it is held, and gone after', async () => {
    const claims = openClaims(folder.path('.'), times)
    const lease = await claims.take([key, other], about, unanswered, never)
    const [{ record } = { record: undefined }] = await claims.list()
    const { host, process: id, usd, images, engine, photo, time, key: claimed } = record!
    assert.deepEqual(
      { host, id, usd, images, engine, photo, claimed },
      { host: hostname(), id: process.pid, usd: 0.08, images: 2, engine: 'paid', photo: 'photo.jpg', claimed: key },
    )
    assert.ok(Date.parse(time) > 0)
    assert.equal((await claims.list()).length, 2)
    await lease!.end()
    assert.deepEqual(await readdir(folder.path('claims')), [])
  })

  it('keeps others waiting until it ends, one after the other', async () => {
    const claims = [1, 2, 3, 4].map(() => openClaims(folder.path('.'), times))
    let holders = 0
    let most = 0
    await Promise.all(
      claims.map(async (each) => {
        const lease = await each.take([key, other], about, unanswered, never)
        most = Math.max(most, ++holders)
        await new Promise((resolve) => setTimeout(resolve, 20))
        holders--
        await lease!.end()
      }),
    )
    assert.equal(most, 1)
  })

  it('is not waited for any longer once there is an answer', async () => {
    const claims = openClaims(folder.path('.'), times)
    const lease = await claims.take([key], about, unanswered, never)
    let isAnswered = false
    const waiting = claims.take([key], about, async () => isAnswered, never)
    isAnswered = true
    assert.equal(await waiting, undefined)
    await lease!.end()
  })

  it('is not waited for by who is aborted', async () => {
    const claims = openClaims(folder.path('.'), times)
    const lease = await claims.take([key], about, unanswered, never)
    const controller = new AbortController()
    const waiting = claims.take([key], about, unanswered, controller.signal)
    controller.abort()
    await assert.rejects(waiting)
    await lease!.end()
    assert.deepEqual(await readdir(folder.path('claims')), [])
  })

  it('of another host is waited for while it is renewed, and void 60 s after', async () => {
    const claims = openClaims(folder.path('.'), times)
    await leave({ host: 'elsewhere', process: 1 }, 59_000)
    const soon = AbortSignal.timeout(200)
    await assert.rejects(claims.take([key], about, unanswered, soon))
    await leave({ host: 'elsewhere', process: 1 }, 61_000)
    const lease = await claims.take([key], about, unanswered, never)
    // The void one stays beside the new one: its answer is lost, and that is to be listed.
    assert.deepEqual(
      (await claims.list()).map(({ isVoid }) => isVoid),
      [true, false],
    )
    await lease!.end()
    assert.equal((await claims.list()).length, 1)
  })

  it('of a process on this host is void at once when that is dead', async () => {
    const child = spawn(process.execPath, ['-e', ''])
    await new Promise((resolve) => child.on('close', resolve))
    const claims = openClaims(folder.path('.'), times)
    const lease = await claims.take([key], about, unanswered, never)
    const { space } = (await claims.list())[0]!.record!
    await lease!.end()
    await leave({ host: hostname(), process: child.pid!, space })
    assert.equal((await claims.list())[0]!.isVoid, true)
    await leave({ host: hostname(), process: process.ppid, space })
    assert.equal((await claims.list())[0]!.isVoid, false)
    // A process id that was given again, to us.
    await leave({ host: hostname(), process: process.pid, space })
    assert.equal((await claims.list())[0]!.isVoid, true)
    // The same number in another container is another process.
    await leave({ host: hostname(), process: child.pid!, space: 'pid:[1]' })
    assert.equal((await claims.list())[0]!.isVoid, false)
  })

  it('of another thread of this process is waited for: it is no dead one', async () => {
    const code = `
      const { parentPort, workerData } = require('node:worker_threads')
      import(workerData.tsx).then(async ({ register }) => {
        register()
        const { openClaims } = await import(workerData.store)
        const lease = await openClaims(workerData.folder).take(
          [workerData.key], workerData.about, async () => false, new AbortController().signal)
        parentPort.once('message', () => lease.end())
        parentPort.postMessage('taken')
      })`
    const [store, tsx] = ['@paintout/store', 'tsx/esm/api'].map((name) => import.meta.resolve(name))
    const workerData = { store, tsx, folder: folder.path('.'), key, about }
    const worker = new Worker(code, { eval: true, workerData })
    try {
      await once(worker, 'message')
      const claims = openClaims(folder.path('.'), times)
      assert.deepEqual(
        (await claims.list()).map(({ isVoid }) => isVoid),
        [false],
      )
      const endOther = async () => {
        worker.postMessage('end')
        return false
      }
      const lease = await claims.take([key], about, endOther, never)
      assert.deepEqual(
        (await claims.list()).map(({ record }) => record?.call),
        [lease!.call],
      )
      await lease!.end()
    } finally {
      await worker.terminate()
    }
  })

  it('that was taken over while its process stood still lets no call out', async () => {
    const next = openClaims(folder.path('.'), times)
    const slow = { ...times, renew: 60_000 }
    const lease = (await openClaims(folder.path('.'), slow).take([key, other], about, unanswered, never))!
    const then = new Date(Date.now() - 61_000)
    for (const each of [key, other]) await utimes(file(1, each), then, then)
    const taken = (await next.take([key, other], about, unanswered, never))!
    assert.throws(() => lease.noteSent(), { code: 'store-failed' })
    taken.noteSent()
    await lease.end()
    assert.deepEqual(
      (await next.list()).map(({ generation, isSent }) => [generation, isSent]),
      [
        [2, true],
        [2, true],
      ],
    )
    await taken.end()
  })

  it('that went void is held again by the call that goes out, if nobody took it', async () => {
    const slow = { ...times, renew: 60_000 }
    const lease = (await openClaims(folder.path('.'), slow).take([key], about, unanswered, never))!
    const then = new Date(Date.now() - 61_000)
    await utimes(file(1), then, then)
    lease.noteSent()
    assert.equal(await openClaims(folder.path('.'), times).take([key], about, async () => true, never), undefined)
    await lease.end()
  })

  it('holds though a void one of a higher number lies beside it', async () => {
    await leave({ host: 'elsewhere', process: 1, call: 'c0ffee01' }, 61_000)
    await rename(file(1), file(2))
    await leave({ host: 'elsewhere', process: 1, call: 'c0ffee02' })
    const claims = openClaims(folder.path('.'), times)
    assert.equal(await claims.take([key], about, async () => true, never), undefined)
    assert.equal((await claims.list()).length, 2)
  })

  it('whose file was cut off is waited for like that of another host', async () => {
    await mkdir(folder.path('claims'), { recursive: true })
    await writeFile(file(1), '{"version":1,')
    const claims = openClaims(folder.path('.'), times)
    assert.equal((await claims.list())[0]!.isVoid, false)
    const then = new Date(Date.now() - 61_000)
    await utimes(file(1), then, then)
    const lease = await claims.take([key], about, unanswered, never)
    assert.ok(lease)
    await lease.end()
  })

  it('is renewed while it is held', async () => {
    const claims = openClaims(folder.path('.'), times)
    const lease = await claims.take([key], about, unanswered, never)
    const long = new Date(Date.now() - 50_000)
    await utimes(file(1), long, long)
    while (Date.now() - (await stat(file(1))).mtimeMs > 40_000) await new Promise((resolve) => setTimeout(resolve, 10))
    await lease!.end()
  })

  it('that is abandoned is void at once, and stays to be listed', async () => {
    const claims = openClaims(folder.path('.'), times)
    const lease = await claims.take([key], about, unanswered, never)
    await lease!.abandon()
    assert.deepEqual(
      (await claims.list()).map(({ isVoid }) => isVoid),
      [true],
    )
  })

  it('hands on an answer that arrived and was not stored, once', async () => {
    const claims = openClaims(folder.path('.'), times)
    const image = { data: new Uint8Array([1, 2, 3]), width: 1, height: 1, channels: 3 } as const
    const died = await claims.take([key, other], about, unanswered, never)
    died!.noteSent()
    died!.noteAnswer([{ image, note: 'kept' }, { image: { bytes: new Uint8Array([7]) } }])
    await died!.abandon()
    assert.deepEqual(
      (await claims.list()).map(({ isSent, isAnswered }) => [isSent, isAnswered]),
      [
        [true, true],
        [true, true],
      ],
    )

    let isStored = false
    const next = await claims.take([key, other], about, async () => isStored, never)
    assert.deepEqual(next!.answered, [{ image, note: 'kept' }, { image: { bytes: new Uint8Array([7]) } }])
    isStored = true
    await next!.end()
    assert.deepEqual(await readdir(folder.path('claims')), [])
  })

  it('whose call never went out is lost to nobody', async () => {
    const claims = openClaims(folder.path('.'), times)
    const lease = await claims.take([key], about, unanswered, never)
    await lease!.abandon()
    assert.deepEqual((await verifyStore(folder.path('.'))).lost, [])
    const sent = await claims.take([other], about, unanswered, never)
    sent!.noteSent()
    await sent!.abandon()
    assert.equal((await verifyStore(folder.path('.'))).lost.length, 1)
  })
})

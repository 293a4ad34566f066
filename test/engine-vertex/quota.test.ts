import assert from 'node:assert/strict'
import { setTimeout as delay } from 'node:timers/promises'
import { startEmulator } from '@paintout/emulator'
import { createVertex } from '@paintout/engine-vertex'
import { sharedQuota } from '../../packages/engine-vertex/src/quota.ts'
import { contextFor, imagen3, optionsFor, requestFor } from './requests.ts'

const wanted = { requestsPerMinute: 60_000, concurrency: 8 }

describe('a quota', () => {
  it('is one for all versions of a model in a project and a location, and for no other', () => {
    const { queue } = sharedQuota('a', 'us-central1', 'imagen-3.0-capability-001', wanted)
    assert.equal(sharedQuota('a', 'us-central1', 'imagen-3.0-capability-002', wanted).queue, queue)
    assert.notEqual(sharedQuota('b', 'us-central1', 'imagen-3.0-capability-001', wanted).queue, queue)
    assert.notEqual(sharedQuota('a', 'europe-west4', 'imagen-3.0-capability-001', wanted).queue, queue)
    assert.notEqual(sharedQuota('a', 'us-central1', 'imagegeneration@006', wanted).queue, queue)
  })

  it('holds no more calls in any window than its share of it', async () => {
    const { queue } = sharedQuota('pace', 'us-central1', imagen3, { requestsPerMinute: 1200, concurrency: 100 })
    const starts: number[] = []
    await Promise.all(Array.from({ length: 65 }, () => queue.add(async () => starts.push(performance.now()))))
    for (const [index, start] of starts.entries()) {
      for (const window of [250, 500, 1000, 2000]) {
        const within = starts.filter((each) => each >= start && each < start + window).length
        assert.ok(within <= (1200 * window) / 60_000, `${within} calls in the ${window} ms after call ${index}`)
      }
    }
  })

  it('holds no more calls at once than `concurrency`, across engines', async () => {
    const emulator = await startEmulator({ answer: 'echo', latency: 20 })
    const options = { ...optionsFor(emulator, { model: imagen3 }), concurrency: 3 }
    const engines = [createVertex(options), createVertex(options)]
    let running = 0
    let most = 0
    const watch = setInterval(() => {
      running = emulator.calls.filter(({ status }) => status === 0).length
      most = Math.max(most, running)
    }, 1)
    await Promise.all(
      Array.from({ length: 12 }, (_, index) => engines[index % 2]!.engine.fill(requestFor(), contextFor())),
    )
    clearInterval(watch)
    for (const { close } of engines) close()
    await emulator.close()
    assert.equal(emulator.calls.length, 12)
    assert.ok(most >= 1 && most <= 3, `${most} calls at once`)
  })

  it('is what the first in a process says, and a later one is told', async () => {
    const emulator = await startEmulator({ answer: 'echo' })
    const first = createVertex(optionsFor(emulator, { model: imagen3, project: 'told' }))
    const second = createVertex(optionsFor(emulator, { model: imagen3, project: 'told', requestsPerMinute: 30 }))
    await first.engine.fill(requestFor(), contextFor())
    const context = contextFor()
    await second.engine.fill(requestFor(), context)
    assert.deepEqual(
      context.warnings.filter(({ code }) => code === 'quota-shared').map(({ message }) => message),
      [
        'This process already calls `imagen-3.0-capability-001` in `told` with at most 60000 requests a minute, 8 at once: that holds, not 30 and 8.',
      ],
    )
    first.close()
    second.close()
    await emulator.close()
  })

  it('lets go of a call that is aborted while it waits', async () => {
    const { queue } = sharedQuota('wait', 'us-central1', imagen3, { requestsPerMinute: 60_000, concurrency: 1 })
    const busy = queue.add(() => delay(50))
    const abort = new AbortController()
    const waiting = queue.add(async () => assert.fail('was run'), { signal: abort.signal })
    abort.abort()
    await assert.rejects(waiting, { name: 'AbortError' })
    await busy
  })
})

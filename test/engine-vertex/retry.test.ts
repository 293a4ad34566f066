import assert from 'node:assert/strict'
import { statusFailure } from '../../packages/engine-vertex/src/failures.ts'
import { readDuration, readRetryAfter, withRetries } from '../../packages/engine-vertex/src/retry.ts'
import { contextFor, imagen3, requestFor, withEngine } from './requests.ts'

function failure(status: number, headers: object, details: readonly object[] = []) {
  const body = Buffer.from(JSON.stringify({ error: { code: status, details } }))
  return statusFailure({ status, headers: headers as never, body }, imagen3, 'host')
}

const retryInfo = { '@type': 'type.googleapis.com/google.rpc.RetryInfo', retryDelay: '3.5s' }

describe('a retry', () => {
  it('waits as long as Retry-After says, in seconds or until a date', () => {
    assert.equal(readRetryAfter('12'), 12_000)
    assert.equal(readRetryAfter('Sun, 22 Nov 2026 12:00:30 GMT', Date.parse('2026-11-22T12:00:00Z')), 30_000)
    assert.equal(readRetryAfter('Sun, 22 Nov 2026 12:00:30 GMT', Date.parse('2026-11-22T13:00:00Z')), 0)
    assert.equal(readRetryAfter('soon'), 0)
    assert.equal(readRetryAfter(undefined), 0)
  })

  it('waits as long as google.rpc.RetryInfo says', () => {
    assert.equal(readDuration('3.5s'), 3500)
    assert.equal(readDuration('3.5'), 0)
    assert.equal(failure(503, {}, [retryInfo]).retryAfter, 3500)
  })

  it('waits for the longer of both', () => {
    assert.equal(failure(429, { 'retry-after': '2' }, [retryInfo]).retryAfter, 3500)
    assert.equal(failure(429, { 'retry-after': '9' }, [retryInfo]).retryAfter, 9000)
  })

  for (const status of [408, 429, 500, 502, 503, 504]) {
    it(`is made after ${status}`, () => assert.equal(failure(status, {}).retryAfter, 0))
  }

  for (const status of [302, 400, 401, 403, 404, 413, 499, 501]) {
    it(`is not made after ${status}`, () => assert.equal(failure(status, { 'retry-after': '1' }).retryAfter, undefined))
  }

  it('is made as often as `retries` says, and no more', async () => {
    for (const retries of [0, 1, 3]) {
      let calls = 0
      const asked = withRetries(
        async () => {
          calls++
          throw new Error(`call ${calls}`)
        },
        { retries, retryDelay: 0, signal: AbortSignal.timeout(10_000), mayRetry: () => ({ after: 0 }), retrying() {} },
      )
      await assert.rejects(asked, { message: `call ${retries + 1}` })
      assert.equal(calls, retries + 1)
    }
  })

  it('succeeds with one warning for each call that failed', async () => {
    await withEngine({ model: imagen3 }, async ({ emulator, engine }) => {
      emulator.next('unavailable', 'reset')
      const context = contextFor()
      assert.equal((await engine.fill(requestFor(), context)).length, 1)
      assert.deepEqual(
        context.warnings.filter(({ code }) => code === 'retried').map(({ message }) => message),
        [
          '`imagen-3.0-capability-001` was asked again, 1 of 2, after 503 UNAVAILABLE "The service is currently unavailable".',
          '`imagen-3.0-capability-001` was asked again, 2 of 2, after "an answer that broke off". That call may have been charged too.',
        ],
      )
      assert.deepEqual({ calls: emulator.calls.length, images: emulator.images }, { calls: 3, images: 2 })
    })
  })

  it('ends at once when the signal says so', async () => {
    await withEngine({ model: imagen3, retryDelay: 60_000 }, async ({ emulator, engine }) => {
      emulator.next('unavailable')
      const abort = new AbortController()
      const context = contextFor(abort.signal)
      const asked = engine.fill(requestFor(), { ...context, warn: (code) => code === 'retried' && abort.abort() })
      await assert.rejects(asked, { name: 'AbortError' })
      assert.equal(emulator.calls.length, 1)
    })
  })

  it('is not made of a call that was aborted in the middle', async () => {
    await withEngine({ model: imagen3 }, async ({ emulator, engine }) => {
      emulator.next('hang')
      const abort = new AbortController()
      const asked = engine.fill(requestFor(), contextFor(abort.signal))
      while (emulator.calls.length === 0) await new Promise((resolve) => setTimeout(resolve, 5))
      abort.abort()
      await assert.rejects(asked, { name: 'AbortError' })
      assert.equal(emulator.calls.length, 1)
    })
  })
})

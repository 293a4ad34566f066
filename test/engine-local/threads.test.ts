import assert from 'node:assert/strict'
import { execFile } from 'node:child_process'
import { promisify } from 'node:util'
import { PaintoutError } from '@paintout/core'
import { fillPixels } from '@paintout/engine-local'
import { boxes, photo } from './photos.ts'

describe('the threads of the local engine', () => {
  it('give the same fill alone, beside others, and with another seed another', async () => {
    const pixels = await photo('nagasaki-boats', 400)
    const mask = boxes(pixels, [120, 120, 70, 60])
    const alone = await fillPixels(pixels, mask)
    const several = await Promise.all([1, 2, 3, 4, 5].map(() => fillPixels(pixels, mask)))
    for (const { data } of several) assert.deepEqual(data, alone.data)
    const other = await fillPixels(pixels, mask, { seed: 2 })
    assert.notDeepEqual(other.data, alone.data)
  })

  it('fill holes that lie far apart as each alone', async () => {
    const pixels = await photo('march-pastoral', 600)
    const first = [20, 20, 30, 30] as const
    const second = [500, 200, 40, 30] as const
    const both = boxes(pixels, first, second)
    const together = await fillPixels(pixels, both)
    const one = await fillPixels(pixels, boxes(pixels, first))
    const then = await fillPixels(one, boxes(pixels, second))
    assert.deepEqual(together.data, then.data)
  })

  it('stop in the middle of their work, and the next fill is right', async () => {
    const pixels = await photo('black-canyon', 1000)
    const mask = boxes(pixels, [250, 200, 500, 350])
    const small = boxes(pixels, [300, 300, 40, 40])
    const expected = await fillPixels(pixels, small)
    const controller = new AbortController()
    const shares: number[] = []
    const progress = (share: number) => {
      shares.push(share)
      controller.abort(new Error('enough'))
    }
    await assert.rejects(fillPixels(pixels, mask, { signal: controller.signal, progress }), (error) => {
      assert.ok(PaintoutError.is(error))
      assert.equal(error.code, 'aborted')
      assert.match(String(error.cause), /enough/)
      return true
    })
    assert.ok(shares.length > 0 && shares[0]! < 1, 'expected the abort to come in the middle')
    assert.deepEqual((await fillPixels(pixels, small)).data, expected.data)
  })

  it('do not start for a signal that was aborted before', async () => {
    const pixels = await photo('black-canyon', 100)
    await assert.rejects(
      fillPixels(pixels, boxes(pixels, [20, 20, 10, 10]), { signal: AbortSignal.abort() }),
      (error) => PaintoutError.is(error) && error.code === 'aborted',
    )
  })

  it('tell how far they are, forwards and to the end', async () => {
    const pixels = await photo('black-canyon', 400)
    const shares: number[] = []
    await fillPixels(pixels, boxes(pixels, [100, 100, 80, 80]), { progress: (share) => shares.push(share) })
    assert.ok(shares.length > 3)
    assert.deepEqual(
      shares,
      shares.toSorted((a, b) => a - b),
    )
    assert.equal(shares.at(-1), 1)
  })

  it('let a script that is done end by itself', async () => {
    const script = `
      import { fillPixels } from '@paintout/engine-local'
      const data = Uint8Array.from({ length: 64 * 64 }, (_, i) => (i * 37) % 251)
      const mask = { width: 64, height: 64, channels: 1, data: new Uint8Array(64 * 64).fill(255, 2000, 2020) }
      const filled = await fillPixels({ data, width: 64, height: 64, channels: 1 }, mask)
      console.log('filled', filled.data.length)`
    const started = ['--import', 'tsx', '--conditions=@paintout/source', '--input-type=module', '--eval', script]
    const { stdout } = await promisify(execFile)(process.execPath, started, {
      cwd: new URL('../..', import.meta.url),
      env: { ...process.env, NODE_OPTIONS: '' },
      // Far over what it takes, under the time after which idle threads end.
      timeout: 9_000,
    })
    assert.equal(stdout.trim(), 'filled 4096')
  })
})

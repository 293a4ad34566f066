import assert from 'node:assert/strict'
import { PassThrough } from 'node:stream'
import { text } from 'node:stream/consumers'
import type { WriteStream } from 'node:tty'
import { createLogger } from 'vite'
import type { Asked } from '../../../packages/plugin-vite/src/cleaning/asked.ts'
import { createProgress } from '../../../packages/plugin-vite/src/saying/progress.ts'

const asked = (name: string): Asked => ({ photo: `/shop/${name}`, by: 'rule', masks: [], job: {}, removal: {} })

async function run(isTTY: boolean, logLevel?: 'warn'): Promise<{ shown: string; logged: string[] }> {
  const logged: string[] = []
  const logger = { ...createLogger('silent'), info: (line: string) => void logged.push(line) }
  const stdout = Object.assign(new PassThrough(), { isTTY, columns: 30 }) as unknown as WriteStream
  const shown = text(stdout as never)
  const before = process.env.CI
  delete process.env.CI
  const progress = createProgress({ logger, ...(logLevel ? { logLevel } : {}) } as never, '/shop', stdout)
  if (before !== undefined) process.env.CI = before
  progress.start(asked('a.jpg'))
  progress.start(asked('a photo with quite a long name.jpg'))
  progress.end(asked('a.jpg'))
  progress.end(asked('a photo with quite a long name.jpg'))
  progress.clear()
  stdout.end()
  return { shown: await shown, logged }
}

describe('the progress of a build', () => {
  it('is one line on a terminal, not longer than it, and gone at the end', async () => {
    const { shown, logged } = await run(true)
    const lines = shown.split('\u001b[1G\u001b[2K')
    assert.deepEqual(lines, ['cleaning (0/1) a.jpg', 'cleaning (0/2) a photo with q', 'cleaning (1/2) a.jpg', ''])
    assert.deepEqual(logged, [])
  })

  it('is nothing elsewhere, as long as it is short', async () => {
    assert.deepEqual(await run(false), { shown: '', logged: [] })
  })

  it('is nothing where `logLevel` wants less', async () => {
    assert.deepEqual(await run(true, 'warn'), { shown: '', logged: [] })
  })
})

import assert from 'node:assert/strict'
import { PassThrough } from 'node:stream'
import { text } from 'node:stream/consumers'
import type { Progress } from '@paintout/core'
import { createProgressLine } from '../../packages/cli/src/progress.ts'
import type { Shell } from '../../packages/cli/src/shell.ts'

const events: readonly Progress[] = [
  { type: 'planned', name: 'photo.jpg', regions: 2, engine: 'local', known: 0, images: 0, usd: 0 },
  { type: 'started', name: 'photo.jpg', region: 0 },
  { type: 'working', name: 'photo.jpg', region: 0, share: 0.5 },
  { type: 'answered', name: 'photo.jpg', region: 0 },
  { type: 'known', name: 'photo.jpg', region: 1 },
  { type: 'done', name: 'photo.jpg', milliseconds: 7 },
]

describe('the progress line', () => {
  it('is rewritten in place on a terminal, and gone at the end', async () => {
    const written = await show({ isTTY: true, columns: 60 })
    const lines = written.split('\u001b[1G\u001b[2K')
    assert.deepEqual(
      lines.map((line) => line.match(/ (\d+ %) {2}photo\.jpg · local · 2 regions$/)?.[1]),
      ['0 %', '25 %', '50 %', '100 %', undefined],
    )
    assert.equal(lines.at(-1), '')
    assert.doesNotMatch(written, /\n/)
  })

  it('never wraps', async () => {
    const lines = (await show({ isTTY: true, columns: 20 })).split('\u001b[1G\u001b[2K')
    assert.ok(lines.every((line) => line.length < 20))
  })

  it('is silent without a terminal, and in continuous integration', async () => {
    assert.equal(await show({ isTTY: false, columns: 60 }), '')
    assert.equal(await show({ isTTY: true, columns: 60 }, { CI: 'true' }), '')
  })
})

async function show(terminal: { isTTY: boolean; columns: number }, env: NodeJS.ProcessEnv = {}): Promise<string> {
  const stderr = Object.assign(new PassThrough(), terminal)
  const line = createProgressLine({ stderr, env } as unknown as Shell)
  for (const event of events) line.update(event)
  line.clear()
  stderr.end()
  return text(stderr)
}

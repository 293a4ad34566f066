import assert from 'node:assert/strict'
import { PassThrough } from 'node:stream'
import { text } from 'node:stream/consumers'
import { stripVTControlCharacters } from 'node:util'
import type { Report } from '@paintout/core'
import { createDisplay, printable, timeLeft } from '../../packages/cli/src/batch/display.ts'
import { count, countCallsOf, createTotals, type Outcome } from '../../packages/cli/src/batch/outcome.ts'
import type { Shell } from '../../packages/cli/src/shell.ts'

const report = { regions: [{ known: false, attempts: 1, usd: 0.04 }], warnings: [] } as unknown as Report
const made: Outcome = { status: 'made', report }

async function show(terminal: object, env: NodeJS.ProcessEnv = {}): Promise<string> {
  const stderr = Object.assign(new PassThrough(), terminal)
  const totals = createTotals(200)
  const display = createDisplay({ stderr, env } as unknown as Shell, totals)
  const written = text(stderr)
  for (let photo = 0; photo < 200; photo++) {
    const name = `photos/${photo}.jpg`
    display.start(name)
    display.update({ type: 'planned', name, engine: 'paid', regions: 1, known: 0, images: 1, usd: 0.04 })
    display.update({ type: 'working', name, region: 0, share: 0.5 })
    count(totals, photo === 7 ? { status: 'failed', error: new Error('bad') } : made)
    if (photo === 7) display.say(`${name}: bad`)
    else countCallsOf(totals, report)
    display.finish(name, totals)
  }
  display.close()
  stderr.end()
  return written
}

const donesOf = (written: string) => [...written.matchAll(/(\d+) of 200 photos/g)].map((match) => Number(match[1]))

describe('the display of a batch', () => {
  it('says a quiet line at each tenth where nobody watches, and what failed', async () => {
    for (const written of [await show({ isTTY: false }), await show({ isTTY: true, columns: 80 }, { CI: 'true' })]) {
      assert.deepEqual(donesOf(written), [20, 40, 60, 80, 100, 120, 140, 160, 180, 200])
      assert.equal(written.trim().split('\n').length, 11)
      assert.match(written, /^photos\/7\.jpg: bad$/m)
      assert.match(written, /█{16} 200 of 200 photos · 199 calls · \$7\.96 · 1 failed\n$/)
      assert.doesNotMatch(written, new RegExp(String.fromCharCode(27)))
    }
  })

  it('shows each photo under way and all of them on a terminal, and never goes back', async () => {
    const written = stripVTControlCharacters(await show({ isTTY: true, columns: 80, rows: 40 }))
    const dones = donesOf(written)
    assert.deepEqual(
      dones,
      [...dones].sort((a, b) => a - b),
    )
    assert.equal(dones.at(-1), 200)
    assert.match(written, /photos\/0\.jpg/)
    assert.match(written, /^photos\/7\.jpg: bad$/m)
  })

  it('says how long the rest takes at the pace of what was made, not of what was ready', () => {
    const totals = { ...createTotals(200), kept: 100 }
    assert.equal(timeLeft(totals, 10_000), '')
    assert.equal(timeLeft({ ...totals, made: 9, failed: 1 }, 5_000), ' · 45 s left')
    assert.equal(timeLeft({ ...totals, made: 10 }, 60_000), ' · 9 min left')
    assert.equal(timeLeft({ ...totals, made: 100 }, 60_000), '')
  })

  it('lets no name move the cursor', () => {
    assert.equal(printable('a\u001b[2Jb\nc'), 'a�[2Jb�c')
  })
})

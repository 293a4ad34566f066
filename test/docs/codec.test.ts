import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { formatTable } from '../../scripts/docs/codec.ts'
import { kinds } from '../fixtures/kinds.ts'

describe('docs/codec.md', () => {
  const text = readFileSync(new URL('../../docs/codec.md', import.meta.url), 'utf8')

  it('has the table of formats as the code has it: `tsx scripts/codec-tables.ts` renews it', () => {
    assert.ok(text.includes(formatTable()))
  })

  it('has measured every lossy kind of file', () => {
    const measured = [...text.matchAll(/^\| (.+?) \| \d+ % \|/gm)].map((row) => row[1])
    assert.deepEqual(
      measured,
      kinds.filter((kind) => !kind.lossless).map((kind) => kind.name),
    )
  })
})

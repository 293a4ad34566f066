import assert from 'node:assert/strict'
import { mkdirSync, rmSync, writeFileSync } from 'node:fs'
import { openIndex } from '../../packages/store/src/index-of-names.ts'
import { useFolder } from '../fixtures/folder.ts'

describe('the index of names', () => {
  const folder = useFolder()
  const stemOf = (entry: number) => [1, 2, 3].map((part) => `${part}${entry}`.padEnd(32, 'a')).join('-')

  it('sees, for each of many who ask at once, all that was there when it asked', async () => {
    mkdirSync(folder.path('fills'))
    const index = openIndex(folder.path('fills'))
    await Promise.all(
      Array.from({ length: 40 }, async (_, entry) => {
        for (let turn = 0; turn < entry % 7; turn++) await new Promise((resolve) => setImmediate(resolve))
        writeFileSync(folder.path(`fills/${stemOf(entry)}.json`), '{}')
        await index.refresh()
        assert.deepEqual(
          index.under([`1${entry}`.padEnd(64, 'a')]).map(({ stem }) => stem),
          [stemOf(entry)],
        )
      }),
    )
    assert.equal(index.all().length, 40)
    rmSync(folder.path(`fills/${stemOf(7)}.json`))
    await index.refresh()
    assert.deepEqual([index.all().length, index.under(['17'.padEnd(64, 'a')]).length], [39, 0])
  })

  it('goes on after a listing that failed', async () => {
    writeFileSync(folder.path('fills'), '')
    const index = openIndex(folder.path('fills'))
    await index.refresh().catch(() => {})
    rmSync(folder.path('fills'))
    mkdirSync(folder.path('fills'))
    writeFileSync(folder.path(`fills/${stemOf(1)}.json`), '{}')
    await index.refresh()
    assert.equal(index.all().length, 1)
  })
})

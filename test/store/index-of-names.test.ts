import assert from 'node:assert/strict'
import { mkdirSync, rmSync, writeFileSync } from 'node:fs'
import { openIndex } from '../../packages/store/src/index-of-names.ts'
import { readName } from '../../packages/store/src/names.ts'
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

  it('knows what this process has written, before and while and after the folder is listed', async () => {
    mkdirSync(folder.path('fills'))
    const index = openIndex(folder.path('fills'))
    const isKnown = (entry: number) => index.under([`1${entry}`.padEnd(64, 'a')]).length === 1
    for (let entry = 0; entry < 30; entry++) {
      const listing = entry % 3 === 0 ? undefined : index.refresh()
      if (entry % 3 === 2) await new Promise((resolve) => setImmediate(resolve))
      writeFileSync(folder.path(`fills/${stemOf(entry)}.json`), '{}')
      index.add(readName(stemOf(entry))!)
      assert.ok(isKnown(entry))
      await listing
      assert.ok(isKnown(entry))
    }
    rmSync(folder.path(`fills/${stemOf(3)}.json`))
    await index.refresh()
    assert.deepEqual([index.all().length, isKnown(3), isKnown(4)], [29, false, true])
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

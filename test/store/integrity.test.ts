import assert from 'node:assert/strict'
import { cp, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { verifyStore } from '@paintout/store'
import { damages } from '../fixtures/damages.ts'
import { useFolder } from '../fixtures/folder.ts'
import { cleanerOf, countingEngine, jobOf } from '../fixtures/paid-store.ts'
import { writePhotos } from '../fixtures/photos.ts'

describe('a damaged entry', () => {
  const folder = useFolder()
  let photo: string
  let directory: string
  beforeEach(async () => {
    ;[photo] = (await writePhotos(folder.path('photos'), 1)) as [string]
    directory = folder.path('store')
    const clean = cleanerOf(countingEngine(), { directory })
    // Another entry, to be swapped with.
    await clean.process(photo, jobOf({ seed: 9 }))
    await clean.process(photo, jobOf())
  })

  for (const damage of damages) {
    it(`that was ${damage.name} is said, set aside and made again; a frozen build fails`, async () => {
      for (let seed = 1; seed <= 6; seed++) {
        await cp(directory, folder.path('copy'), { recursive: true })
        const path = await damage.apply(folder.path('copy/fills'), seed)
        const verified = await verifyStore(folder.path('copy'))
        assert.equal(verified.sound + verified.damaged.length, 2)
        const engine = countingEngine()
        const frozen = cleanerOf(engine, { directory: folder.path('copy'), frozen: true })
        const jobs = [jobOf(), jobOf({ seed: 9 })]
        const results = await Promise.allSettled(jobs.map((job) => frozen.process(photo, job)))
        const refused = results.filter((result) => result.status === 'rejected')
        assert.ok(refused.length > 0, `${damage.name} ${path}`)
        for (const { reason } of refused) assert.equal(reason.code, 'not-in-store')
        assert.equal(engine.calls, 0)

        const clean = cleanerOf(engine, { directory: folder.path('copy') })
        const made = await Promise.all(jobs.map((job) => clean.process(photo, job)))
        assert.equal(engine.calls, refused.length)
        assert.equal(
          made.flatMap(({ report }) => report.warnings).filter(({ code }) => code === 'store-damaged').length,
          refused.length,
        )
        assert.equal((await verifyStore(folder.path('copy'))).damaged.length, 0)
        assert.ok((await readdir(folder.path('copy/damaged'))).length > 0)
        await rm(folder.path('copy'), { recursive: true })
      }
    })
  }

  it('hides nothing: files that are no entry are left alone', async () => {
    await writeFile(join(directory, 'fills', 'README.txt'), 'ours')
    await writeFile(join(directory, 'fills', 'x.json'), '{')
    const { sound, damaged } = await verifyStore(directory)
    assert.deepEqual([sound, damaged.length], [2, 0])
    assert.equal(await readFile(join(directory, 'fills', 'README.txt'), 'utf8'), 'ours')
  })
})

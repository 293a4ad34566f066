import assert from 'node:assert/strict'
import { existsSync } from 'node:fs'
import { chmod, readdir, rm } from 'node:fs/promises'
import { paintout, removal } from '@paintout/core'
import { local } from '@paintout/engine-local'
import { codec } from '@paintout/plugin-sharp'
import { isFrozen, store } from '@paintout/store'
import { useFolder } from '../fixtures/folder.ts'
import { cleanerOf, countingEngine, jobOf } from '../fixtures/paid-store.ts'
import { writePhotos } from '../fixtures/photos.ts'

describe('a build is frozen', () => {
  const cases: readonly (readonly [string, boolean | undefined, Record<string, string>, boolean])[] = [
    ['not by default', undefined, {}, false],
    ['where CI is set', undefined, { CI: 'true' }, true],
    ['where CI is 1, or any word', undefined, { CI: 'woodpecker' }, true],
    ['not where CI is 0', undefined, { CI: '0' }, false],
    ['not where CI is false', undefined, { CI: 'false' }, false],
    ['not where CI is empty', undefined, { CI: '' }, false],
    ['where PAINTOUT_FROZEN is 1', undefined, { PAINTOUT_FROZEN: '1' }, true],
    ['not where PAINTOUT_FROZEN is 0, though CI is set', undefined, { CI: 'true', PAINTOUT_FROZEN: '0' }, false],
    ['not where it was said, though CI is set', false, { CI: 'true', PAINTOUT_FROZEN: '1' }, false],
    ['where it was said, though the variable says no', true, { PAINTOUT_FROZEN: '0' }, true],
  ]
  for (const [what, said, env, expected] of cases) it(what, () => assert.equal(isFrozen(said, env), expected))
})

describe('a frozen build', () => {
  const folder = useFolder()
  let photo: string
  beforeEach(async () => {
    ;[photo] = (await writePhotos(folder.path('photos'), 1)) as [string]
  })

  it('that misses a paid fill names image, mask and the command that makes it, and sends nothing', async () => {
    const engine = countingEngine()
    const clean = cleanerOf(engine, { directory: folder.path('store'), frozen: true })
    const mask = photo.replace('.png', '.mask.png')
    const error = await clean.process(photo, { mask }).then(
      () => assert.fail('passed'),
      (error) => error,
    )
    assert.equal(error.code, 'not-in-store')
    assert.ok(error.message.includes(`the fill of ${photo} (mask: ${mask})`), error.message)
    assert.ok(error.message.includes(`npx paintout ${photo} --mask ${mask} --engine counting --no-frozen`))
    assert.equal(engine.calls, 0)
    assert.equal(existsSync(folder.path('store')), false)
  })

  it('computes with the local engine as ever', async () => {
    const clean = paintout()
      .use(codec)
      .use(store, { directory: folder.path('store'), frozen: true })
      .use(local)
      .use(removal())
    const { report } = await clean.process(photo, jobOf())
    assert.equal(report.regions[0]!.engine, 'local')
    await clean.close()
  })

  it('writes the very files of the run that paid, from a folder that cannot be written to', async () => {
    const engine = countingEngine()
    const paid = cleanerOf(engine, { directory: folder.path('store') })
    const outputs = ['jpg', 'png', 'webp']
    const write = async (clean: typeof paid, run: string) => {
      const result = await clean.process(photo, jobOf())
      return Promise.all(
        outputs.map((format) => result.toBuffer({ format: format.replace('jpg', 'jpeg') as 'jpeg' })),
      ).then((files) => files.map((file) => `${run.length} ${file.toString('base64')}`))
    }
    const first = await write(paid, 'run')
    await rm(folder.path('store/uses'), { recursive: true })
    for (const room of ['.', 'fills']) await chmod(folder.path(`store/${room}`), 0o555)
    try {
      const frozen = cleanerOf(countingEngine(), { directory: folder.path('store'), frozen: true })
      assert.deepEqual(await write(frozen, 'run'), first)
    } finally {
      for (const room of ['.', 'fills']) await chmod(folder.path(`store/${room}`), 0o755)
    }
    assert.equal((await readdir(folder.path('store/fills'))).length, 2)
    assert.equal(engine.calls, 1)
  })
})

import assert from 'node:assert/strict'
import { appendFile, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout } from 'node:timers/promises'
import { createSettling, whenWhole } from '../../../packages/plugin-vite/src/dev/settle.ts'
import { eventually } from '../../fixtures/eventually.ts'

describe('an edited file', () => {
  let folder: string
  let mask: string
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'paintout-settle-'))
    mask = join(folder, 'a.mask.png')
    await writeFile(mask, 'half')
  })
  afterEach(() => rm(folder, { recursive: true }))

  it('is heard of again, once, when it changed after the watcher spoke', async () => {
    const heard: string[] = []
    const settle = createSettling((file) => heard.push(file))
    settle(mask)
    await writeFile(mask, 'half and half')
    await eventually(() => heard.length > 0)
    await setTimeout(300)
    assert.deepEqual(heard, [mask])
  })

  it('is whole when nobody has written to it for a while', async () => {
    const parts = ['one', ' two', ' three', ' four']
    const writing = (async () => {
      for (const part of parts) {
        await appendFile(mask, part)
        await setTimeout(10)
      }
    })()
    await whenWhole(mask)
    assert.equal(await readFile(mask, 'utf8'), ['half', ...parts].join(''))
    await writing
  })

  it('is heard of again when it is gone', async () => {
    const heard: string[] = []
    createSettling((file) => heard.push(file))(mask)
    await rm(mask)
    await eventually(() => heard.length > 0)
    assert.deepEqual(heard, [mask])
  })

  it('is left alone when it stayed as it was', async () => {
    const heard: string[] = []
    createSettling((file) => heard.push(file))(mask)
    await setTimeout(300)
    assert.deepEqual(heard, [])
  })
})

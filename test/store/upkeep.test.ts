import assert from 'node:assert/strict'
import { execFile } from 'node:child_process'
import { copyFile, open, readdir, readFile, rm, utimes, writeFile } from 'node:fs/promises'
import { promisify } from 'node:util'
import { exportStore, listStore, openClaims, pruneStore, verifyStore } from '@paintout/store'
import { openUses } from '../../packages/store/src/uses.ts'
import { runCommand } from '../fixtures/command.ts'
import { useFolder } from '../fixtures/folder.ts'
import { cleanerOf, countingEngine, jobOf } from '../fixtures/paid-store.ts'
import { writePhotos } from '../fixtures/photos.ts'

describe('upkeep of a store', () => {
  const folder = useFolder()
  let photos: readonly string[]
  let directory: string
  beforeEach(async () => {
    photos = await writePhotos(folder.path('photos'), 3)
    directory = folder.path('.paintout')
    const clean = cleanerOf(countingEngine(), { directory })
    for (const photo of photos) await clean.process(photo, jobOf({ prompt: 'grass' }))
  })

  it('lists every answer with who uses it', async () => {
    const listed = await listStore(directory)
    assert.deepEqual(
      listed.flatMap(({ photos }) => photos).sort(),
      [0, 1, 2].map((index) => `photos/photo-000${index}.png`),
    )
    const { stdout, code } = await runCommand(['store', 'ls', '--store', directory])
    assert.equal(code, 0)
    assert.match(
      String(stdout),
      /^[0-9a-f]{12} {2}\d{4}-\d\d-\d\d {2}grey-1 {2}\$0\.04 {2}photos\/photo-000\d\.png {2}grass\n/,
    )
    assert.match(String(stdout), /^3 answers, \$0\.12$/m)
  })

  it('removes what no photo of the tree uses, and nothing else', async () => {
    await rm(photos[1]!)
    const [use] = await readdir(folder.path('.paintout/uses'))
    const dry = await pruneStore(directory, true)
    assert.deepEqual([dry.entries.length, dry.uses.length], [1, 1])
    assert.equal((await verifyStore(directory)).sound, 3)
    await rm(folder.path(`.paintout/uses/${use}`))
    const { stdout } = await runCommand(['store', 'prune', '--store', directory])
    assert.match(
      String(stdout),
      /^Removed 2 answers, 1 note of photos that are gone, 0 remains of crashes: \d+\.\d MB\n$/,
    )
    assert.equal((await verifyStore(directory)).sound, 1)
    const engine = countingEngine()
    await cleanerOf(engine, { directory, frozen: true }).process(photos[2]!, jobOf({ prompt: 'grass' }))
    assert.equal(engine.calls, 0)
  })

  it('refuses to throw away everything where no use is known', async () => {
    await rm(folder.path('.paintout/uses'), { recursive: true })
    await assert.rejects(pruneStore(directory), { code: 'store-failed', message: /Run your build first/ })
    assert.equal((await verifyStore(directory)).sound, 3)
    const clean = cleanerOf(countingEngine(), { directory, frozen: true })
    for (const photo of photos) await clean.process(photo, jobOf({ prompt: 'grass' }))
    assert.equal((await pruneStore(directory)).entries.length, 0)
  })

  it('clears what crashes leave', async () => {
    const [name] = (await readdir(folder.path('.paintout/fills'))).filter((file) => file.endsWith('.json'))
    await rm(folder.path(`.paintout/fills/${name}`))
    const png = folder.path(`.paintout/fills/${name!.replace('.json', '.png')}`)
    const call = folder.path('.paintout/claims/01234567-89ab-cdef-0123-456789abcdef.answer')
    for (const path of [`${png}.123456`, call]) await writeFile(path, 'half')
    // What is young may be somebody's who is writing it now.
    assert.deepEqual((await verifyStore(directory)).leftovers, [])
    const then = new Date(Date.now() - 61_000)
    for (const path of [png, `${png}.123456`, call]) await utimes(path, then, then)
    const { leftovers } = await verifyStore(directory)
    assert.deepEqual([...leftovers].sort(), [call, png, `${png}.123456`])
    assert.equal((await pruneStore(directory)).remains, 3)
    assert.deepEqual((await verifyStore(directory)).leftovers, [])
  })

  it('leaves an answer alone that was stored this moment, and is not noted as used yet', async () => {
    const [use] = await readdir(folder.path('.paintout/uses'))
    const text = await readFile(folder.path(`.paintout/uses/${use}`), 'utf8')
    const [, stem = ''] = text.trim().split('\n')
    await rm(folder.path(`.paintout/uses/${use}`))
    const { keys } = JSON.parse(await readFile(folder.path(`.paintout/fills/${stem}.json`), 'utf8'))
    const about = { engine: 'paid', photo: 'photo.jpg', images: 1, usd: 0.04 }
    const signal = new AbortController().signal
    const lease = await openClaims(directory).take([keys.first, keys.second], about, async () => false, signal)
    assert.equal((await pruneStore(directory)).entries.length, 0)
    await lease!.end()
    assert.deepEqual((await pruneStore(directory)).entries, [stem])
  })

  it('leaves an answer alone that is stored and noted while it looks', async function () {
    if (process.platform === 'win32') this.skip()
    // A use file that is read only once somebody writes it: pruning stands still there.
    const gate = folder.path('.paintout/uses/gate.txt')
    await promisify(execFile)('mkfifo', [gate])
    const pruning = pruneStore(directory)
    const opened = await open(gate, 'w')
    await cleanerOf(countingEngine(), { directory }).process(photos[0]!, jobOf({ prompt: 'sand' }))
    await opened.close()
    assert.deepEqual((await pruning).entries, [])
    assert.equal((await verifyStore(directory)).sound, 4)
  })

  it('knows a photo whose name is of two lines, or in quotes', async () => {
    const clean = cleanerOf(countingEngine(), { directory })
    for (const name of ['two\nlines.png', '"quoted".png', '-dash \u001b[31m ü.png']) {
      const path = folder.path(`photos/${name}`)
      await copyFile(photos[0]!, path)
      await clean.process(path, jobOf({ prompt: name }))
    }
    const { entries, uses } = await pruneStore(directory)
    assert.deepEqual([entries.length, uses.length], [0, 0])
    const used = (await listStore(directory)).flatMap((entry) => entry.photos)
    assert.ok(used.includes('photos/two\nlines.png') && used.includes('photos/"quoted".png'))
  })

  it('loses no note of a photo that several processes work on at once', async () => {
    const stems = ['a', 'b', 'c', 'd'].map((letter) => Array.from({ length: 3 }, () => letter.repeat(32)).join('-'))
    // Each of its own, as processes have them: nothing in this one brings them in order.
    await Promise.all(stems.map((stem) => openUses(folder.path('other')).add(folder.path('new.png'), [stem])))
    const [use] = await openUses(folder.path('other')).list()
    assert.deepEqual([use!.photo, [...use!.stems].sort()], ['new.png', stems])
  })

  it('keeps an answer that arrived until it is stored, and clears what is left of it after that', async () => {
    const about = { engine: 'paid', photo: 'photo.jpg', images: 1, usd: 0.04 }
    const image = { data: new Uint8Array([1, 2, 3]), width: 1, height: 1, channels: 3 } as const
    const leave = async (keys: readonly string[]) => {
      const lease = await openClaims(directory).take(keys, about, async () => false, new AbortController().signal)
      lease!.noteSent()
      lease!.noteAnswer([{ image }])
      await lease!.abandon()
    }
    await leave(['ab'.repeat(32)])
    assert.equal((await verifyStore(directory)).arrived, 1)
    assert.equal((await pruneStore(directory)).remains, 0)

    const [name = ''] = await readdir(folder.path('.paintout/fills'))
    const { keys } = JSON.parse(await readFile(folder.path(`.paintout/fills/${name.slice(0, 98)}.json`), 'utf8'))
    await leave([keys.first, keys.second])
    const { arrived, lost } = await verifyStore(directory)
    assert.deepEqual([arrived, lost.length], [1, 0])
    assert.equal((await pruneStore(directory)).remains, 1)
    const left = (await readdir(folder.path('.paintout/claims'))).filter((file) => file !== 'landed')
    assert.equal(left.length, 3)
    assert.equal((await verifyStore(directory)).sound, 3)
  })

  it('says which answers are damaged, with exit code 1', async () => {
    const [png] = (await readdir(folder.path('.paintout/fills'))).filter((file) => file.endsWith('.png'))
    await writeFile(folder.path(`.paintout/fills/${png}`), 'no picture')
    const { code, stdout, stderr } = await runCommand(['store', 'verify', '--store', directory])
    assert.equal(code, 1)
    assert.match(String(stdout), /^damaged: [0-9a-f-]{98}: its picture has not the \d+ bytes that it should\n/)
    assert.match(stderr, /got 1 damaged/)
  })

  it('copies answers and uses into another store', async () => {
    assert.equal(await exportStore(folder.path('copy/.paintout'), directory), 3)
    const engine = countingEngine()
    const clean = cleanerOf(engine, { directory: folder.path('copy/.paintout'), frozen: true })
    for (const photo of photos) await clean.process(photo, jobOf({ prompt: 'grass' }))
    assert.equal(engine.calls, 0)
    assert.equal((await pruneStore(folder.path('copy/.paintout'), true)).entries.length, 0)
  })

  it('says where a store cannot be written, or where none is that was named', async () => {
    const file = folder.path('file')
    await writeFile(file, '')
    await assert.rejects(exportStore(file, directory), { code: 'store-failed' })
    const engine = countingEngine()
    await assert.rejects(cleanerOf(engine, { directory: file }).process(photos[0]!, jobOf()), { code: 'store-failed' })
    assert.equal(engine.calls, 0)
    for (const store of [file, folder.path('nowhere')]) {
      for (const words of [['ls'], ['verify'], ['prune'], ['export', folder.path('target')]]) {
        const { code, stderr } = await runCommand(['store', ...words, '--store', store])
        assert.match(stderr, /Expected a store in/)
        assert.equal(code, 1)
      }
    }
  })
})

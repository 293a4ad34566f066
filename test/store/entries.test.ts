import assert from 'node:assert/strict'
import { execFile } from 'node:child_process'
import { cp, mkdir, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { verifyStore } from '@paintout/store'
import sharp from 'sharp'
import { useFolder } from '../fixtures/folder.ts'
import { cleanerOf, countingEngine, jobOf } from '../fixtures/paid-store.ts'
import { writePhotos } from '../fixtures/photos.ts'

const run = promisify(execFile)

describe('an entry of the store', () => {
  const folder = useFolder()
  let photo: string
  beforeEach(async () => {
    ;[photo] = (await writePhotos(folder.path('photos'), 1, [400, 300])) as [string]
  })

  const at = { mask: { rect: [180, 140, 20, 10] } } as const

  it('is one lossless picture and one readable JSON file, named by its keys and its digest', async () => {
    await cleanerOf(countingEngine(), { directory: folder.path('store') }).process(photo, {
      ...at,
      prompt: 'grass',
      seed: 7,
    })
    const [json, png, ...rest] = (await readdir(folder.path('store/fills'))).sort()
    assert.deepEqual(rest, [])
    assert.match(json!, /^[0-9a-f]{32}-[0-9a-f]{32}-[0-9a-f]{32}\.json$/)
    assert.equal(png, json!.replace('.json', '.png'))
    const text = await readFile(folder.path(`store/fills/${json}`), 'utf8')
    const { engine, model, prompt, seed, usd, date } = JSON.parse(text)
    assert.deepEqual(
      { engine, model, prompt, seed, usd },
      { engine: 'counting', model: 'grey-1', prompt: 'grass', seed: 7, usd: 0.04 },
    )
    assert.ok(Math.abs(Date.now() - Date.parse(date)) < 600_000)
    assert.ok(text.split('\n').length > 20, 'one field a line')
    assert.equal((await sharp(folder.path(`store/fills/${png}`)).metadata()).format, 'png')
  })

  it('holds only the samples that the mask can need', async () => {
    const engine = countingEngine()
    const { report } = await cleanerOf(engine, { directory: folder.path('store') }).process(photo, {
      mask: [{ rect: [20, 20, 8, 8] }, { rect: [370, 270, 8, 8] }],
    })
    const [png] = (await readdir(folder.path('store/fills'))).filter((file) => file.endsWith('.png'))
    const { data, info } = await sharp(folder.path(`store/fills/${png}`))
      .raw()
      .toBuffer({ resolveWithObject: true })
    assert.equal(info.channels, 4)
    const kept = data.filter((_, index) => index % 4 === 3 && data[index] === 255).length
    const [width, height] = report.regions[0]!.size
    assert.ok(kept > 2 * 64 && kept < 0.4 * width * height, `${kept} of ${width * height}`)
  })

  it('holds all of the answer of a model that drifts, and each of several candidates', async () => {
    const engine = countingEngine({ drifts: true })
    const { report } = await cleanerOf(engine, { directory: folder.path('store') }).process(photo, {
      ...at,
      candidates: 3,
    })
    const [png] = (await readdir(folder.path('store/fills'))).filter((file) => file.endsWith('.png'))
    const { width, height } = await sharp(folder.path(`store/fills/${png}`)).metadata()
    assert.deepEqual([width, height], [report.regions[0]!.size[0], 3 * report.regions[0]!.size[1]])
  })

  for (const [what, limits] of [
    ['a model that takes a mask', {}],
    ['a model that drifts', { drifts: true }],
    ['a model of one small size', { sizes: [[128, 96]] as const }],
  ] as const) {
    it(`gives the very picture that the call gave, of ${what}`, async () => {
      const engine = countingEngine(limits)
      const job = { mask: { rect: [100, 80, 180, 120] }, candidates: 2 } as const
      const paid = await cleanerOf(engine, { directory: folder.path('store') }).process(photo, job)
      const known = await cleanerOf(engine, { directory: folder.path('store'), frozen: true }).process(photo, job)
      assert.equal(engine.calls, 1)
      assert.deepEqual(
        known.candidates.map(({ data }) => Buffer.from(data)),
        paid.candidates.map(({ data }) => Buffer.from(data)),
      )
      assert.deepEqual([known.report.regions[0]!.known, known.report.regions[0]!.usd], [true, 0])
    })
  }

  it('lies under attributes that say binary for pictures, and ignores what is only of this machine', async () => {
    await cleanerOf(countingEngine(), { directory: folder.path('tree/.paintout') }).process(photo, at)
    await run('git', ['init', '-q'], { cwd: folder.path('tree') })
    await run('git', ['add', '-A'], { cwd: folder.path('tree') })
    const { stdout } = await run('git', ['ls-files'], { cwd: folder.path('tree') })
    const files = stdout.trim().split('\n')
    assert.ok(
      files.length > 0 && files.every((file) => /^\.paintout\/(fills|uses)\/|\.git(ignore|attributes)$/.test(file)),
      stdout,
    )
    const png = files.find((file) => file.endsWith('.png'))!
    assert.match((await run('git', ['check-attr', 'binary', png], { cwd: folder.path('tree') })).stdout, /binary: set/)
  })

  it('merges with what another branch paid for, without conflict, and the first by name is read', async () => {
    const tree = folder.path('tree')
    const git = (...words: string[]) =>
      run('git', ['-c', 'user.name=a', '-c', 'user.email=a@b', '-c', 'core.autocrlf=false', ...words], { cwd: tree })
    await mkdir(tree)
    await git('init', '-q', '-b', 'main')
    await git('commit', '-q', '--allow-empty', '-m', 'root')
    const levels: number[] = []
    for (const [branch, before] of [
      ['one', 0],
      ['two', 5],
    ] as const) {
      await git('checkout', '-q', '-b', branch, 'main')
      await rm(join(tree, '.paintout'), { recursive: true, force: true })
      const engine = countingEngine()
      const clean = cleanerOf(engine, { directory: join(tree, '.paintout') })
      for (let seed = 0; seed < before; seed++) await clean.process(photo, { ...at, seed: seed + 1 })
      const { pixels } = await clean.process(photo, at)
      levels.push(pixels.data[(145 * 400 + 190) * 3]!)
      await git('add', '-A')
      await git('commit', '-q', '-m', branch)
    }
    await git('merge', '-q', '--no-edit', 'one')
    const stems = (await readdir(join(tree, '.paintout/fills'))).filter((file) => file.endsWith('.json')).sort()
    assert.equal(stems.length, 7)
    assert.equal((await verifyStore(join(tree, '.paintout'))).sound, 7)
    assert.notEqual(levels[0], levels[1])

    const engine = countingEngine()
    const merged = await cleanerOf(engine, { directory: join(tree, '.paintout'), frozen: true }).process(photo, at)
    assert.equal(engine.calls, 0)
    assert.ok(levels.includes(merged.pixels.data[(145 * 400 + 190) * 3]!))
    const [use] = await readdir(join(tree, '.paintout/uses'))
    const lines = (await readFile(join(tree, '.paintout/uses', use!), 'utf8')).trim().split('\n')
    assert.equal(lines.filter((line) => /^[0-9a-f-]{98}$/.test(line)).length, 7)
  })

  it('of a tree that git gave other line ends is read', async () => {
    const directory = folder.path('store')
    await cleanerOf(countingEngine(), { directory }).process(photo, at)
    await cp(directory, folder.path('copy'), { recursive: true })
    for (const room of ['fills', 'uses']) {
      for (const file of await readdir(folder.path(`copy/${room}`))) {
        const path = folder.path(`copy/${room}/${file}`)
        if (!file.endsWith('.png')) await writeFile(path, (await readFile(path, 'utf8')).replaceAll('\n', '\r\n'))
      }
    }
    const engine = countingEngine()
    await cleanerOf(engine, { directory: folder.path('copy'), frozen: true }).process(photo, at)
    assert.equal(engine.calls, 0)
  })

  it('is found by who uses bytes without a path', async () => {
    const engine = countingEngine()
    const clean = cleanerOf(engine, { directory: folder.path('store') })
    await clean.process(await readFile(photo), jobOf())
    const [use] = await readdir(folder.path('store/uses'))
    assert.match(await readFile(folder.path(`store/uses/${use}`), 'utf8'), /^without a path: [0-9a-f]{32}\n/)
  })
})

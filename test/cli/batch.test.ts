import assert from 'node:assert/strict'
import { existsSync } from 'node:fs'
import { copyFile, mkdir, readdir, readFile, rename, rm, stat, symlink, utimes, writeFile } from 'node:fs/promises'
import { fileURLToPath } from 'node:url'
import { counters } from '@paintout/plugin-sharp'
import sharp from 'sharp'
import { runCommand } from '../fixtures/command.ts'
import { type CountingServer, startCountingServer } from '../fixtures/counting-server.ts'
import { useFolder } from '../fixtures/folder.ts'
import { writePhotos } from '../fixtures/photos.ts'

const engine = fileURLToPath(new URL('../fixtures/paid-engine.ts', import.meta.url))

describe('a batch', () => {
  const folder = useFolder()
  let server: CountingServer
  let before: string | undefined
  beforeEach(async () => {
    server = await startCountingServer()
    before = process.env.PAINTOUT_TEST_SERVER
    process.env.PAINTOUT_TEST_SERVER = server.url
  })
  afterEach(async () => {
    await server.close()
    if (before === undefined) delete process.env.PAINTOUT_TEST_SERVER
    else process.env.PAINTOUT_TEST_SERVER = before
  })

  const flags = () => ['--out-dir', folder.path('out'), '--store', folder.path('.paintout'), '--no-frozen']
  const paid = (...more: string[]) => runCommand([folder.path('photos'), ...flags(), '--engine', engine, ...more])
  const totalsOf = ({ stdout }: { stdout: Buffer }) => JSON.parse(String(stdout))
  const listOut = async () =>
    (await readdir(folder.path('out'), { recursive: true })).filter((file) => /\.\w+$/.test(file)).sort()

  it('cleans a folder, each photo with the mask beside it, into a folder of the same shape', async () => {
    await writePhotos(folder.path('photos/a'), 2)
    // The same picture as one of the others: it is asked for once.
    await writePhotos(folder.path('photos/b/c'), 1)
    const { code, stderr } = await paid()
    assert.equal(code, 0, stderr)
    assert.deepEqual(await listOut(), ['a/photo-0000.png', 'a/photo-0001.png', 'b/c/photo-0000.png'])
    assert.match(stderr, /3 photos: .*2 calls, .*\$0\.08\n$/)
    assert.equal(server.paidImages(), 2)
    const { data } = await sharp(folder.path('out/a/photo-0001.png')).raw().toBuffer({ resolveWithObject: true })
    assert.ok(data[(36 * 96 + 48) * 3]! >= 30)
  })

  it('takes masks of another name beside the photos, which are no photos; for one photo too', async () => {
    for (const photo of await writePhotos(folder.path('photos'), 2)) {
      await rename(photo.replace('.png', '.mask.png'), photo.replace('.png', '-hole.png'))
    }
    const ended = await paid('--mask-suffix', '-hole.png', '--json')
    assert.equal(ended.code, 0, ended.stderr)
    assert.equal(totalsOf(ended).made, 2)
    const one = ['-o', folder.path('one.png'), '--mask-suffix', '-hole.png', '--no-store', '--engine', engine]
    const { code, stderr } = await runCommand([folder.path('photos/photo-0000.png'), ...one])
    assert.equal(code, 0, stderr)
  })

  it('takes globs, folders and files, each photo once, and never its own outputs', async () => {
    const [photo] = await writePhotos(folder.path('photos'), 3)
    await mkdir(folder.path('photos/out'))
    await copyFile(photo!, folder.path('photos/out/old.png'))
    const words = [folder.path('photos/photo-*.png'), folder.path('photos'), photo!]
    const out = ['--out-dir', folder.path('photos/out'), '--store', folder.path('.paintout'), '--no-frozen']
    const ended = await runCommand([...words, ...out, '--engine', engine, '--json'])
    assert.equal(ended.code, 0, ended.stderr)
    assert.equal(totalsOf(ended).photos, 3)
  })

  it('goes on when one photo is bad: exit code 1, a table of what failed, and a second run does what is missing', async () => {
    const photos = await writePhotos(folder.path('photos'), 4)
    const good = await readFile(photos[1]!)
    await writeFile(photos[1]!, good.subarray(0, 200))
    await rm(photos[3]!.replace('.png', '.mask.png'))
    const { code, stderr } = await paid()
    assert.equal(code, 1)
    assert.match(stderr, /^ {2}\S+photo-0001\.png {2}input-unreadable {2}Expected /m)
    assert.match(stderr, /^ {2}\S+photo-0003\.png {2}no-mask {11}Expected a mask/m)
    assert.match(stderr, /paintout: Expected 4 photos, got 2: 2 failed\. Run the same command again/)
    assert.equal((await listOut()).length, 2)

    await writeFile(photos[1]!, good)
    await copyFile(photos[0]!.replace('.png', '.mask.png'), photos[3]!.replace('.png', '.mask.png'))
    const { made, kept } = totalsOf(await paid('--json'))
    assert.deepEqual([made, kept], [2, 2])
    assert.equal(server.paidImages(), 4)
  })

  it('counts every call and its price, those of photos that failed too', async () => {
    await server.close()
    server = await startCountingServer(20, (call) => call === 2)
    process.env.PAINTOUT_TEST_SERVER = server.url
    await writePhotos(folder.path('photos'), 3)
    const { code, stderr } = await paid()
    assert.equal(code, 1)
    assert.match(stderr, /^3 photos: 2 made, 1 failed, 3 calls, \$0\.12$/m)
  })

  it('decodes nothing where all is ready, copies what was deleted, and pays for neither', async () => {
    await writePhotos(folder.path('photos'), 3)
    await paid()
    const first = await readFile(folder.path('out/photo-0001.png'))
    await rm(folder.path('out/photo-0001.png'))
    const decoded = counters.decoded
    const again = totalsOf(await paid('--json'))
    assert.deepEqual([again.made, again.kept, again.copied], [0, 2, 1])
    assert.equal(counters.decoded, decoded)
    assert.deepEqual(await readFile(folder.path('out/photo-0001.png')), first)
    assert.equal(server.paidImages(), 3)
  })

  it('makes an output again that was changed, but not one that was only touched', async () => {
    await writePhotos(folder.path('photos'), 2)
    await paid()
    const [one, two] = [folder.path('out/photo-0000.png'), folder.path('out/photo-0001.png')]
    const bytes = await readFile(one)
    await writeFile(
      one,
      bytes.map((byte, index) => (index === 300 ? byte ^ 1 : byte)),
    )
    await utimes(two, new Date(), new Date(5_000_000))
    const { kept, copied } = totalsOf(await paid('--json'))
    assert.deepEqual([kept, copied], [1, 1])
    assert.deepEqual(await readFile(one), bytes)
  })

  it('makes outputs again when the cache is gone, or when they are wanted otherwise, and pays for nothing', async () => {
    await writePhotos(folder.path('photos'), 2)
    await paid()
    const bytes = await readFile(folder.path('out/photo-0001.png'))
    await rm(folder.path('out'), { recursive: true })
    await rm(folder.path('.paintout/cache'), { recursive: true })
    assert.equal(totalsOf(await paid('--json')).made, 2)
    assert.deepEqual(await readFile(folder.path('out/photo-0001.png')), bytes)
    assert.equal(totalsOf(await paid('--json', '--feather', '0')).made, 2)
    assert.equal(server.paidImages(), 2)
  })

  it('can go without a store', async () => {
    await writePhotos(folder.path('photos'), 1)
    const words = [folder.path('photos'), '--out-dir', folder.path('out'), '--no-store', '--engine', engine]
    for (const run of [1, 2]) {
      assert.equal((await runCommand(words)).code, 0)
      assert.equal(server.paidImages(), run)
    }
    assert.equal(existsSync(folder.path('.paintout')), false)
  })

  it('does the part that a scheduler gave this machine', async () => {
    await writePhotos(folder.path('photos'), 3)
    for (const index of ['0', '1']) {
      const env = { CLOUD_RUN_TASK_INDEX: index, CLOUD_RUN_TASK_COUNT: '2' }
      const words = [folder.path('photos'), ...flags(), '--engine', engine, '--json']
      assert.equal(totalsOf(await runCommand(words, { env })).made, index === '0' ? 2 : 1)
    }
    assert.equal(server.paidImages(), 3)
    assert.equal((await listOut()).length, 3)
  })

  it('prints its plan and price, and sends nothing, with --dry-run', async () => {
    await writePhotos(folder.path('photos'), 3)
    const { code, stdout, stderr } = await paid('--dry-run')
    assert.equal(code, 0)
    assert.match(String(stdout), /photo-0001\.png +1 +1 +0 +\$0\.04$/m)
    assert.equal(stderr, 'Plan: 3 photos, 3 regions, 3 calls, 0 known, 3 pictures to pay for, $0.12\n')
    assert.equal(existsSync(folder.path('out')), false)
    assert.equal(server.calls.length, 0)
    await paid('--shard', '1/3')
    assert.deepEqual(totalsOf(await paid('--dry-run', '--json')), {
      ...{ photos: 3, regions: 3, known: 1, calls: 2, images: 2, usd: 0.08, open: 0, failed: 0 },
    })
  })

  it('stays in its budget: says the plan’s price first, and at the end what is done, left, and would cost', async () => {
    await writePhotos(folder.path('photos'), 5)
    const { code, stderr } = await paid('--budget-usd', '0.08')
    assert.equal(code, 1)
    assert.match(stderr, /^Plan: 5 photos, 5 regions, 5 calls, 0 known, 5 pictures to pay for, \$0\.20\n/)
    assert.match(stderr, /The budget is used up: 2 calls made for \$0\.08; 3 calls left, which would cost \$0\.12\./)
    assert.match(stderr, /^ {2}3 photos over the budget$/m)
    assert.equal(server.paidImages(), 2)
    assert.equal((await paid('--budget-images', '3')).code, 0)
    assert.equal(server.paidImages(), 5)
  })

  it('that is frozen names the command that makes what is missing', async () => {
    await writePhotos(folder.path('photos'), 1)
    const words = [folder.path('photos'), '--out-dir', folder.path('out'), '--store', folder.path('.paintout')]
    const { code, stderr } = await runCommand([...words, '--engine', engine, '--frozen', '--seed', '3'])
    assert.equal(code, 1)
    const line = ['npx paintout', ...words, '--engine', engine, '--seed 3 --no-frozen'].join(' ')
    assert.ok(stderr.includes(`\`${line}\``), stderr)
    assert.match(stderr, /photo-0000\.png \(mask: \S+photo-0000\.mask\.png\)/)
    assert.equal(server.calls.length, 0)
  })

  it('writes a report of all photos as JSON', async () => {
    const photos = await writePhotos(folder.path('photos'), 3)
    await writeFile(photos[2]!, 'no picture')
    await paid('--report', folder.path('report.json'))
    const { version, photos: told, totals } = JSON.parse(await readFile(folder.path('report.json'), 'utf8'))
    assert.deepEqual([version, told.length, totals.failed], [1, 3, 1])
    const failed = told.find(({ status }: { status: string }) => status === 'failed')
    assert.deepEqual([failed.photo, failed.error.code], [photos[2], 'unsupported-image'])
    const { report } = told.find(({ photo }: { photo: string }) => photo === photos[0])
    assert.equal(report.outsideChanged, 0)
    assert.deepEqual(
      (await readdir(folder.path('.'))).filter((file) => file.includes('.tmp')),
      [],
    )
  })

  const refusals: readonly (readonly [string, readonly string[], RegExp])[] = [
    ['several photos without --out-dir', ['a.png', 'b.png'], /--out-dir clean/],
    ['-o for several', ['a.png', 'b.png', '-o', 'c.png'], /`-o`, which names one file/],
    ['a glob that matches nothing', ['none-*.png', '--out-dir', 'out'], /Expected photos in `none-\*\.png`, got none/],
    ['a path that is not there', ['nowhere', 'else', '--out-dir', 'out'], /got `nowhere`/],
    ['a shard of none', ['a.png', '--out-dir', 'out', '--shard', '3/2'], /from 1\/n to n\/n, got `3\/2`/],
    ['half a job', ['a.png', '--out-dir', 'out', '--jobs', '0.5'], /whole number from 1 to 999/],
    ['a budget in words', ['a.png', '--out-dir', 'out', '--budget-usd', 'much'], /`--budget-usd` to be a number/],
    [
      'an engine that nobody knows',
      ['a.png', '-o', 'b.png', '--engine', 'magic'],
      /Allowed choices are local, vertex, or the path of a module/,
    ],
  ]
  for (const [what, words, message] of refusals) {
    it(`refuses ${what}, before any work`, async () => {
      const { code, stderr } = await runCommand(words)
      assert.match(stderr, message)
      assert.ok(code === 2 || code === 1)
    })
  }

  it('refuses two photos of one output, and a photo as its own output', async () => {
    const [one] = await writePhotos(folder.path('one'), 1)
    const [two] = await writePhotos(folder.path('two'), 1)
    const same = await runCommand([one!, two!, ...flags(), '--engine', engine])
    assert.match(same.stderr, /an output of its own for each photo/)
    const self = await runCommand([folder.path('one'), '--out-dir', folder.path('one'), '--engine', engine])
    assert.match(self.stderr, /another folder than the photos'/)
    assert.deepEqual([same.code, self.code, server.calls.length], [2, 2, 0])
    assert.ok((await stat(one!)).size > 0)
  })

  it('never writes to a photo or a mask, whatever links lead there, nor to a photo that is another’s output', async () => {
    const [photo] = await writePhotos(folder.path('photos'), 1)
    await paid()
    await symlink(folder.path('photos'), folder.path('link'))
    const linked = await paid('--out-dir', folder.path('link'))
    await writePhotos(folder.path('tree/deep/near'), 1)
    const [near] = await writePhotos(folder.path('tree/near'), 1)
    const words = [folder.path('tree/deep'), folder.path('tree/near'), ...flags(), '--engine', engine]
    const before = await Promise.all([photo!, near!].map((path) => readFile(path)))
    const other = await runCommand([...words, '--out-dir', folder.path('tree')])
    const mask = folder.path('masks/photo-0000.png')
    await mkdir(folder.path('masks'))
    await copyFile(photo!.replace('.png', '.mask.png'), mask)
    const masked = await paid('--mask', mask, '--out-dir', folder.path('masks'))
    for (const { code, stderr } of [linked, other, masked]) {
      assert.match(stderr, /The input is never written to/)
      assert.equal(code, 2)
    }
    assert.deepEqual(await Promise.all([photo!, near!].map((path) => readFile(path))), before)
    assert.equal(server.calls.length, 1)
  })

  it('shows names that would move the cursor as what they are', async () => {
    const [photo] = await writePhotos(folder.path('photos'), 1)
    await writeFile(folder.path('photos/\u001b[2Jbad\nfine.png'), 'no picture')
    await rename(photo!.replace('.png', '.mask.png'), folder.path('mask.png'))
    for (const more of [[], ['--dry-run']]) {
      const { stdout, stderr } = await paid('--mask', folder.path('mask.png'), ...more)
      assert.match(stderr + stdout, /�\[2Jbad/)
      assert.ok(!/\p{Cc}/u.test((stderr + stdout).replaceAll('\n', '')))
      assert.ok(!/^fine/m.test(stderr + stdout))
    }
  })

  it('takes one mask for all from stdin', async () => {
    const [photo] = await writePhotos(folder.path('photos'), 3)
    const stdin = await readFile(photo!.replace('.png', '.mask.png'))
    const words = [folder.path('photos'), ...flags(), '--engine', engine, '--mask', '-', '--json']
    const ended = await runCommand(words, { stdin })
    assert.deepEqual([ended.code, totalsOf(ended).made], [0, 3], ended.stderr)
  })

  it('pays for nothing that it could not write', async () => {
    await writePhotos(folder.path('photos'), 2)
    await writeFile(folder.path('file'), '')
    const { code, stderr } = await paid('--out-dir', folder.path('file'))
    assert.match(stderr, /output-failed/)
    assert.deepEqual([code, server.calls.length], [1, 0])
  })
})

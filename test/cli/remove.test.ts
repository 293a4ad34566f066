import assert from 'node:assert/strict'
import { existsSync } from 'node:fs'
import { copyFile, readdir, readFile, writeFile } from 'node:fs/promises'
import { codec, local, type PixelMaskInput, paintout, type RemovalJob, type RemovalOptions, removal } from 'paintout'
import sharp from 'sharp'
import { runCommand, spawnCommand } from '../fixtures/command.ts'
import { useFolder } from '../fixtures/folder.ts'
import { photoPath } from '../fixtures/photo.ts'

const photo = photoPath('march-pastoral')
const lamb = { rect: [112, 132, 76, 148] } as const
const lambFlag = ['--rect', '112,132,76,148']
const sheep = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 1024 498"><path d="M300 50h160v140H350z"/></svg>'

describe('paintout', () => {
  const folder = useFolder()

  it('removes what the library removes, in a process of its own', async () => {
    const output = folder.path('clean.png')
    const words = [photo, ...lambFlag, '--dilate', '1%', '--seed', '5', '-o', output, '--report', folder.path('r.json')]
    const { code, stdout, stderr } = await spawnCommand(words)
    assert.equal(code, 0, stderr)
    assert.equal(stdout.length, 0)
    assert.match(stderr, /clean\.png: 1 region, .* 0 pixels changed outside the mask\n$/)
    assert.deepEqual(await samplesOf(output), await byLibrary({ mask: lamb, seed: 5 }, { dilate: '0.01w' }))

    const report = JSON.parse(await readFile(folder.path('r.json'), 'utf8'))
    assert.equal(report.outsideChanged, 0)
    assert.deepEqual(report.output.outside, { changed: 0, mean: 0, max: 0 })
    assert.deepEqual((await readdir(folder.path('.'))).sort(), ['clean.png', 'r.json'])
  })

  it('goes from stdin to stdout, in the format of the input', async () => {
    const stdin = await sharp(photo).png().toBuffer()
    const { code, stdout, stderr } = await spawnCommand(['-', ...lambFlag, '-o', '-', '--quiet'], { stdin })
    assert.equal(code, 0, stderr)
    assert.equal(stderr, '')
    assert.equal((await sharp(stdout).metadata()).format, 'png')
    assert.deepEqual(await samplesOf(stdout), await byLibrary({ mask: lamb }))
  })

  it('unites every mask that is given', async () => {
    const svg = folder.path('sheep.svg')
    const output = folder.path('clean.png')
    await writeFile(svg, sheep)
    const masks = [...lambFlag, '--mask', svg, '--polygon', '10,10 40,10 25,40', '--mask', svg]
    assert.equal((await runCommand([photo, ...masks, '-o', output])).code, 0)
    const polygon = [[10, 10], [40, 10], [25, 40]] as const // biome-ignore format: as on the command line
    assert.deepEqual(await samplesOf(output), await byLibrary({ mask: [lamb, svg, { polygon }] }))
  })

  it('takes the mask that lies beside the photo where none is named', async () => {
    const copy = folder.path('photo.jpg')
    const output = folder.path('clean.png')
    await copyFile(photo, copy)
    await sharp(Buffer.from(sheep)).flatten({ background: '#fff' }).negate().png().toFile(folder.path('photo.mask.png'))
    const { code, stderr } = await runCommand([copy, '-o', output])
    assert.equal(code, 0, stderr)
    assert.deepEqual(await samplesOf(output), await byLibrary({ mask: folder.path('photo.mask.png') }))
  })

  it('prints the report on stdout with --json, and nothing else', async () => {
    const { code, stdout, stderr } = await runCommand([photo, ...lambFlag, '--json', '-o', folder.path('clean.jpg')])
    const report = JSON.parse(String(stdout))
    assert.equal(code, 0)
    assert.equal(stderr, '')
    assert.equal(report.image.width, 1024)
    assert.equal(report.output.format, 'jpeg')
    assert.ok(report.output.outside.mean > 0, 'JPEG rounds')
  })

  it('says of a JPEG how much of it its encoder rounded again', async () => {
    const { stderr } = await runCommand([photo, ...lambFlag, '-o', folder.path('clean.jpg')])
    assert.match(
      stderr,
      /0 pixels changed outside the mask before JPEG rounded \d+ of \d+ blocks again \(by 0\.\d+ on the mean/,
    )
  })

  it('prints warnings on stderr, and none with --quiet', async () => {
    const words = [photo, '--rect', '0,0,600,100', '-o', folder.path('clean.png')]
    assert.match((await runCommand(words)).stderr, /^Warning \(large-area\): .* touches its /)
    assert.equal((await runCommand([...words, '--quiet'])).stderr, '')
  })

  it('ends with 130 on Ctrl-C and leaves nothing', async () => {
    const large = folder.path('large.png')
    const output = folder.path('clean.png')
    await sharp(photo).resize({ width: 4096 }).png({ compressionLevel: 1 }).toFile(large)
    // The warning comes when the mask is known and the fill begins.
    const words = [large, '--rect', '0,0,1500,1200', '-o', output]
    const { code, stderr } = await spawnCommand(words, {
      meet: (child) => child.stderr.once('data', () => child.kill('SIGINT')),
    })
    assert.equal(code, 130, stderr)
    assert.match(stderr, /paintout: .*aborted.* Nothing was written\.\n$/)
    assert.deepEqual(await readdir(folder.path('.')), ['large.png'])
  })

  it('ends quietly with 141 when the reader of stdout goes away', async () => {
    const { code, stderr } = await spawnCommand([photo, ...lambFlag, '-o', '-'], {
      meet: (child) => child.stdout.destroy(),
    })
    assert.equal(code, 141, stderr)
    assert.equal(stderr, '')
  })

  async function samplesOf(file: string | Buffer): Promise<Uint8Array> {
    if (typeof file === 'string') assert.ok(existsSync(file), `${file} was written`)
    return new Uint8Array(await sharp(file).raw().toBuffer())
  }

  async function byLibrary(
    job: RemovalJob<PixelMaskInput | string>,
    options: RemovalOptions = {},
  ): Promise<Uint8Array> {
    const clean = paintout().use([codec, local, removal(options)])
    const { pixels } = await clean.process(photo, job)
    await clean.close()
    return new Uint8Array(pixels.data)
  }
})

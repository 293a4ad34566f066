import assert from 'node:assert/strict'
import { link, readdir, readFile, writeFile } from 'node:fs/promises'
import { runCommand, spawnCommand } from '../fixtures/command.ts'
import { useFolder } from '../fixtures/folder.ts'
import { photoPath } from '../fixtures/photo.ts'

const photo = photoPath('march-pastoral')
const mask = ['--rect', '112,132,76,148']

describe('paintout, used wrongly', () => {
  const folder = useFolder()

  const wrong: readonly (readonly [what: string, words: readonly string[], message: RegExp])[] = [
    ['without an output', [photo, ...mask], /Expected a name for the cleaned photo.*`-o clean\.jpg`/],
    ['without a mask', [photo, '-o', 'OUT'], /Expected a mask, got none, and no `.*image\.mask\.png` lies beside/],
    ['with two photos', [photo, photo, ...mask, '-o', 'OUT'], /`--out-dir` for several photos/],
    ['with an unknown flag', [photo, '--maks', 'a.png', '-o', 'OUT'], /`--maks` \(Did you mean --mask\?\)/],
    ['with a flag that lacks its value', [photo, '-o', 'OUT', '--mask'], /`--mask <file>` argument missing/],
    ['with a seed that is no number', [photo, ...mask, '-o', 'OUT', '--seed', 'x'], /`--seed` to be an integer from 0/],
    [
      'with a threshold out of range',
      [photo, ...mask, '-o', 'OUT', '--mask-threshold', '256'],
      /from 1 to 255, got `256`/,
    ],
    [
      'with a length that is none',
      [photo, ...mask, '-o', 'OUT', '--dilate', '8pt'],
      /`8px`, `1%` or `0\.01w`, got `8pt`/,
    ],
    ['with an unknown engine', [photo, ...mask, '-o', 'OUT', '--engine', 'none'], /Allowed choices are local/],
    ['with stdin for two things', ['-', '--mask', '-', '-o', 'OUT'], /one input from stdin, got `-` twice/],
    ['with a report on stdout', [photo, ...mask, '-o', 'OUT', '--report', '-'], /`--json` prints the report/],
    ['with the photo as output', [photo, ...mask, '-o', photo], /got the same file/],
  ]
  for (const [what, words, message] of wrong) {
    it(`says what is wrong ${what}, does nothing and ends with 2`, async () => {
      const said = words.map((word) => word.replace('OUT', folder.path('out.png')))
      const { code, stdout, stderr } = await runCommand(said)
      assert.match(stderr, message)
      assert.match(stderr, /^paintout: .+\nSee `paintout --help`\.\n$/)
      assert.equal(code, 2)
      assert.equal(stdout.length, 0)
      assert.deepEqual(await readdir(folder.path('.')), [])
    })
  }

  it('ends with 1 before any work where the output has no folder', async () => {
    const { code, stderr } = await runCommand([folder.path('missing.jpg'), ...mask, '-o', folder.path('no/out.png')])
    assert.equal(code, 1)
    assert.match(stderr, /^paintout: Expected the folder `.*` for `.*out\.png`, got none\. Make it first\.\n$/)
  })

  it('shows its help where nothing is asked', async () => {
    const { code, stderr } = await runCommand([])
    assert.equal(code, 2)
    assert.match(stderr, /^Usage: paintout/)
  })

  it('names an engine of PAINTOUT_ENGINE that it does not have', async () => {
    const words = [photo, ...mask, '-o', folder.path('out.png')]
    const { code, stderr } = await spawnCommand(words, { env: { PAINTOUT_ENGINE: 'none' } })
    assert.equal(code, 2)
    assert.match(stderr, /PAINTOUT_ENGINE.*Allowed choices are local/)
  })

  it('takes no link to the photo for another file', async () => {
    const copy = folder.path('photo.jpg')
    const linked = folder.path('linked.jpg')
    const bytes = await readFile(photo)
    await writeFile(copy, bytes)
    await link(copy, linked)
    const { code } = await runCommand([copy, ...mask, '-o', linked])
    assert.equal(code, 2)
    assert.deepEqual(await readFile(copy), bytes)
  })

  it('ends with 1 when the photo cannot be read, and leaves no output', async () => {
    const broken = folder.path('broken.jpg')
    await writeFile(broken, (await readFile(photo)).subarray(0, 5000))
    for (const input of [broken, folder.path('missing.jpg'), folder.path('.')]) {
      const { code, stderr } = await runCommand([input, ...mask, '-o', folder.path('out.png')])
      assert.equal(code, 1, stderr)
      assert.match(stderr, /^paintout: [^\n]+\n$/)
    }
    assert.deepEqual(await readdir(folder.path('.')), ['broken.jpg'])
  })

  it('says errors as JSON with --json', async () => {
    const { code, stdout, stderr } = await runCommand([folder.path('missing.jpg'), ...mask, '--json', '-o', 'x.png'])
    const { error } = JSON.parse(stderr)
    assert.equal(code, 1)
    assert.equal(error.code, 'input-missing')
    assert.match(error.message, /missing\.jpg/)
    assert.equal(stdout.length, 0)
  })

  it('refuses to print a picture and a report on one stdout', async () => {
    const { code, stdout, stderr } = await runCommand([photo, ...mask, '-o', '-', '--json'])
    assert.equal(code, 2)
    assert.match(JSON.parse(stderr).error.message, /got `-o -` and `--json`/)
    assert.equal(stdout.length, 0)
  })

  it('shows a stack only where one is asked for', async () => {
    const words = [folder.path('missing.jpg'), ...mask, '-o', folder.path('out.png')]
    assert.doesNotMatch((await runCommand(words)).stderr, /\n\s+at /)
    assert.match((await runCommand([...words, '--verbose'])).stderr, /\n\s+at /)
    assert.match((await runCommand(words, { env: { DEBUG: '1' } })).stderr, /\n\s+at /)
  })
})

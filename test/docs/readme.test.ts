import assert from 'node:assert/strict'
import { execFile } from 'node:child_process'
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import sharp from 'sharp'

const run = promisify(execFile)
const root = fileURLToPath(new URL('../..', import.meta.url))
const fromSource = ['--import', 'tsx', '--conditions=@paintout/source']
const command = join(root, 'packages/cli/src/bin.ts')

/** What the pages show is paid for where they are read, not where they are tested. */
const env = { ...process.env, PAINTOUT_FROZEN: '0' }

const readmes = [
  'README.md',
  'docs/guide.md',
  'docs/sharp-chains.md',
  'docs/store.md',
  ...readdirSync(join(root, 'packages')).map((room) => `packages/${room}/README.md`),
]

for (const readme of readmes) {
  describe(readme, () => {
    const text = readFileSync(join(root, readme), 'utf8')
    let folder: string

    beforeEach(async () => {
      folder = await mkdtemp(join(tmpdir(), 'paintout-readme-'))
      await symlink(join(root, 'node_modules'), join(folder, 'node_modules'))
      await mkdir(join(folder, 'photos'))
      for (const place of [folder, join(folder, 'photos')]) await writePhotoAndMask(place)
    })
    afterEach(() => rm(folder, { recursive: true }))

    const programs = blocksOf(text, 'ts')
    it('has a program', () => assert.ok(programs.length > 0))

    for (const [index, program] of programs.entries()) {
      it(`runs program ${index + 1}`, async () => {
        await writeFile(join(folder, 'program.mts'), program)
        await run(process.execPath, [...fromSource, 'program.mts'], { cwd: folder, env })
        for (const [, file] of program.matchAll(/toFile\('(.+?)'\)/g)) assertWritten(folder, file!)
      })
    }

    for (const line of commandsOf(text)) {
      it(`runs ${line}`, async () => {
        await run(process.execPath, [...fromSource, command, ...line.split(' ').slice(1)], { cwd: folder, env })
        assertWritten(folder, / (?:-o|--out-dir) (\S+)/.exec(line)![1]!)
      })
    }

    if (text.includes('npx -y pnpm@12')) {
      it('names scripts and files that exist', () => {
        const { scripts } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'))
        for (const [, script] of text.matchAll(/^npx -y pnpm@12 (\w+)$/gm)) assert.ok(scripts[script!], script)
        for (const [, file] of text.matchAll(/\]\(([^)#]+)\)/g)) assertWritten(root, file!)
      })
    }
  })
}

function blocksOf(text: string, language: string): string[] {
  return [...text.matchAll(/^```(\w+)\n(.*?)^```$/gms)]
    .filter((match) => match[1] === language)
    .map((match) => match[2]!)
}

/** Lines that start the command, as a shell would split them: none of them quotes anything. */
function commandsOf(text: string): string[] {
  return blocksOf(text, 'sh')
    .flatMap((block) => block.split('\n'))
    .map((line) => line.replace(/^npx /, ''))
    .filter((line) => line.startsWith('paintout '))
}

function assertWritten(folder: string, file: string): void {
  assert.ok(existsSync(join(folder, file)), `${file} is there`)
}

/** A soft picture with a spot on it, and the spot as mask. */
async function writePhotoAndMask(folder: string): Promise<void> {
  const gradient =
    '<linearGradient id="g"><stop stop-color="#357"/><stop offset="1" stop-color="#9bd"/></linearGradient>'
  const spot = (fill: string) => `<circle cx="240" cy="160" r="16" fill="${fill}"/>`
  const drawing = (inside: string) =>
    Buffer.from(`<svg xmlns="http://www.w3.org/2000/svg" width="320" height="240">${inside}</svg>`)
  await sharp(drawing(`${gradient}<rect width="320" height="240" fill="url(#g)"/>${spot('red')}`))
    .jpeg()
    .toFile(join(folder, 'photo.jpg'))
  await sharp(drawing(`<rect width="320" height="240"/>${spot('white')}`))
    .png()
    .toFile(join(folder, 'photo.mask.png'))
}

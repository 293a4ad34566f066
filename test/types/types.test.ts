import assert from 'node:assert/strict'
import { execFile } from 'node:child_process'
import { cp, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'

const folder = fileURLToPath(new URL('.', import.meta.url))
const root = fileURLToPath(new URL('../..', import.meta.url))
const directive = /^ *\/\/ @ts-expect-error.*$/gm

describe('the types', () => {
  it('accept what is right and refuse what is wrong', async () => {
    const { errors, files } = await compile(folder)
    assert.deepEqual(errors, [])
    const expected = await typeTests()
    assert.ok(expected.length > 0, 'there are type tests')
    for (const file of expected) assert.ok(files.includes(join(folder, file)), `${file} is compiled`)
  })

  it('refuse every wrong line for itself, once nothing expects it', async () => {
    const copy = await mkdtemp(join(tmpdir(), 'paintout-types-'))
    try {
      await copyWithoutDirectives(copy)
      const { errors } = await compile(copy)
      for (const file of await typeTests()) {
        const wrong = (await readFile(join(folder, file), 'utf8')).match(directive)?.length ?? 0
        const refused = errors.filter((error) => error.includes(`${file}(`)).length
        assert.ok(wrong > 0, `${file} has a line that must not compile`)
        assert.ok(refused >= wrong, `${file}: ${wrong} wrong lines, ${refused} refused`)
      }
    } finally {
      await rm(copy, { recursive: true })
    }
  })
})

async function typeTests(): Promise<string[]> {
  return (await readdir(folder)).filter((file) => file.endsWith('.test-d.ts'))
}

/** The folder elsewhere: what it imports is found by `paths`. */
async function copyWithoutDirectives(copy: string): Promise<void> {
  for (const file of await readdir(folder)) {
    if (file.endsWith('.test.ts')) continue
    await cp(join(folder, file), join(copy, file))
    if (!file.endsWith('.test-d.ts')) continue
    await writeFile(join(copy, file), (await readFile(join(folder, file), 'utf8')).replace(directive, ''))
  }
  const packages = ['core', 'engine-local', 'engine-vertex', 'plugin-sharp', 'plugin-vite']
  const settings = {
    extends: join(folder, 'tsconfig.json'),
    compilerOptions: {
      typeRoots: [join(root, 'node_modules/@types')],
      paths: {
        ...Object.fromEntries(
          packages.map((name) => [`@paintout/${name}`, [join(root, `packages/${name}/src/index.ts`)]]),
        ),
        '@paintout/engine-local/person': [join(root, 'packages/engine-local/src/person/index.ts')],
        '@paintout/plugin-vite/client': [join(root, 'packages/plugin-vite/client.d.ts')],
      },
    },
    include: ['*.test-d.ts'],
  }
  await writeFile(join(copy, 'tsconfig.json'), JSON.stringify(settings))
  await writeFile(join(copy, 'package.json'), '{ "type": "module" }')
}

async function compile(project: string): Promise<{ errors: string[]; files: string[] }> {
  const output = await new Promise<string>((resolve) => {
    const tsc = join(root, 'node_modules/typescript/bin/tsc')
    const parameters = [tsc, '-p', project, '--listFiles', '--pretty', 'false']
    execFile(process.execPath, parameters, { cwd: root, maxBuffer: 2 ** 26 }, (_, stdout) => resolve(stdout))
  })
  const lines = output.split('\n')
  return {
    errors: lines.filter((line) => line.includes(': error TS')),
    files: lines.filter((line) => line.endsWith('.ts')),
  }
}

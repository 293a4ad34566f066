import assert from 'node:assert/strict'
import { execFile } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { appNames, kindsOf } from '../playground/app.ts'

const root = fileURLToPath(new URL('../..', import.meta.url))
const text = readFileSync(join(root, 'docs/vite.md'), 'utf8')

describe('docs/vite.md', () => {
  it('has a row for each kind of reference of the playground, and no other', async () => {
    const [, table = ''] = /^## Every kind of reference$(.*?)^## /ms.exec(text) ?? []
    const rows = [...table.matchAll(/^\| `([^`]+)` \|/gm)].map(([, kind]) => kind)
    const kinds = await Promise.all(appNames.map(kindsOf))
    assert.ok(rows.length > 0)
    assert.deepEqual(rows.sort(), kinds.flat().sort())
  })

  it('imports photos in spellings that compile', async () => {
    const imports = [...text.matchAll(/^import \w+ from '\.\/[^']+remove[^']*'$/gm)].map(([line]) => line)
    assert.ok(imports.length > 0)
    const folder = await mkdtemp(join(tmpdir(), 'paintout-spellings-'))
    try {
      const client = join(root, 'packages/plugin-vite/client.d.ts')
      const program = [
        `/// <reference path="${client}" />`,
        ...imports,
        `export default [${imports.map((line) => line.split(' ')[1])}]`,
      ]
      await writeFile(join(folder, 'spellings.mts'), program.join('\n'))
      assert.equal(await compile(folder), '')
      await writeFile(join(folder, 'spellings.mts'), program.join('\n').replaceAll('remove', 'removed'))
      assert.equal((await compile(folder)).match(/error TS2307/g)?.length, imports.length)
    } finally {
      await rm(folder, { recursive: true })
    }
  })
})

async function compile(folder: string): Promise<string> {
  const settings = {
    extends: join(root, 'tsconfig.program.json'),
    compilerOptions: {
      types: [],
      paths: { '@paintout/plugin-vite': [join(root, 'packages/plugin-vite/src/client-types.ts')] },
    },
    include: ['spellings.mts'],
  }
  await writeFile(join(folder, 'tsconfig.json'), JSON.stringify(settings))
  const tsc = join(root, 'node_modules/typescript/bin/tsc')
  return new Promise((resolve) => {
    execFile(process.execPath, [tsc, '-p', folder, '--pretty', 'false'], (_, stdout) => resolve(stdout))
  })
}

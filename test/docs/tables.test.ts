import assert from 'node:assert/strict'
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'

const root = fileURLToPath(new URL('../..', import.meta.url))

describe('the tables of codes', () => {
  it('hold every error code, each with a sentence and a way out', () => {
    const union = read('packages/core/src/errors.ts').match(/ErrorCode =\n(( +\| '[a-z-]+'\n)+)/)?.[1] ?? ''
    const codes = codesIn(union, /\| '([a-z-]+)'/g)
    assert.ok(codes.length > 0, 'errors.ts has codes')
    assert.deepEqual(rowsOf('docs/errors.md'), codes)
  })

  it('hold every warning that the packages give, each with a sentence and a way out', () => {
    const codes = codesIn(sources(), /\bwarn(?:\?\.)?\(\s*'([a-z-]+)'|\bcode: '([a-z-]+)',\s*message\b/g)
    assert.ok(codes.length > 0, 'the packages warn')
    assert.deepEqual(rowsOf('docs/warnings.md'), codes)
  })
})

function read(file: string): string {
  return readFileSync(join(root, file), 'utf8')
}

function sources(): string {
  return readdirSync(join(root, 'packages'))
    .flatMap((room) =>
      readdirSync(join(root, 'packages', room, 'src'), { recursive: true, encoding: 'utf8' })
        .filter((file) => file.endsWith('.ts'))
        .map((file) => read(join('packages', room, 'src', file))),
    )
    .join('\n')
}

function codesIn(text: string, pattern: RegExp): string[] {
  return [...new Set([...text.matchAll(pattern)].map((match) => match[1] ?? match[2]!))].sort()
}

/** The codes of a table whose every row has three filled columns. */
function rowsOf(file: string): string[] {
  const rows = read(file)
    .split('\n')
    .filter((line) => line.startsWith('| `'))
  for (const row of rows) assert.match(row, /^\| `[a-z-]+` \| [^|]{10,} \| [^|]{10,} \|$/, row)
  return rows.map((row) => row.split('`')[1]!).sort()
}

import assert from 'node:assert/strict'
import { execFile } from 'node:child_process'
import { writeFile } from 'node:fs/promises'
import { promisify } from 'node:util'
import { runCommand } from '../fixtures/command.ts'
import { useFolder } from '../fixtures/folder.ts'

const run = promisify(execFile)

describe('shell completion', () => {
  const folder = useFolder()

  /** What a real bash offers after these words; the last one is being typed. */
  async function offered(...words: string[]): Promise<readonly string[]> {
    const { stdout } = await runCommand(['completion', 'bash'])
    await writeFile(folder.path('completion.bash'), stdout)
    const line = ['paintout', ...words].map((word) => `'${word}'`).join(' ')
    const script = `source ${folder.path('completion.bash')}; COMP_WORDS=(${line}); COMP_CWORD=${words.length}; _paintout; printf '%s\\n' "\${COMPREPLY[@]}"`
    return (await run('bash', ['-c', script])).stdout.trim().split('\n')
  }

  it('offers commands and flags as they are typed', async () => {
    assert.deepEqual(await offered('st'), ['store'])
    assert.deepEqual(await offered('photo.jpg', '--budget'), ['--budget-images', '--budget-usd'])
    assert.deepEqual(await offered('store', ''), ['ls', 'verify', 'prune', 'export', '--help'])
    assert.deepEqual(await offered('store', 'prune', '--d'), ['--dry-run'])
    assert.deepEqual(await offered('preview', '--mask-th'), ['--mask-threshold'])
  })

  it('knows the values of a flag that has a few', async () => {
    assert.deepEqual(await offered('photo.jpg', '--fail-on', ''), ['none', 'truncated', 'error', 'warning'])
  })

  it('knows a command from a photo or a folder of that name, and leaves files to the shell', async () => {
    for (const words of [['store.jpg'], ['preview.png'], ['photo.jpg', '--out-dir', 'store']]) {
      assert.deepEqual(await offered(...words, '--out-d'), ['--out-dir'])
    }
    for (const flag of ['--report', '--mask', '-o', '--store']) assert.deepEqual(await offered('a.jpg', flag, ''), [''])
    assert.deepEqual(await offered('photo.jpg', '--dry-run', '--out-d'), ['--out-dir'])
    assert.deepEqual(await offered('completion', ''), ['bash', 'zsh', 'fish', '--help'])
  })

  it('is there for zsh and fish too, and for no other', async () => {
    for (const shell of ['zsh', 'fish']) {
      const { code, stdout } = await runCommand(['completion', shell])
      assert.equal(code, 0)
      assert.match(String(stdout), /budget-usd/)
    }
    assert.equal((await runCommand(['completion', 'cmd'])).code, 2)
  })
})

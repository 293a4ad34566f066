import { execFile } from 'node:child_process'
import { cp, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'

/**
 * Checks the packages as users get them: packed, linted, and installed together in an empty folder,
 * where programs import them, require them and run the command. Needs a build.
 */

const run = promisify(execFile)
const root = fileURLToPath(new URL('..', import.meta.url))
const tool = (name: string) => join(root, 'node_modules/.bin', name)

/** All that a tarball may hold, and what it must. */
const allowed = /^(dist|src)\/|^(package\.json|README\.md|LICENSE|report\.schema\.json|client\.d\.ts)$/
const unwanted = /\.tsbuildinfo$|\.test\./
const required = ['package.json', 'README.md', 'LICENSE', 'dist/index.js', 'dist/index.d.ts']

interface Packed {
  readonly name: string
  readonly tarball: string
}

const scratch = await mkdtemp(join(tmpdir(), 'paintout-packages-'))
try {
  const packages = await packAll()
  if (packages.length === 0) throw new Error('Expected packages to check, got none.')
  for (const { name, tarball } of packages) {
    await checkFiles(name, tarball)
    await run(tool('publint'), [tarball, '--strict'])
    // Types for what Vite resolves have no module behind them.
    await run(tool('attw'), [tarball, '--profile', 'esm-only', '--exclude-entrypoints', 'client'])
    console.log(`✔ ${name}: files, publint, types`)
  }
  await useTogether(packages)
  console.log(`${packages.length} packages checked`)
} catch (error) {
  const { stdout = '', stderr = '', message } = error as { stdout?: string; stderr?: string; message: string }
  console.error([message, stdout, stderr].filter(Boolean).join('\n'))
  process.exitCode = 1
} finally {
  await rm(scratch, { recursive: true })
}

async function packAll(): Promise<readonly Packed[]> {
  const packages: Packed[] = []
  for (const room of await readdir(join(root, 'packages'))) {
    const cwd = join(root, 'packages', room)
    const { name, private: unpublished } = JSON.parse(await readFile(join(cwd, 'package.json'), 'utf8'))
    if (unpublished) continue
    const tarball = join(scratch, `${room}.tgz`)
    await run('pnpm', ['pack', '--out', tarball], { cwd })
    packages.push({ name, tarball })
  }
  return packages
}

async function checkFiles(name: string, tarball: string): Promise<void> {
  const { stdout } = await run('tar', ['-tzf', tarball])
  const files = stdout
    .trim()
    .split('\n')
    .map((file) => file.replace('package/', ''))
  const surplus = files.filter((file) => !allowed.test(file) || unwanted.test(file))
  const missing = required.filter((file) => !files.includes(file))
  if (surplus.length > 0) throw new Error(`Expected ${name} to ship what it needs, got also ${surplus.join(', ')}.`)
  if (missing.length > 0) throw new Error(`Expected ${name} to ship ${missing.join(', ')}.`)
}

async function useTogether(packages: readonly Packed[]): Promise<void> {
  const dependencies = Object.fromEntries(packages.map(({ name, tarball }) => [name, `file:${tarball}`]))
  // Packages ask for each other by version: here every one of them is the tarball.
  const overrides = Object.fromEntries(packages.map(({ name }) => [name, `$${name}`]))
  await writeFile(
    join(scratch, 'package.json'),
    JSON.stringify({ private: true, type: 'module', dependencies, overrides }),
  )
  await run('npm', ['install', '--no-audit', '--no-fund'], { cwd: scratch })
  await cp(join(root, 'scripts/packages'), scratch, { recursive: true })
  for (const program of ['import.mjs', 'require.cjs', 'command.mjs']) {
    await run(process.execPath, [program], { cwd: scratch })
    console.log(`✔ ${program}`)
  }
  const nodeTypes = ['--types', 'node', '--typeRoots', join(root, 'node_modules/@types')]
  const strict = ['--noEmit', '--strict', '--module', 'nodenext', '--target', 'es2022']
  const programs = ['types.ts', 'chains.mts', 'chains.cts']
  await run(tool('tsc'), [...strict, ...nodeTypes, ...programs], { cwd: scratch })
  console.log(`✔ ${programs.join(', ')}`)
  await useLowestTypes(scratch)
}

/** The chains again, by the types of the lowest sharp of the peer range. */
async function useLowestTypes(cwd: string): Promise<void> {
  const settings = {
    compilerOptions: {
      noEmit: true,
      strict: true,
      module: 'nodenext',
      target: 'es2022',
      types: ['node'],
      typeRoots: [join(root, 'node_modules/@types')],
      paths: { sharp: [join(root, 'node_modules/sharp-lowest/lib/index.d.ts')] },
    },
    files: ['chains.mts', 'chains.cts'],
  }
  await writeFile(join(cwd, 'tsconfig.json'), JSON.stringify(settings))
  await run(tool('tsc'), ['-p', cwd], { cwd })
  console.log('✔ chains.mts, chains.cts with the types of the lowest sharp')
}

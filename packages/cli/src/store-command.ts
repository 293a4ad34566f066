import { stat } from 'node:fs/promises'
import { PaintoutError } from '@paintout/core'
import { dollars, exportStore, type LostCall, listStore, pruneStore, verifyStore } from '@paintout/store'
import type { Command } from 'commander'
import { printable } from './batch/display.ts'
import { counted } from './counted.ts'
import { type Shell, writeStdout } from './shell.ts'

interface StoreFlags {
  readonly store?: string
  readonly json?: true
  readonly dryRun?: true
}

/** `paintout store ls | verify | prune | export`: upkeep of what was paid for. */
export function addStoreCommand(program: Command, shell: Shell): void {
  const store = program.command('store').description('Looks after what was paid for').copyInheritedSettings(program)
  const add = (usage: string, about: string) =>
    store
      .command(usage)
      .description(about)
      .copyInheritedSettings(program)
      .option('--store <dir>', 'the store (default .paintout beside package.json or .git)')
      .hook('preAction', (command) => checkStore(command.opts<StoreFlags>()))

  add('ls', 'Lists every answer: when, by whom, for how much, and for which photos')
    .option('--json', 'as JSON')
    .action((flags: StoreFlags) => list(flags, shell))
  add('verify', 'Checks every answer, and lists the calls whose answer was lost')
    .option('--json', 'as JSON')
    .action((flags: StoreFlags) => verify(flags, shell))
  add('prune', 'Removes what no photo of the tree uses')
    .option('--dry-run', 'only say what would go')
    .action((flags: StoreFlags) => prune(flags, shell))
  add('export <dir>', 'Copies every answer into another store').action((target: string, flags: StoreFlags) =>
    copy(target, flags, shell),
  )
}

/**
 * A project may have no store yet; where one is named and is not there, nothing would be checked.
 * @throws `store-failed`
 */
async function checkStore({ store }: StoreFlags): Promise<void> {
  if (store === undefined) return
  const found = await stat(store).catch(() => undefined)
  if (found?.isDirectory()) return
  throw new PaintoutError('store-failed', `Expected a store in \`${store}\`, got no folder. Check the path.`)
}

async function list({ store, json }: StoreFlags, shell: Shell): Promise<void> {
  const entries = await listStore(store)
  if (json) return writeStdout(shell, `${JSON.stringify(entries.map(({ entry, photos }) => ({ ...entry, photos })))}\n`)
  const lines = entries.map(({ name, entry, photos }) => {
    const { date, engine, model, usd, prompt } = entry
    const facts = [date.slice(0, 10), model ?? engine, dollars(usd), photos.join(', ') || 'unused', prompt]
    return printable(`${name.first.slice(0, 12)}  ${facts.filter(Boolean).join('  ')}`)
  })
  const total = entries.reduce((sum, { entry }) => sum + entry.usd, 0)
  await writeStdout(shell, `${[...lines, `${counted(entries.length, 'answer')}, ${dollars(total)}`].join('\n')}\n`)
}

/** @throws `store-failed` where an entry is damaged */
async function verify({ store, json }: StoreFlags, shell: Shell): Promise<void> {
  const found = await verifyStore(store)
  const { sound, damaged, lost, arrived, underway, leftovers } = found
  if (json) {
    await writeStdout(shell, `${JSON.stringify(found)}\n`)
  } else {
    const lines = [
      ...damaged.map(({ name, flaw }) => `damaged: ${name.stem}: ${flaw}`),
      ...lost.map(describeLost),
      ...leftovers.map((file) => `left over: ${file}`),
      ...(arrived > 0
        ? [`${counted(arrived, 'answer')} arrived in a process that died; the next run stores what it asks for`]
        : []),
      `${sound} sound, ${damaged.length} damaged, ${lost.length} sent and lost, ${underway} under way`,
    ]
    await writeStdout(shell, `${lines.map(printable).join('\n')}\n`)
  }
  if (damaged.length === 0) return
  throw new PaintoutError(
    'store-failed',
    `Expected every answer in the store to hold, got ${damaged.length} damaged. Restore them from git; the next run pays for them again otherwise.`,
  )
}

function describeLost({ record }: LostCall): string {
  if (!record) return 'sent, answer lost: a call whose claim cannot be read'
  const { photo, engine, time, images, usd } = record
  return `sent, answer lost: ${photo} by ${engine} at ${time}, ${counted(images, 'picture')}, up to ${dollars(usd)}`
}

async function prune({ store, dryRun = undefined }: StoreFlags, shell: Shell): Promise<void> {
  const { entries, uses, remains, bytes } = await pruneStore(store, dryRun)
  const verb = dryRun ? 'Would remove' : 'Removed'
  const facts = `${counted(entries.length, 'answer')}, ${counted(uses.length, 'note')} of photos that are gone, ${remains} remains of crashes`
  await writeStdout(shell, `${verb} ${facts}: ${(bytes / 1e6).toFixed(1)} MB\n`)
}

async function copy(target: string, { store }: StoreFlags, shell: Shell): Promise<void> {
  await writeStdout(shell, `${counted(await exportStore(target, store), 'answer')} copied to ${target}\n`)
}

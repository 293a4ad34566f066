import assert from 'node:assert/strict'
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'

const root = fileURLToPath(new URL('../..', import.meta.url))
const layout = readFileSync(join(root, 'CONTRIBUTING.md'), 'utf8')
const rooms = [...layout.matchAll(/^\| `([^`]+)` \| (.+) \|$/gm)].map((match) => match[1]!)

describe('the layout table', () => {
  it('names rooms that exist', () => {
    assert.ok(rooms.length > 0)
    for (const room of rooms) assert.ok(existsSync(join(root, room)), room)
  })

  it('names every room', () => {
    const unnamed = [...foldersOf('.'), ...foldersOf('packages'), ...foldersOf('packages/core/src')].filter(
      (room) => room !== 'packages' && !rooms.includes(room),
    )
    assert.deepEqual(unnamed, [])
  })
})

/** Folders that are not hidden and not installed. */
function foldersOf(room: string): string[] {
  return readdirSync(join(root, room), { withFileTypes: true })
    .filter((entry) => entry.isDirectory() && !entry.name.startsWith('.') && entry.name !== 'node_modules')
    .map((entry) => (room === '.' ? entry.name : `${room}/${entry.name}`))
}

import { existsSync } from 'node:fs'
import { dirname, join, resolve } from 'node:path'

/** Where a store lies when nobody says it. */
export const storeFolder = '.paintout'

/** `.paintout` beside the nearest package.json or .git, from `start` upwards; in `start` where there is neither. */
export function findDirectory(start: string = process.cwd()): string {
  for (let folder = resolve(start); ; folder = dirname(folder)) {
    const isRoot = ['package.json', '.git'].some((name) => existsSync(join(folder, name)))
    if (isRoot) return join(folder, storeFolder)
    if (folder === dirname(folder)) return join(resolve(start), storeFolder)
  }
}

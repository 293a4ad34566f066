import { glob } from 'tinyglobby'
import { toSlashes } from './paths.ts'

/** What is never a source of the project. */
const ignored = ['**/node_modules/**', '**/.git/**']

/**
 * Every file of a folder, absolute and with slashes, hidden ones left out.
 * @param without Folders that are left out, absolute: what is built, what is cached.
 */
export async function walk(folder: string, without: readonly string[] = []): Promise<readonly string[]> {
  const files = await glob('**/*', {
    cwd: folder,
    absolute: true,
    onlyFiles: true,
    expandDirectories: false,
    ignore: [...ignored, ...without.map((each) => `${each}/**`)],
  })
  return files.map((file) => toSlashes(file)).sort()
}

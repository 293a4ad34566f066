import { mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { codeOf } from './failures.ts'

const attributes = `# Pictures are not text, and lists of uses from two branches are all wanted.
/fills/*.png binary
/uses/*.txt text eol=lf merge=union
/fills/*.json text eol=lf
`

const ignored = `# What can be made again, and what only this machine is doing.
/cache/
/claims/
/damaged/
`

/** Makes the store's folder, with what git should know of it. Files that are there are left as they are. */
export async function prepareFolder(directory: string): Promise<void> {
  await mkdir(directory, { recursive: true })
  await writeOnce(join(directory, '.gitattributes'), attributes)
  await writeOnce(join(directory, '.gitignore'), ignored)
}

async function writeOnce(path: string, content: string): Promise<void> {
  try {
    await writeFile(path, content, { flag: 'wx' })
  } catch (error) {
    if (codeOf(error) !== 'EEXIST') throw error
  }
}

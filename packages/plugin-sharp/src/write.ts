import { PaintoutError } from '@paintout/core'
import writeFileAtomic from 'write-file-atomic'
import { assertGoing, explainWriting } from './failures.ts'
import { type FileIdentity, identifyPath } from './read-input.ts'

/** Refuses to write over the input, under whatever name or link. */
export async function assertNotInput(path: string, input: FileIdentity | undefined): Promise<void> {
  const found = input && (await identifyPath(path))
  if (!found || found.device !== input.device || found.inode !== input.inode) return
  throw new PaintoutError(
    'output-is-input',
    `Expected ${path} to be another file than the input, got the same one. The input is never written to: choose another name.`,
    { by: 'codec' },
  )
}

/** Writes a temporary file beside `path` and renames it: a reader sees the old file or the whole new one. */
export async function writeWhole(path: string, bytes: Buffer, signal: AbortSignal): Promise<void> {
  assertGoing(signal)
  try {
    await writeFileAtomic(path, bytes)
  } catch (cause) {
    throw explainWriting(path, cause)
  }
}

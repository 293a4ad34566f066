import { PaintoutError } from '@paintout/core'
import writeFileAtomic from 'write-file-atomic'

/**
 * Writes a temporary file beside `path` and renames it: nobody ever sees half of it.
 * @throws `output-failed`
 */
export async function writeWhole(path: string, content: Buffer | string): Promise<void> {
  try {
    await writeFileAtomic(path, content)
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : String(cause)
    throw new PaintoutError('output-failed', `Expected to write \`${path}\`, got: ${reason}. Choose another file.`, {
      cause,
    })
  }
}

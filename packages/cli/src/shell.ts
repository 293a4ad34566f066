import { buffer } from 'node:stream/consumers'
import { PaintoutError } from '@paintout/core'

/** What the command needs of the process that it runs in. */
export interface Shell {
  readonly stdin: NodeJS.ReadStream
  readonly stdout: NodeJS.WriteStream
  readonly stderr: NodeJS.WriteStream
  readonly env: NodeJS.ProcessEnv
  /** Aborted by Ctrl-C. */
  readonly signal: AbortSignal
}

/** Everything on stdin. */
export async function readStdin({ stdin }: Shell, what: string): Promise<Uint8Array> {
  if (stdin.isTTY) {
    throw new PaintoutError(
      'invalid-option',
      `Expected ${what} on stdin, got a terminal. Pipe a file: \`< photo.jpg\`.`,
    )
  }
  return buffer(stdin)
}

/** Settles once the bytes are with the reader; rejects when there is none. */
export async function writeStdout({ stdout }: Shell, content: Uint8Array | string): Promise<void> {
  await new Promise<void>((resolve, reject) => {
    stdout.once('error', reject)
    stdout.write(content, (error) => (error ? reject(error) : resolve()))
  })
}

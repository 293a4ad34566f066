import { type FileHandle, open, stat } from 'node:fs/promises'
import { addAbortSignal, Readable } from 'node:stream'
import { fileURLToPath } from 'node:url'
import { PaintoutError, show } from '@paintout/core'
import { assertGoing, explainOpening } from './failures.ts'

/** Which file this is, whatever name or link it was opened by. */
export interface FileIdentity {
  readonly device: bigint
  readonly inode: bigint
}

export interface InputBytes {
  readonly bytes: Uint8Array
  /** How messages call it: the path as given, or "the input". */
  readonly name: string
  readonly file?: FileIdentity
}

/** More than any image that sharp would take; an endless stream ends here. */
const MAX_BYTES = 2 ** 31

/**
 * The bytes of a path, a `file:` URL, bytes (not copied), a stream or another async iterable of bytes.
 * @param what What is read, in words: "the input".
 * @throws `input-missing`, `input-unreadable`, `too-large`, `aborted`
 */
export async function readInput(input: unknown, what: string, signal: AbortSignal): Promise<InputBytes> {
  assertGoing(signal)
  const read = await readAny(input, what, signal)
  if (read.bytes.length === 0) {
    throw new PaintoutError(
      'input-unreadable',
      `Expected an image in ${read.name}, got an empty file. Fetch it again.`,
      {
        by: 'codec',
      },
    )
  }
  return read
}

function readAny(input: unknown, what: string, signal: AbortSignal): Promise<InputBytes> | InputBytes {
  if (typeof input === 'string') return readPath(input, signal)
  if (input instanceof URL) return readPath(input.href, signal)
  if (input instanceof Uint8Array) return { bytes: input, name: what }
  if (isAsyncIterable(input)) return readStream(input, what, signal)
  throw new PaintoutError(
    'input-unreadable',
    `Expected a path, a file: URL, bytes or a stream for ${what}, got ${show(input)}.`,
    { by: 'codec' },
  )
}

async function readPath(given: string, signal: AbortSignal): Promise<InputBytes> {
  const path = toPath(given)
  let handle: FileHandle | undefined
  try {
    handle = await open(path)
    const { dev, ino, size, ...kind } = await describeKind(handle)
    if (!kind.isReadable) {
      throw new PaintoutError(
        'input-unreadable',
        `Expected a file at ${path}, got ${kind.name}. Name the file itself.`,
        {
          by: 'codec',
        },
      )
    }
    if (size > MAX_BYTES) throw Object.assign(new Error('too large'), { code: 'ERR_FS_FILE_TOO_LARGE' })
    return { bytes: await handle.readFile({ signal }), name: path, file: { device: dev, inode: ino } }
  } catch (cause) {
    assertGoing(signal)
    throw PaintoutError.is(cause) ? cause : explainOpening(path, cause)
  } finally {
    await handle?.close()
  }
}

async function describeKind(handle: FileHandle) {
  const found = await handle.stat({ bigint: true })
  const isReadable = found.isFile() || found.isFIFO()
  return {
    dev: found.dev,
    ino: found.ino,
    size: found.size,
    isReadable,
    name: found.isDirectory() ? 'a folder' : 'a device',
  }
}

function toPath(given: string): string {
  if (!/^(file|data|https?):/i.test(given)) return given
  try {
    return fileURLToPath(given)
  } catch (cause) {
    throw new PaintoutError(
      'input-unreadable',
      `Expected a path or a file: URL, got ${show(given)}. Fetch it yourself and pass its bytes.`,
      { by: 'codec', cause },
    )
  }
}

async function readStream(source: AsyncIterable<unknown>, name: string, signal: AbortSignal): Promise<InputBytes> {
  const stream = source instanceof Readable ? source : Readable.from(source)
  const chunks: Uint8Array[] = []
  let length = 0
  try {
    for await (const chunk of addAbortSignal(signal, stream)) {
      if (!(chunk instanceof Uint8Array)) throw new TypeError(`chunks must be bytes, got ${show(chunk)}`)
      length += chunk.length
      if (length > MAX_BYTES) throw Object.assign(new Error('too large'), { code: 'ERR_FS_FILE_TOO_LARGE' })
      chunks.push(chunk)
    }
  } catch (cause) {
    assertGoing(signal)
    if (cause instanceof TypeError) {
      throw new PaintoutError('input-unreadable', `Expected bytes from ${name}, but ${cause.message}.`, {
        by: 'codec',
        cause,
      })
    }
    throw explainOpening(name, cause)
  }
  const file = await identifyPath('path' in source ? source.path : undefined)
  return { bytes: Buffer.concat(chunks, length), name, ...(file ? { file } : {}) }
}

/** Which file is at `path` now, links followed; undefined where there is none. */
export async function identifyPath(path: unknown): Promise<FileIdentity | undefined> {
  if (typeof path !== 'string' && !(path instanceof Uint8Array)) return undefined
  try {
    const { dev, ino } = await stat(path as string, { bigint: true })
    return { device: dev, inode: ino }
  } catch {
    return undefined
  }
}

function isAsyncIterable(input: unknown): input is AsyncIterable<unknown> {
  return typeof input === 'object' && input !== null && Symbol.asyncIterator in input
}

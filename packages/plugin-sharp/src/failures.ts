import { PaintoutError } from '@paintout/core'
import { signatureOf } from './signature.ts'

const readable = 'JPEG, PNG, WebP, AVIF, TIFF, GIF or SVG'

/** Why sharp could not read these bytes, in a sentence. */
export function explainReading(name: string, bytes: Uint8Array, cause: unknown): PaintoutError {
  if (PaintoutError.is(cause)) return cause
  const message = cause instanceof Error ? cause.message : String(cause)
  const signature = signatureOf(bytes)
  if (/exceeds pixel limit|exceed.* limit/i.test(message)) {
    return new PaintoutError(
      'too-large',
      `Expected ${name} to have no more pixels than \`limitInputPixels\`, got more. Raise it where you trust the file: \`use(codec, { limitInputPixels: … })\`.`,
      { by: 'codec', cause },
    )
  }
  if (!signature?.readable) return explainForeign(name, signature?.name, cause)
  return new PaintoutError(
    'input-unreadable',
    `Expected ${name} to be a whole ${signature.name}, got a damaged one or one that was cut short (${firstLine(message)}). Fetch or save it again.`,
    { by: 'codec', cause },
  )
}

function explainForeign(name: string, found: string | undefined, cause: unknown): PaintoutError {
  return new PaintoutError(
    'unsupported-image',
    `Expected ${name} to be a ${readable}, got ${found ?? 'something else'}. Convert it to one of these first.`,
    { by: 'codec', cause },
  )
}

/** Why a file could not be opened or read. */
export function explainOpening(name: string, cause: unknown): PaintoutError {
  const code = systemCode(cause)
  const details = { by: 'codec', cause }
  if (code === 'ENOENT' || code === 'ENOTDIR') {
    return new PaintoutError('input-missing', `Expected a file at ${name}, got none. Check the path.`, details)
  }
  if (code === 'EACCES' || code === 'EPERM') {
    return new PaintoutError(
      'input-unreadable',
      `Expected ${name} to be readable, got no permission. Change its permissions.`,
      details,
    )
  }
  if (code === 'ERR_FS_FILE_TOO_LARGE') {
    return new PaintoutError('too-large', `Expected ${name} to be smaller than 2 GiB, got more.`, details)
  }
  return new PaintoutError(
    'input-unreadable',
    `Expected ${name} to be readable, got ${code ?? 'an error'}. Check the path and the disk.`,
    details,
  )
}

const waysOut: Readonly<Record<string, string>> = {
  ENOENT: 'its folder is missing. Make the folder first',
  ENOTDIR: 'a part of its path is no folder. Check the path',
  EISDIR: 'it is a folder. Add a file name',
  EACCES: 'there is no permission. Change the permissions of its folder',
  EPERM: 'there is no permission. Change the permissions of its folder',
  EROFS: 'the disk is read-only. Choose another folder',
  ENOSPC: 'the disk is full. Make room',
  EDQUOT: 'the quota is used up. Make room',
  ENAMETOOLONG: 'its name is too long. Choose a shorter one',
}

/** Why a file could not be written. */
export function explainWriting(path: string, cause: unknown): PaintoutError {
  if (PaintoutError.is(cause)) return cause
  const code = systemCode(cause)
  const reason = waysOut[code ?? ''] ?? (cause instanceof Error ? firstLine(cause.message) : String(cause))
  return new PaintoutError('output-failed', `Expected to write ${path}, but ${reason}. Nothing was written.`, {
    by: 'codec',
    cause,
  })
}

function systemCode(cause: unknown): string | undefined {
  const code = typeof cause === 'object' && cause !== null && 'code' in cause ? cause.code : undefined
  return typeof code === 'string' ? code : undefined
}

function firstLine(message: string): string {
  return message.split('\n', 1)[0]?.trim() || 'no reason given'
}

/** Says that a signal ended the work. */
export function assertGoing(signal: AbortSignal): void {
  if (!signal.aborted) return
  throw new PaintoutError('aborted', 'The removal was aborted by its signal. Nothing was written.', {
    by: 'codec',
    cause: signal.reason,
  })
}

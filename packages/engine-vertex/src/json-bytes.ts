import { randomUUID } from 'node:crypto'

/** A JSON text that is written while it is sent: its pictures never exist as base64 as a whole. */
export interface JsonBody {
  /** Bytes of the whole text. */
  readonly length: number
  /** The text in pieces; may be read again, for a retry. */
  chunks(): Iterable<Uint8Array>
}

/** Multiples of three bytes become base64 without padding, so that chunks can be joined. 64 KiB of text a chunk. */
const chunkBytes = 48 * 1024

/** A string that is worth lifting out of an answer before it is parsed; shorter ones cost nothing. */
const longString = 4096

const quote = 0x22
const backslash = 0x5c

/** A value as JSON, with every `Uint8Array` in it as a base64 string. */
export function jsonBody(value: unknown): JsonBody {
  const marker = randomUUID()
  const blobs: Uint8Array[] = []
  const text = JSON.stringify(value, function (this: Record<string, unknown>, key, given) {
    // A Buffer has been turned into an object by its own `toJSON` here; its holder still has the bytes.
    const bytes = this[key]
    if (!(bytes instanceof Uint8Array)) return given
    blobs.push(bytes)
    return marker
  })
  const texts = text.split(marker).map((part) => Buffer.from(part))
  const length = [...texts.map((part) => part.length), ...blobs.map((blob) => Math.ceil(blob.length / 3) * 4)]
  return {
    length: length.reduce((sum, bytes) => sum + bytes, 0),
    *chunks() {
      for (const [index, part] of texts.entries()) {
        yield part
        const blob = blobs[index]
        if (blob) yield* base64Of(blob)
      }
    },
  }
}

function* base64Of(bytes: Uint8Array): Iterable<Uint8Array> {
  const view = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  for (let at = 0; at < view.length; at += chunkBytes) {
    yield Buffer.from(view.toString('base64', at, Math.min(at + chunkBytes, view.length)), 'latin1')
  }
}

/**
 * The value of a JSON text in which long base64 strings are bytes: they are decoded straight from the text's bytes, and
 * what is parsed is only the little around them. Short strings, and long ones that are no base64, stay strings.
 * @throws `SyntaxError`
 */
export function parseJsonWithBytes(text: Buffer): unknown {
  const marker = randomUUID()
  const blobs: Uint8Array[] = []
  let rest = ''
  let from = 0
  for (const { start, end } of longStrings(text)) {
    const bytes = decodeBase64(text, start, end)
    if (!bytes) continue
    rest += `${text.toString('utf8', from, start)}${marker}${blobs.length}`
    blobs.push(bytes)
    from = end
  }
  rest += text.toString('utf8', from)
  return JSON.parse(rest, (_, value) =>
    typeof value === 'string' && value.startsWith(marker) ? blobs[Number(value.slice(marker.length))] : value,
  )
}

/** The bytes of a field that may be short enough to have stayed a string. */
export function bytesOf(field: string | Uint8Array): Uint8Array {
  return typeof field === 'string' ? Buffer.from(field, 'base64') : field
}

/** Where the contents of long strings without escapes lie. */
function* longStrings(text: Buffer): Iterable<{ start: number; end: number }> {
  for (let start = text.indexOf(quote) + 1; start > 0; ) {
    const end = closingQuote(text, start)
    if (end < 0) return
    if (end - start >= longString) yield { start, end }
    start = text.indexOf(quote, end + 1) + 1
  }
}

function closingQuote(text: Buffer, start: number): number {
  for (let end = text.indexOf(quote, start); end >= 0; end = text.indexOf(quote, end + 1)) {
    let escapes = 0
    while (text[end - 1 - escapes] === backslash) escapes++
    if (escapes % 2 === 0) return end
  }
  return -1
}

/** In steps, so that the base64 text does not exist a second time as a string. */
function decodeBase64(text: Buffer, start: number, end: number): Uint8Array | undefined {
  if ((end - start) % 4 !== 0) return undefined
  const padding = text[end - 2] === 0x3d ? 2 : text[end - 1] === 0x3d ? 1 : 0
  const length = Math.floor(((end - start - padding) * 3) / 4)
  const bytes = Buffer.allocUnsafeSlow(length)
  let written = 0
  const step = (chunkBytes / 3) * 4
  for (let at = start; at < end; at += step) {
    const chunk = text.toString('latin1', at, Math.min(at + step, end))
    // A stray character is skipped by the decoder without a word; then too few bytes come out.
    if (written === 0 && !/^[A-Za-z0-9+/]+={0,2}$/.test(chunk)) return undefined
    written += bytes.write(chunk, written, 'base64')
  }
  return written === length ? bytes : undefined
}

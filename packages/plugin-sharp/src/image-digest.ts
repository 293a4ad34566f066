import { createHash, type Hash } from 'node:crypto'
import { jpegSegments } from './formats/jpeg.ts'
import { signatureOf } from './signature.ts'

/** What decides how the image data are seen, and stands in the metadata. */
export interface Meaning {
  /** EXIF's, 1 to 8. */
  readonly orientation: number
  readonly icc: Uint8Array | undefined
}

/**
 * SHA-256, in hex, of a file's image data and of what they mean: a new EXIF line, keyword or thumbnail changes nothing.
 * In JPEG, PNG and WebP the metadata are told apart; of other formats every byte counts.
 */
export function digestImage(bytes: Uint8Array, { orientation, icc }: Meaning): string {
  const hash = createHash('sha256')
  const name = signatureOf(bytes)?.name ?? 'unknown'
  hash.update(`paintout image 1\0${name}\0${orientation}\0`)
  if (icc) hash.update(createHash('sha256').update(icc).digest())
  const digest = parts[name] ?? whole
  digest(bytes, hash)
  return hash.digest('hex')
}

type Parts = (bytes: Uint8Array, hash: Hash) => void

const parts: Readonly<Record<string, Parts>> = { JPEG: jpegParts, PNG: pngParts, WebP: webpParts }

const COMMENT = 0xfe
/** Adobe's segment says how the components are to be read as colours. */
const ADOBE = 0xee

function jpegParts(bytes: Uint8Array, hash: Hash): void {
  let at = 2
  for (const segment of jpegSegments(bytes)) {
    const { marker, data } = segment
    at = segment.at + 4 + data.length
    const isApplication = marker >= 0xe0 && marker <= 0xef
    if ((isApplication && marker !== ADOBE) || marker === COMMENT) continue
    hash.update(bytes.subarray(segment.at, at))
  }
  hash.update(bytes.subarray(at))
}

/** Critical chunks begin with a capital letter (W3C PNG, 5.4); transparency is the one other that makes samples. */
function pngParts(bytes: Uint8Array, hash: Hash): void {
  const view = viewOf(bytes)
  for (let at = 8; at + 12 <= bytes.length; ) {
    const length = view.getUint32(at)
    const name = nameOf(bytes, at + 4)
    if (/^[A-Z]/.test(name) || name === 'tRNS') hash.update(bytes.subarray(at, at + 12 + length))
    at += 12 + length
  }
}

/** The extended header counts the metadata in the file, and says nothing of the picture that its data do not. */
const webpMetadata = ['VP8X', 'EXIF', 'XMP ', 'ICCP']

function webpParts(bytes: Uint8Array, hash: Hash): void {
  const view = viewOf(bytes)
  for (let at = 12; at + 8 <= bytes.length; ) {
    const length = view.getUint32(at + 4, true)
    const end = at + 8 + length + (length % 2)
    if (!webpMetadata.includes(nameOf(bytes, at))) hash.update(bytes.subarray(at, end))
    at = end
  }
}

function whole(bytes: Uint8Array, hash: Hash): void {
  hash.update(bytes)
}

function viewOf({ buffer, byteOffset, byteLength }: Uint8Array): DataView {
  return new DataView(buffer, byteOffset, byteLength)
}

function nameOf(bytes: Uint8Array, at: number): string {
  return String.fromCharCode(...bytes.subarray(at, at + 4))
}

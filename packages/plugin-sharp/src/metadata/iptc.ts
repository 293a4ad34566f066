const SIGNATURE = 'Photoshop 3.0\0'
const THUMBNAILS = [1033, 1036]

/**
 * A copy of Photoshop's image resources, which hold IPTC, without the thumbnails that still show what was removed
 * (Adobe Photoshop File Formats, "Image Resource Blocks"). Undefined where they cannot be read.
 */
export function renewIptc(iptc: Uint8Array): Uint8Array | undefined {
  const bytes = Buffer.from(iptc)
  if (bytes.toString('latin1', 0, SIGNATURE.length) !== SIGNATURE) return undefined
  const kept: Uint8Array[] = [bytes.subarray(0, SIGNATURE.length)]
  let at = SIGNATURE.length
  while (at + 12 <= bytes.length) {
    if (bytes.toString('latin1', at, at + 4) !== '8BIM') return undefined
    const id = bytes.readUInt16BE(at + 4)
    const name = evenly(1 + bytes[at + 6]!)
    if (at + 10 + name > bytes.length) return undefined
    const end = at + 10 + name + evenly(bytes.readUInt32BE(at + 6 + name))
    if (end > bytes.length + 1) return undefined
    if (!THUMBNAILS.includes(id)) kept.push(bytes.subarray(at, end))
    at = end
  }
  return kept.length > 1 ? Buffer.concat(kept) : undefined
}

function evenly(length: number): number {
  return length + (length % 2)
}

/** A JPEG with these image resources (APP13) behind the other application segments: sharp has no way to say it. */
export function withIptc(jpeg: Uint8Array, iptc: Uint8Array, at: number): Buffer {
  const head = Buffer.from([0xff, 0xed, 0, 0])
  head.writeUInt16BE(iptc.length + 2, 2)
  return Buffer.concat([jpeg.subarray(0, at), head, iptc, jpeg.subarray(at)])
}

/**
 * The chroma subsampling of an AVIF, from its `av1C` box (AV1 in ISOBMFF, 2.3.3): 4:2:0, else 4:4:4,
 * which loses no colour of a 4:2:2 or of a grey one.
 */
export function avifSubsampling(bytes: Uint8Array): '4:4:4' | '4:2:0' {
  const head = Buffer.from(bytes.buffer, bytes.byteOffset, Math.min(bytes.byteLength, 65536))
  const box = head.indexOf('av1C', 0, 'latin1')
  const flags = box < 0 ? 0 : (head[box + 6] ?? 0)
  const halved = 0b1100
  return (flags & halved) === halved ? '4:2:0' : '4:4:4'
}

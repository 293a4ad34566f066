/** Whether a WebP holds its samples exactly: a `VP8L` chunk instead of `VP8 `, behind `VP8X` or not. */
export function isLosslessWebp(bytes: Uint8Array): boolean {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  let at = 12
  while (at + 8 <= bytes.length) {
    const name = String.fromCharCode(...bytes.subarray(at, at + 4))
    if (name === 'VP8L') return true
    if (name === 'VP8 ') return false
    const size = view.getUint32(at + 4, true)
    at += 8 + size + (size % 2)
  }
  return false
}

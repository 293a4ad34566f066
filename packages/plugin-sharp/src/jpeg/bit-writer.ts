/** Bytes and entropy-coded bits, as long as they get. */
export class BitWriter {
  #bytes: Uint8Array<ArrayBuffer>
  #length = 0
  #buffer = 0
  #count = 0

  constructor(expected: number) {
    this.#bytes = new Uint8Array(Math.max(64, expected))
  }

  bytes(bytes: ArrayLike<number>): void {
    this.#reserve(bytes.length)
    this.#bytes.set(bytes, this.#length)
    this.#length += bytes.length
  }

  segment(marker: number, data: ArrayLike<number>): void {
    const length = data.length + 2
    this.bytes([0xff, marker, length >> 8, length & 255])
    this.bytes(data)
  }

  /** Up to 16 bits, the highest first. A byte of ones gets a zero behind it (T.81, F.1.2.3). */
  bits(value: number, count: number): void {
    this.#reserve(4)
    const bytes = this.#bytes
    const buffer = (this.#buffer << count) | value
    let left = this.#count + count
    while (left >= 8) {
      left -= 8
      const byte = (buffer >>> left) & 255
      bytes[this.#length++] = byte
      if (byte === 0xff) bytes[this.#length++] = 0
    }
    this.#buffer = buffer & ((1 << left) - 1)
    this.#count = left
  }

  /** Fills the last byte with ones. */
  align(): void {
    if (this.#count > 0) this.bits((1 << (8 - this.#count)) - 1, 8 - this.#count)
  }

  /** What was written, without a copy. */
  finish(): Buffer {
    return Buffer.from(this.#bytes.buffer, 0, this.#length)
  }

  #reserve(count: number): void {
    if (this.#length + count <= this.#bytes.length) return
    const larger = new Uint8Array(2 * this.#bytes.length + count)
    larger.set(this.#bytes)
    this.#bytes = larger
  }
}

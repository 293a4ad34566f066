import { DamagedJpeg } from './damaged.ts'
import type { Lookup } from './huffman.ts'

/** Reads entropy-coded bits (T.81, F.2.2.5): stuffed zeros are left out, a marker ends them. */
export class BitReader {
  readonly #bytes: Uint8Array
  #at: number
  #buffer = 0
  #count = 0
  /** Zeros that were read beyond the end: a decoder looks ahead, but never uses more than it looks. */
  #missing = 0

  constructor(bytes: Uint8Array, at: number) {
    this.#bytes = bytes
    this.#at = at
  }

  symbol(lookup: Lookup): number {
    if (this.#count < 16) this.#fill()
    const entry = lookup[(this.#buffer >>> (this.#count - 16)) & 0xffff]!
    if (entry === 0) throw new DamagedJpeg('no code of the table')
    this.#take(entry >> 8)
    return entry & 255
  }

  /** Up to 16 bits. */
  bits(count: number): number {
    if (count === 0) return 0
    if (this.#count < count) this.#fill()
    const value = (this.#buffer >>> (this.#count - count)) & ((1 << count) - 1)
    this.#take(count)
    return value
  }

  /** A number of `size` bits whose first bit is its sign: T.81, F.2.2.1. */
  signed(size: number): number {
    const value = this.bits(size)
    return size > 0 && value < 1 << (size - 1) ? value - (1 << size) + 1 : value
  }

  /** Drops what is left of the byte and goes behind the restart marker, which must be there and have that number. */
  restart(number: number): void {
    const bytes = this.#bytes
    while (bytes[this.#at] === 0xff && bytes[this.#at + 1] === 0xff) this.#at++
    if (bytes[this.#at] !== 0xff || bytes[this.#at + 1] !== (0xd0 | (number & 7))) {
      throw new DamagedJpeg('a restart marker is missing')
    }
    this.#at += 2
    this.#count = 0
    this.#missing = 0
  }

  /** Where the marker behind the scan is. */
  end(): number {
    const bytes = this.#bytes
    let at = this.#at
    while (at + 1 < bytes.length && !(bytes[at] === 0xff && bytes[at + 1] !== 0)) at++
    return at
  }

  #take(count: number): void {
    this.#count -= count
    if (this.#count < 8 * this.#missing) throw new DamagedJpeg('the data ends')
  }

  #fill(): void {
    const bytes = this.#bytes
    while (this.#count <= 24) {
      let byte = 0
      if (this.#at >= bytes.length || (bytes[this.#at] === 0xff && bytes[this.#at + 1] !== 0)) this.#missing++
      else {
        byte = bytes[this.#at]!
        this.#at += byte === 0xff ? 2 : 1
      }
      this.#buffer = (this.#buffer << 8) | byte
      this.#count += 8
    }
  }
}

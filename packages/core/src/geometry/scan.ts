/**
 * Reads bytes four at a time. Masks are mostly uniform: the work on one is to find where it changes.
 * Any `Uint8Array` will do, wherever it starts in its buffer.
 */
export class Scanner {
  readonly #bytes: Uint8Array
  readonly #words: Int32Array
  /** Index of the byte where the first whole word starts: a `Buffer` out of a pool starts anywhere. */
  readonly #lead: number

  constructor(bytes: Uint8Array) {
    const lead = Math.min(bytes.length, -bytes.byteOffset & 3)
    this.#bytes = bytes
    this.#lead = lead
    this.#words = new Int32Array(
      bytes.buffer,
      lead === bytes.length ? 0 : bytes.byteOffset + lead,
      (bytes.length - lead) >>> 2,
    )
  }

  /** Index of the first byte of `from` to `to` that is not `value`, or `to`. */
  skip(value: number, from: number, to: number): number {
    const bytes = this.#bytes
    const words = this.#words
    const lead = this.#lead
    let i = from
    while (i < to && ((i - lead) & 3) !== 0) {
      if (bytes[i] !== value) return i
      i++
    }
    const word = (value * 0x01010101) | 0
    const end = (to - lead) >> 2
    let w = (i - lead) >> 2
    while (w < end && words[w] === word) w++
    i = Math.max(i, w * 4 + lead)
    while (i < to && bytes[i] === value) i++
    return Math.min(i, to)
  }

  /** Index of the last byte of `from` to `to` that is not `value`, or `from - 1`. */
  skipBack(value: number, from: number, to: number): number {
    const bytes = this.#bytes
    const words = this.#words
    const lead = this.#lead
    let i = to - 1
    while (i >= from && ((i + 1 - lead) & 3) !== 0) {
      if (bytes[i] !== value) return i
      i--
    }
    const word = (value * 0x01010101) | 0
    const end = (from - lead + 3) >> 2
    let w = ((i + 1 - lead) >> 2) - 1
    while (w >= end && w >= 0 && words[w] === word) w--
    i = Math.min(i, (w + 1) * 4 + lead - 1)
    while (i >= from && bytes[i] === value) i--
    return Math.max(i, from - 1)
  }
}

import type { BitWriter } from './bit-writer.ts'
import { codesOf, type HuffmanTable, optimalTable } from './huffman.ts'

/**
 * What a scan says, in order, before its codes are known: symbols of tables 0 to 3, each with the bits behind it.
 * Takes four bytes a symbol.
 */
export class Symbols {
  #said = new Uint32Array(1 << 16)
  #length = 0
  /** By table times 256 plus symbol. */
  readonly #frequencies = new Uint32Array(4 * 256)

  add(table: number, symbol: number, bits = 0): void {
    if (this.#length === this.#said.length) this.#grow()
    const index = (table << 8) | symbol
    this.#frequencies[index]!++
    this.#said[this.#length++] = (index << 16) | bits
  }

  /** The best table for what was said; `undefined` where nothing was. */
  table(id: number): HuffmanTable | undefined {
    const frequencies = this.#frequencies.subarray(id << 8, (id + 1) << 8)
    return frequencies.some((count) => count > 0) ? optimalTable(frequencies) : undefined
  }

  write(writer: BitWriter, tables: readonly (HuffmanTable | undefined)[]): void {
    const codes = new Uint32Array(4 * 256)
    for (const [id, table] of tables.entries()) if (table) codes.set(codesOf(table), id << 8)
    const said = this.#said.subarray(0, this.#length)
    for (const each of said) {
      const code = codes[each >>> 16]!
      writer.bits(code & 0xffff, code >>> 16)
      const size = sizeOf((each >>> 16) & 255)
      if (size > 0) writer.bits(each & 0xffff, size)
    }
  }

  #grow(): void {
    const larger = new Uint32Array(2 * this.#said.length)
    larger.set(this.#said)
    this.#said = larger
  }
}

/** How many bits stand behind a symbol: the size of a value, or of a run of empty blocks (T.81, F.1.2 and G.1.2.2). */
function sizeOf(symbol: number): number {
  const size = symbol & 15
  if (size > 0) return size
  return symbol === 0xf0 ? 0 : symbol >> 4
}

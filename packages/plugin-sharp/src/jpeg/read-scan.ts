import type { BitReader } from './bit-reader.ts'
import type { Lookup } from './huffman.ts'

/** What a scan header says (T.81, B.2.3): which coefficients, and which of their bits. */
export interface ScanRange {
  readonly first: number
  readonly last: number
  readonly high: number
  readonly low: number
}

/** Decodes one block of a component into its place. */
export type ReadBlock = (
  coefficients: Int16Array,
  at: number,
  dc: Lookup,
  ac: Lookup,
  predictor: Int32Array,
  component: number,
) => void

/** The state that blocks of a scan share; `restart` forgets it. */
export interface BlockReader {
  readonly read: ReadBlock
  restart(): void
}

/** Sequential blocks: T.81, F.2.2. */
export function sequentialBlocks(reader: BitReader): BlockReader {
  return {
    restart() {},
    read(coefficients, at, dc, ac, predictor, component) {
      predictor[component]! += reader.signed(reader.symbol(dc))
      coefficients[at] = predictor[component]!
      for (let k = 1; k < 64; k++) {
        const symbol = reader.symbol(ac)
        const size = symbol & 15
        if (size === 0) {
          if (symbol !== 0xf0) return
          k += 15
        } else {
          k += symbol >> 4
          coefficients[at + k] = reader.signed(size)
        }
      }
    },
  }
}

/** The four kinds of progressive blocks: T.81, G.1.2 and G.2. */
export function progressiveBlocks(reader: BitReader, { first, last, high, low }: ScanRange): BlockReader {
  const one = 1 << low
  let skipped = 0

  function refine(coefficients: Int16Array, at: number): void {
    const value = coefficients[at]!
    if (reader.bits(1) === 1 && (value & one) === 0) coefficients[at] = value + (value >= 0 ? one : -one)
  }

  const read = first === 0 ? (high === 0 ? firstDc : refineDc) : high === 0 ? firstAc : refineAc

  function firstDc(
    coefficients: Int16Array,
    at: number,
    dc: Lookup,
    _: Lookup,
    predictor: Int32Array,
    component: number,
  ) {
    predictor[component]! += reader.signed(reader.symbol(dc))
    coefficients[at] = predictor[component]! * one
  }

  function refineDc(coefficients: Int16Array, at: number): void {
    if (reader.bits(1) === 1) coefficients[at]! |= one
  }

  function firstAc(coefficients: Int16Array, at: number, _: Lookup, ac: Lookup): void {
    if (skipped > 0) {
      skipped--
      return
    }
    for (let k = first; k <= last; k++) {
      const symbol = reader.symbol(ac)
      const run = symbol >> 4
      const size = symbol & 15
      if (size > 0) {
        k += run
        coefficients[at + k] = reader.signed(size) * one
      } else if (run === 15) k += 15
      else {
        skipped = (1 << run) - 1 + reader.bits(run)
        return
      }
    }
  }

  /** As libjpeg does it: the bits of what is known already stand between the new ones. */
  function refineAc(coefficients: Int16Array, at: number, _: Lookup, ac: Lookup): void {
    let k = first
    for (; skipped === 0 && k <= last; k++) {
      const symbol = reader.symbol(ac)
      let run = symbol >> 4
      const value = (symbol & 15) === 0 ? 0 : reader.bits(1) === 1 ? one : -one
      if (value === 0 && run < 15) {
        skipped = (1 << run) + reader.bits(run)
        break
      }
      for (; k <= last; k++) {
        if (coefficients[at + k] !== 0) refine(coefficients, at + k)
        else if (--run < 0) break
      }
      if (value !== 0 && k <= last) coefficients[at + k] = value
    }
    if (skipped === 0) return
    for (; k <= last; k++) if (coefficients[at + k] !== 0) refine(coefficients, at + k)
    skipped--
  }

  return {
    read,
    restart() {
      skipped = 0
    },
  }
}

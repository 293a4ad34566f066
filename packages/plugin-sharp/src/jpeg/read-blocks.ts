import type { BitReader } from './bit-reader.ts'
import { DamagedJpeg } from './damaged.ts'
import type { Lookup } from './huffman.ts'

/** What a scan header says (T.81, B.2.3): which coefficients, and which of their bits. */
export interface ScanRange {
  readonly first: number
  readonly last: number
  readonly high: number
  readonly low: number
}

/** One colour of a scan. */
export interface Coded {
  readonly coefficients: Int16Array
  readonly dc: Lookup
  readonly ac: Lookup
  /** The DC coefficient of the block before. */
  predicted: number
}

/** Decodes blocks of a scan into their places; `restart` forgets what blocks share. */
export interface BlockReader {
  read(coded: Coded, block: number): void
  restart(): void
}

/** What samples of 8 bits come to: T.81, tables F.1 and F.2. More is damage, and an encoder could not say it. */
const mostDcBits = 11
const mostAcBits = 10
const mostDc = 1024

/** Sequential blocks: T.81, F.2.2. */
export function sequentialBlocks(reader: BitReader): BlockReader {
  return {
    restart() {},
    read(coded, block) {
      const { coefficients, ac } = coded
      coefficients[block] = readDc(reader, coded, 1)
      for (let k = 1; k < 64; k++) {
        const symbol = reader.symbol(ac)
        if (symbol === 0) return
        k += symbol >> 4
        const size = symbol & 15
        if (k > 63 || size > mostAcBits || (size === 0 && symbol !== 0xf0)) throw new DamagedJpeg('no such coefficient')
        if (size > 0) coefficients[block + k] = reader.signed(size)
      }
    },
  }
}

/** The four kinds of progressive blocks: T.81, G.1.2 and G.2. */
export function progressiveBlocks(reader: BitReader, { first, last, high, low }: ScanRange): BlockReader {
  const one = 1 << low
  let skipped = 0

  function firstDc(coded: Coded, block: number): void {
    coded.coefficients[block] = readDc(reader, coded, one)
  }

  function refineDc({ coefficients }: Coded, block: number): void {
    if (reader.bits(1) === 1) coefficients[block]! |= one
  }

  function firstAc({ coefficients, ac }: Coded, block: number): void {
    if (skipped > 0) {
      skipped--
      return
    }
    for (let k = first; k <= last; k++) {
      const symbol = reader.symbol(ac)
      const [run, size] = [symbol >> 4, symbol & 15]
      if (size === 0 && run < 15) {
        skipped = (1 << run) - 1 + reader.bits(run)
        return
      }
      k += run
      if (k > last || size + low > mostAcBits) throw new DamagedJpeg('no such coefficient')
      if (size > 0) coefficients[block + k] = reader.signed(size) * one
    }
  }

  /** As libjpeg does it: the bits of what is known already stand between the new ones. */
  function refineAc({ coefficients, ac }: Coded, block: number): void {
    let k = first
    for (; skipped === 0 && k <= last; k++) {
      const symbol = reader.symbol(ac)
      const [run, size] = [symbol >> 4, symbol & 15]
      if (size > 1) throw new DamagedJpeg('more than one new bit')
      const value = size === 0 ? 0 : reader.bits(1) === 1 ? one : -one
      if (value === 0 && run < 15) {
        skipped = (1 << run) + reader.bits(run)
        break
      }
      k = refineUntil(coefficients, block, k, run)
      if (value === 0) continue
      if (k > last) throw new DamagedJpeg('no such coefficient')
      coefficients[block + k] = value
    }
    if (skipped === 0) return
    refineUntil(coefficients, block, k, 64)
    skipped--
  }

  /** Refines what is known from place `k` on, and returns the place behind that many zeros. */
  function refineUntil(coefficients: Int16Array, block: number, from: number, zeros: number): number {
    let left = zeros
    for (let k = from; k <= last; k++) {
      const value = coefficients[block + k]!
      if (value === 0) {
        if (left-- === 0) return k
      } else if (reader.bits(1) === 1) coefficients[block + k] = value + (value > 0 ? one : -one)
    }
    return last + 1
  }

  return {
    read: first === 0 ? (high === 0 ? firstDc : refineDc) : high === 0 ? firstAc : refineAc,
    restart() {
      skipped = 0
    },
  }
}

function readDc(reader: BitReader, coded: Coded, one: number): number {
  const size = reader.symbol(coded.dc)
  if (size > mostDcBits) throw new DamagedJpeg('no such difference')
  coded.predicted += reader.signed(size)
  const value = coded.predicted * one
  if (value < -mostDc || value >= mostDc) throw new DamagedJpeg('no such coefficient')
  return value
}

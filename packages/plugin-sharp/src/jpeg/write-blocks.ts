import { eachBlock, type JpegComponent, type JpegPicture } from './picture.ts'
import type { Symbols } from './symbols.ts'

/** The first colour has tables of its own, the others share theirs. By class and id: DC 0 and 1, AC 2 and 3. */
export const dcTable = (component: number) => Math.min(component, 1)
export const acTable = (component: number) => 2 + Math.min(component, 1)

/** Sequential blocks: T.81, F.1.2. */
export function emitSequential(picture: JpegPicture, symbols: Symbols): void {
  const emitDc = differences(picture, symbols)
  eachBlock(picture, picture.components, (component, block) => {
    emitDc(component, block)
    const { coefficients } = picture.components[component]!
    const table = acTable(component)
    const last = lastNonZero(coefficients, block, 1, 63)
    let run = 0
    for (let k = block + 1; k <= last; k++) {
      const value = coefficients[k]!
      if (value === 0) run++
      else {
        emitRun(symbols, table, run, value)
        run = 0
      }
    }
    if (last < block + 63) symbols.add(table, 0)
  })
}

/** The first scan of a progressive picture, at full precision: T.81, G.1.2.1. */
export function emitDirectCurrent(picture: JpegPicture, symbols: Symbols): void {
  eachBlock(picture, picture.components, differences(picture, symbols))
}

/** The longest run of blocks without further coefficients that one symbol can say: T.81, G.1.2.2. */
const longestRun = 0x7fff

/** A band of coefficients of a progressive picture, at full precision: T.81, G.1.2.2. */
export function emitBand(
  picture: JpegPicture,
  component: JpegComponent,
  first: number,
  last: number,
  symbols: Symbols,
): void {
  const { coefficients } = component
  const table = acTable(0)
  let empty = 0
  const flush = () => {
    if (empty === 0) return
    const size = 31 - Math.clz32(empty)
    symbols.add(table, size << 4, empty - (1 << size))
    empty = 0
  }
  eachBlock(picture, [component], (_, block) => {
    const end = lastNonZero(coefficients, block, first, last)
    let run = 0
    for (let k = block + first; k <= end; k++) {
      const value = coefficients[k]!
      if (value === 0) run++
      else {
        flush()
        emitRun(symbols, table, run, value)
        run = 0
      }
    }
    if (end < block + last && ++empty === longestRun) flush()
  })
  flush()
}

function differences({ components }: JpegPicture, symbols: Symbols) {
  const previous = new Int32Array(components.length)
  return (component: number, block: number) => {
    const value = components[component]!.coefficients[block]!
    emitValue(symbols, dcTable(component), 0, value - previous[component]!)
    previous[component] = value
  }
}

/** The place of the last coefficient of a band that is not 0; the place before the band where all are. */
function lastNonZero(coefficients: Int16Array, block: number, first: number, last: number): number {
  let k = block + last
  while (k >= block + first && coefficients[k] === 0) k--
  return k
}

function emitRun(symbols: Symbols, table: number, zeros: number, value: number): void {
  let run = zeros
  for (; run > 15; run -= 16) symbols.add(table, 0xf0)
  emitValue(symbols, table, run, value)
}

/** The size of a value with the zeros before it, then its bits: T.81, F.1.2. */
function emitValue(symbols: Symbols, table: number, run: number, value: number): void {
  const size = 32 - Math.clz32(Math.abs(value))
  symbols.add(table, (run << 4) | size, value < 0 ? value + (1 << size) - 1 : value)
}

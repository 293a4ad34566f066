/** A Huffman table as a DHT segment says it (T.81, B.2.4.2): how many codes of each length 1 to 16, and their symbols. */
export interface HuffmanTable {
  readonly counts: Uint8Array
  readonly symbols: Uint8Array
}

/** By the next 16 bits: the code's length times 256 plus its symbol; 0 where no code begins so. */
export type Lookup = Uint16Array

export function lookupOf({ counts, symbols }: HuffmanTable): Lookup {
  const lookup = new Uint16Array(65536)
  let code = 0
  let next = 0
  for (let length = 1; length <= 16; length++) {
    for (let count = counts[length - 1]!; count > 0; count--) {
      const from = code << (16 - length)
      lookup.fill((length << 8) | symbols[next++]!, from, from + (1 << (16 - length)))
      code++
    }
    code <<= 1
  }
  return lookup
}

/** Whether no code begins with another one: there are as many symbols as codes, and not more codes than there can be. */
export function isPrefixCode({ counts, symbols }: HuffmanTable): boolean {
  let [codes, room] = [0, 1]
  for (const count of counts) {
    codes += count
    room = 2 * room - count
    if (room < 0) return false
  }
  return counts.length === 16 && codes === symbols.length
}

/** By symbol: the code's length times 65536 plus the code. */
export function codesOf({ counts, symbols }: HuffmanTable): Uint32Array {
  const codes = new Uint32Array(256)
  let code = 0
  let next = 0
  for (let length = 1; length <= 16; length++) {
    for (let count = counts[length - 1]!; count > 0; count--) codes[symbols[next++]!] = (length << 16) | code++
    code <<= 1
  }
  return codes
}

/**
 * The table with the fewest bits for symbols of these frequencies (256 of them), no code longer than 16 and none of
 * ones alone: T.81, K.2, with libjpeg's reserved symbol 256.
 */
export function optimalTable(frequencies: Uint32Array): HuffmanTable {
  const lengths = codeLengths(frequencies)
  const counts = new Uint8Array(16)
  const bits = limitLengths(lengths)
  counts.set(bits.subarray(1, 17))
  const symbols = Array.from({ length: 256 }, (_, symbol) => symbol).filter((symbol) => lengths[symbol]! > 0)
  symbols.sort((a, b) => lengths[a]! - lengths[b]! || a - b)
  return { counts, symbols: Uint8Array.from(symbols) }
}

function codeLengths(frequencies: Uint32Array): Uint8Array {
  const weights = new Float64Array(257)
  weights.set(frequencies)
  weights[256] = 1
  const lengths = new Uint8Array(257)
  const others = new Int16Array(257).fill(-1)
  for (;;) {
    const [least, second] = twoLeast(weights)
    if (second < 0) return lengths
    weights[least]! += weights[second]!
    weights[second] = 0
    lengthen(least, lengths, others)
    let last = least
    while (others[last]! >= 0) last = others[last]!
    others[last] = second
    lengthen(second, lengths, others)
  }
}

function lengthen(symbol: number, lengths: Uint8Array, others: Int16Array): void {
  for (let each = symbol; each >= 0; each = others[each]!) lengths[each]!++
}

/** The lightest and the next, of equal ones the later: -1 where there is none. */
function twoLeast(weights: Float64Array): [least: number, second: number] {
  let least = -1
  let second = -1
  for (let symbol = 0; symbol < weights.length; symbol++) {
    if (weights[symbol] === 0) continue
    if (least < 0 || weights[symbol]! <= weights[least]!) {
      second = least
      least = symbol
    } else if (second < 0 || weights[symbol]! <= weights[second]!) second = symbol
  }
  return [least, second]
}

/** How many codes of each length, none over 16, without the reserved symbol, which has the longest. */
function limitLengths(lengths: Uint8Array): Uint8Array {
  const bits = new Uint8Array(258)
  for (const length of lengths) if (length > 0) bits[length]!++
  for (let length = 257; length > 16; length--) {
    while (bits[length]! > 0) {
      let shorter = length - 2
      while (bits[shorter] === 0) shorter--
      bits[length]! -= 2
      bits[length - 1]!++
      bits[shorter + 1]! += 2
      bits[shorter]!--
    }
  }
  let longest = 16
  while (bits[longest] === 0) longest--
  bits[longest]!--
  return bits
}

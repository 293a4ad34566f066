import assert from 'node:assert/strict'
import fc from 'fast-check'
import { codesOf, isPrefixCode, lookupOf, optimalTable } from '../../../packages/plugin-sharp/src/jpeg/huffman.ts'

/** Frequencies of some symbols, as even or as uneven as can be. */
const counted = (most: number) =>
  fc
    .uniqueArray(fc.tuple(fc.nat(255), fc.integer({ min: 1, max: most })), {
      minLength: 1,
      selector: ([symbol]) => symbol,
    })
    .map((pairs) => {
      const frequencies = new Uint32Array(256)
      for (const [symbol, count] of pairs) frequencies[symbol] = count
      return frequencies
    })

/** Each as frequent as all before it: the deepest tree there is. */
const doubling = fc.integer({ min: 1, max: 32 }).map((length) => {
  const frequencies = new Uint32Array(256)
  for (let symbol = 0; symbol < length; symbol++) frequencies[symbol * 7] = 2 ** symbol
  return frequencies
})

function lengthsOf(frequencies: Uint32Array): number[] {
  return Array.from(codesOf(optimalTable(frequencies)), (code) => code >>> 16)
}

/** Bits that Huffman's own way needs: the sum of all weights that are put together. */
function leastBits(weights: readonly number[]): number {
  const rest = [...weights]
  let bits = 0
  while (rest.length > 1) {
    rest.sort((a, b) => b - a)
    const both = rest.pop()! + rest.pop()!
    bits += both
    rest.push(both)
  }
  return bits
}

describe('optimalTable', () => {
  it('gives every symbol that comes a code of 1 to 16 bits, none of ones alone, and no other symbol one', () => {
    fc.assert(
      fc.property(fc.oneof(counted(20), counted(2 ** 31), doubling), (frequencies) => {
        const table = optimalTable(frequencies)
        assert.ok(isPrefixCode(table))
        for (const [symbol, code] of codesOf(table).entries()) {
          const length = code >>> 16
          assert.equal(length > 0, frequencies[symbol]! > 0)
          assert.ok(length <= 16)
          if (length > 0) assert.notEqual(code & 0xffff, 2 ** length - 1)
        }
      }),
      { numRuns: 500 },
    )
  })

  it('needs no bit more than Huffman codes with the code of ones kept free', () => {
    fc.assert(
      // So few that no code gets longer than 16 bits on its own.
      fc.property(counted(9), (frequencies) => {
        const lengths = lengthsOf(frequencies)
        const bits = frequencies.reduce((sum, count, symbol) => sum + count * lengths[symbol]!, 0)
        const reserved = Math.max(...lengths)
        assert.equal(bits + reserved, leastBits([1, ...frequencies.filter((count) => count > 0)]))
      }),
      { numRuns: 500 },
    )
  })

  it('gives longer codes to what comes more seldom', () => {
    fc.assert(
      fc.property(fc.oneof(counted(1000), doubling), (frequencies) => {
        const lengths = lengthsOf(frequencies)
        const byLength = [...lengths.keys()]
          .filter((symbol) => lengths[symbol]! > 0)
          .sort((a, b) => lengths[a]! - lengths[b]! || frequencies[b]! - frequencies[a]!)
        byLength.slice(1).forEach((symbol, index) => {
          assert.ok(frequencies[symbol]! <= frequencies[byLength[index]!]!)
        })
      }),
    )
  })
})

describe('lookupOf', () => {
  it('finds each symbol by its code, whatever bits follow, and nothing by ones alone', () => {
    fc.assert(
      fc.property(counted(50), fc.nat(0xffff), (frequencies, following) => {
        const table = optimalTable(frequencies)
        const lookup = lookupOf(table)
        for (const [symbol, code] of codesOf(table).entries()) {
          const length = code >>> 16
          if (length === 0) continue
          const bits = ((code & 0xffff) << (16 - length)) | (following & (2 ** (16 - length) - 1))
          assert.equal(lookup[bits], (length << 8) | symbol)
        }
        assert.equal(lookup[0xffff], 0)
      }),
    )
  })
})

describe('isPrefixCode', () => {
  it('refuses more codes than there is room for, and other symbols than codes', () => {
    const counts = (...first: number[]) => Uint8Array.from({ length: 16 }, (_, k) => first[k] ?? 0)
    const symbols = (length: number) => new Uint8Array(length)
    assert.ok(isPrefixCode({ counts: counts(1, 2), symbols: symbols(3) }))
    assert.ok(!isPrefixCode({ counts: counts(3), symbols: symbols(3) }))
    assert.ok(!isPrefixCode({ counts: counts(1, 3), symbols: symbols(4) }))
    assert.ok(!isPrefixCode({ counts: counts(1, 2), symbols: symbols(2) }))
    assert.ok(!isPrefixCode({ counts: counts(1, 2).subarray(0, 9), symbols: symbols(3) }))
  })
})

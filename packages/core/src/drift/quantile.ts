/** Levels of 8 bits in steps of a sixteenth, and no more than that matters. */
const bins = 1024

/** Counts how large numbers are, to say which of them stands where, to a 1024th of the largest. */
export class Histogram {
  readonly #counts = new Uint32Array(bins)
  readonly #perBin: number
  #total = 0

  /** Numbers above `largest` count as `largest`. */
  constructor(largest: number) {
    this.#perBin = bins / largest
  }

  /** Its size counts, not its sign. */
  add(value: number): void {
    const bin = Math.abs(value) * this.#perBin
    this.#counts[bin < bins ? bin | 0 : bins - 1]!++
    this.#total++
  }

  clear(): void {
    this.#counts.fill(0)
    this.#total = 0
  }

  get total(): number {
    return this.#total
  }

  /** The value that `share` of the numbers do not exceed; 0 without numbers. */
  quantile(share: number): number {
    const wanted = share * this.#total
    let passed = 0
    for (let bin = 0; bin < bins && this.#total > 0; bin++) {
      const count = this.#counts[bin]!
      if (passed + count >= wanted) return (bin + (wanted - passed) / Math.max(1, count)) / this.#perBin
      passed += count
    }
    return 0
  }
}

/** The median size of the numbers that `selected` selects, of all where it is left out. */
export function medianSize(values: Float32Array, largest: number, selected?: Uint8Array): number {
  const histogram = new Histogram(largest)
  for (let at = 0; at < values.length; at++) if (!selected || selected[at]) histogram.add(values[at]!)
  return histogram.quantile(0.5)
}

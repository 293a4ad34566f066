/**
 * Milliseconds of each contestant over rounds in which each runs once, there and back in turn, so that whatever else the
 * machine does, and what one leaves behind, falls on all of them alike. One round more comes first and is not counted.
 * @param summarize The median, unless what is measured has two speeds, between which it would be luck.
 */
export async function measure<Name extends string>(
  contestants: Readonly<Record<Name, () => unknown>>,
  rounds = 7,
  summarize: (values: readonly number[]) => number = median,
): Promise<Record<Name, number>> {
  const names = Object.keys(contestants) as Name[]
  const times = Object.fromEntries(names.map((name) => [name, [] as number[]])) as Record<Name, number[]>
  for (let round = 0; round <= rounds; round++) {
    for (const name of round % 2 === 0 ? names : names.toReversed()) {
      const started = performance.now()
      await contestants[name]()
      if (round > 0) times[name].push(performance.now() - started)
    }
  }
  return Object.fromEntries(names.map((name) => [name, summarize(times[name])])) as Record<Name, number>
}

export function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length
}

export function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b)
  return sorted[sorted.length >> 1]!
}

/** A table in markdown; the first row is its head. */
export function table(rows: readonly (readonly (string | number)[])[]): string {
  const [head, ...body] = rows.map((row) => `| ${row.join(' | ')} |`)
  return [head, `|${' --- |'.repeat(rows[0]!.length)}`, ...body].join('\n')
}

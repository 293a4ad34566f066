/**
 * The solution of `matrix · x = right` for a few unknowns, by elimination with pivots; `undefined` where there is none.
 * `matrix` holds rows of `right.length` numbers. Nothing is changed.
 */
export function solve(matrix: Float64Array, right: Float64Array): Float64Array | undefined {
  const count = right.length
  const rows = Array.from({ length: count }, (_, row) =>
    Float64Array.of(...matrix.subarray(row * count, (row + 1) * count), right[row]!),
  )
  for (let column = 0; column < count; column++) {
    const pivot = rows.reduce((best, row, index) => {
      return index > column && Math.abs(row[column]!) > Math.abs(rows[best]![column]!) ? index : best
    }, column)
    ;[rows[column], rows[pivot]] = [rows[pivot]!, rows[column]!]
    const head = rows[column]!
    if (Math.abs(head[column]!) < 1e-12) return undefined
    for (const row of rows.slice(column + 1)) {
      const factor = row[column]! / head[column]!
      for (let i = column; i <= count; i++) row[i]! -= factor * head[i]!
    }
  }
  const solution = new Float64Array(count)
  for (let row = count - 1; row >= 0; row--) {
    let rest = rows[row]![count]!
    for (let i = row + 1; i < count; i++) rest -= rows[row]![i]! * solution[i]!
    solution[row] = rest / rows[row]![row]!
  }
  return solution
}

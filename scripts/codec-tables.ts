import { readFileSync, writeFileSync } from 'node:fs'
import { formatTable, reEncodingTable } from './docs/codec.ts'

/** Writes the two tables of `docs/codec.md`. The second is measured, and differs a little between encoder builds. */
const page = new URL('../docs/codec.md', import.meta.url)
const tables = { formats: formatTable(), 're-encoding': await reEncodingTable() }
let text = readFileSync(page, 'utf8')
for (const [name, table] of Object.entries(tables)) {
  const place = new RegExp(`(<!-- ${name} -->\n)[^]*?(<!-- end -->)`)
  if (!place.test(text)) throw new Error(`Expected a place for ${name} in docs/codec.md, got none.`)
  text = text.replace(place, `$1\n${table}\n$2`)
}
writeFileSync(page, text)

import { writeFileSync } from 'node:fs'
import { pages } from './docs/pages.ts'

/** Writes the pages of `docs/` that are made from the code. A test fails while one of them is stale. */
for (const { file, make } of pages) {
  writeFileSync(new URL(`../${file}`, import.meta.url), make())
  console.log(`✔ ${file}`)
}

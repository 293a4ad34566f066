import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { pages } from '../../scripts/docs/pages.ts'

describe('the generated pages', () => {
  for (const { file, make } of pages) {
    it(`hold ${file} as the code makes it: \`pnpm run docs\` renews it`, () => {
      assert.equal(readFileSync(new URL(`../../${file}`, import.meta.url), 'utf8'), make())
    })
  }
})

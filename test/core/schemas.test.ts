import assert from 'node:assert/strict'
import * as core from '@paintout/core'
import { localSchema } from '@paintout/engine-local'
import * as vertex from '@paintout/engine-vertex'
import * as sharp from '@paintout/plugin-sharp'
import * as store from '@paintout/store/schemas'
import { Ajv } from 'ajv'
import { optionsSchema, ruleSchema } from '../../packages/plugin-vite/src/options.ts'

const schemas: Readonly<Record<string, object>> = Object.fromEntries(
  Object.entries({ ...core, localSchema, ...vertex, ...sharp, ...store, optionsSchema, ruleSchema })
    .filter(([name]) => name.endsWith('Schema'))
    .map(([name, schema]) => [name, schema as object]),
)

/** `checkOptions` trusts them: at each start of a program nobody waits for what cannot have changed. */
describe('a schema of options is one by JSON Schema', () => {
  const names = Object.keys(schemas)

  it('and there are some', () => {
    for (const name of ['jobSchema', 'removalSchema', 'vertexSchema', 'codecSchema', 'storeSchema', 'budgetSchema']) {
      assert.ok(names.includes(name), name)
    }
  })

  for (const [name, schema] of Object.entries(schemas)) {
    it(name, () => {
      const ajv = new Ajv({ allowUnionTypes: true, strict: false })
      assert.ok(ajv.validateSchema(schema), ajv.errorsText())
    })
  }
})

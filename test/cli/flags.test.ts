import assert from 'node:assert/strict'
import { jobSchema, removalSchema } from '@paintout/core'
import { localSchema } from '@paintout/engine-local'
import { vertexSchema } from '@paintout/engine-vertex'
import { codecSchema } from '@paintout/plugin-sharp'
import { notFlags, toKebabCase } from '../../packages/cli/src/flag.ts'
import { flags, segmentProperties } from '../../packages/cli/src/flags.ts'
import { runCommand } from '../fixtures/command.ts'

const schemas = {
  process: jobSchema,
  removal: removalSchema,
  codec: codecSchema,
  local: localSchema,
  vertex: vertexSchema,
  vertexSegment: { properties: segmentProperties },
}
const properties = Object.entries(schemas).flatMap(([owner, schema]) =>
  Object.keys(schema.properties).map((property) => ({ owner, property })),
)

describe('the flags', () => {
  it('are every option of the library, or the list says why not', () => {
    assert.ok(properties.length > 10)
    for (const { owner, property } of properties) {
      const isFlag = flags.some((flag) => flag.owner === owner && flag.property === property)
      assert.notEqual(isFlag, property in notFlags, `${owner}: ${property}`)
    }
    assert.equal(flags.length + Object.keys(notFlags).length, properties.length)
  })

  it('have the option’s name in kebab-case, each once', () => {
    for (const { name, property, schema } of flags) {
      assert.equal(name, `${schema.default === true ? 'no-' : ''}${toKebabCase(property)}`)
    }
    assert.equal(new Set(flags.map(({ name }) => name)).size, flags.length)
  })

  for (const form of [[], ['preview']]) {
    it(`are all in the help of ${['paintout', ...form].join(' ')}, with what they do`, async () => {
      const { code, stdout } = await runCommand([...form, '--help'])
      const help = String(stdout).replace(/\s+/g, ' ')
      assert.equal(code, 0)
      for (const { name, schema } of flags) {
        assert.match(help, new RegExp(`--${name}[ ,<]`))
        assert.ok(typeof schema.description === 'string' && help.includes(schema.description), name)
      }
    })
  }
})

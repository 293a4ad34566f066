import assert from 'node:assert/strict'
import { createRequire } from 'node:module'
import { type Pixels, paintout, plugin, type Report, removal } from '@paintout/core'
import { local } from '@paintout/engine-local'
import { codec } from '@paintout/plugin-sharp'
import { Ajv } from 'ajv'
import { nativeEngine } from '../fixtures/engines.ts'

const schema = createRequire(import.meta.url)('@paintout/core/report.schema.json')
const validate = new Ajv({ allErrors: true }).compile(schema)

/** Every field at every level is set here: a new one of `Report` does not compile until it is, nor passes the schema. */
const complete: Complete<Report> = {
  version: 1,
  image: { name: 'photo.jpg', width: 64, height: 48, channels: 3, depth: 8 },
  mask: { selected: 64, share: 0.02, specks: 1, by: 'vertex/gemini-3.5-flash' },
  regions: [
    {
      rect: { left: -4, top: 0, width: 24, height: 24 },
      size: [24, 24],
      scale: 1,
      engine: 'native',
      generative: false,
      known: false,
      candidates: 1,
      attempts: 1,
      usd: 0,
      drift: { dx: 1, dy: -2, scale: 1.01, shear: 0, tone: 3, agree: 0.97, inside: 0.1, missing: 0 },
      milliseconds: 1.5,
    },
  ],
  warnings: [{ code: 'large-area', message: 'The mask covers much.' }],
  outsideChanged: 0,
  milliseconds: { decode: 1 },
  output: {
    format: 'jpeg',
    bytes: 1024,
    lossless: false,
    outside: { changed: 8, mean: 0.1, max: 3 },
    blocks: { copied: 40, of: 48 },
  },
}

type Complete<T> = T extends readonly unknown[] | string | number | boolean
  ? T extends readonly (infer Item extends object)[]
    ? Complete<Item>[]
    : T
  : { [Key in keyof T]-?: Complete<Exclude<T[Key], undefined>> }

describe('report.schema.json', () => {
  it('knows every field of a report, and no other', () => {
    assertValid(complete)
    assert.deepEqual(fieldsOf(complete), fieldsOfSchema(schema))
  })

  it('takes the report of a removal', async () => {
    const processor = paintout()
      .use(
        plugin(function engine() {
          this.engine(nativeEngine())
          return undefined
        }),
      )
      .use(removal())
    const { report } = await processor.process(image(), { mask: { rect: [20, 16, 9, 8] } })
    assert.equal(report.regions.length, 1)
    assertValid(JSON.parse(JSON.stringify(report)))
  })

  it('takes the report of a written file', async () => {
    const processor = paintout().use([codec, local, removal()])
    const result = await processor.process(image(), { mask: { rect: [20, 16, 9, 8] } })
    await result.toBuffer({ format: 'jpeg' })
    await processor.close()
    const report = JSON.parse(JSON.stringify(result.report))
    assert.equal(report.output.lossless, false)
    assertValid(report)
  })

  it('refuses a field that it does not know, and a changed sample', () => {
    assert.equal(validate({ ...complete, extra: 1 }), false)
    assert.equal(validate({ ...complete, image: { ...complete.image, extra: 1 } }), false)
    assert.equal(validate({ ...complete, outsideChanged: 1 }), false)
    const { image: _, ...incomplete } = complete
    assert.equal(validate(incomplete), false)
  })
})

function assertValid(report: unknown): void {
  assert.ok(validate(report), JSON.stringify(validate.errors, null, 2))
}

function image(): Pixels {
  const [width, height] = [64, 48]
  const data = Uint8Array.from({ length: width * height * 3 }, (_, index) => (index * 7) % 251)
  return { data, width, height, channels: 3 }
}

/** Paths of all named fields, sorted. Stage names under `milliseconds` are no fields. */
function fieldsOf(value: unknown, path = ''): string[] {
  if (Array.isArray(value)) return fieldsOf(value[0], `${path}[]`)
  if (typeof value !== 'object' || value === null || path === 'milliseconds') return []
  return Object.entries(value)
    .flatMap(([name, inner]) => {
      const field = path ? `${path}.${name}` : name
      return [field, ...fieldsOf(inner, field)]
    })
    .sort()
}

interface Node {
  readonly $ref?: string
  readonly items?: Node
  readonly properties?: Record<string, Node>
}

function fieldsOfSchema({ $ref, items, properties = {} }: Node, path = ''): string[] {
  if ($ref) return fieldsOfSchema(schema.definitions[$ref.replace('#/definitions/', '')], path)
  if (items) return fieldsOfSchema(items, `${path}[]`)
  return Object.entries(properties)
    .flatMap(([name, inner]) => {
      const field = path ? `${path}.${name}` : name
      return [field, ...fieldsOfSchema(inner, field)]
    })
    .sort()
}

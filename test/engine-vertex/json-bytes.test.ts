import assert from 'node:assert/strict'
import fc from 'fast-check'
import { bytesOf, jsonBody, parseJsonWithBytes } from '../../packages/engine-vertex/src/json-bytes.ts'

function textOf(value: unknown): string {
  return Buffer.concat([...jsonBody(value).chunks()]).toString('utf8')
}

function bytesOfLength(length: number): Uint8Array {
  return Uint8Array.from({ length }, (_, index) => (index * 37) % 256)
}

const lengths = [0, 1, 2, 3, 3071, 3072, 3073, 49_151, 49_152, 49_153, 200_000]

describe('a JSON body with bytes', () => {
  for (const length of lengths) {
    it(`is what JSON.stringify makes of ${length} bytes in base64, and as long as it says`, () => {
      const bytes = bytesOfLength(length)
      const text = textOf({ a: [{ bytes }], b: 'ü', c: undefined })
      assert.equal(text, JSON.stringify({ a: [{ bytes: Buffer.from(bytes).toString('base64') }], b: 'ü' }))
      assert.equal(jsonBody({ a: [{ bytes }], b: 'ü' }).length, Buffer.byteLength(text))
    })
  }

  it('takes a Buffer, and a view into a larger buffer', () => {
    const view = new Uint8Array(bytesOfLength(100).buffer, 10, 20)
    assert.equal(textOf([Buffer.from('abc'), view]), JSON.stringify(['YWJj', Buffer.from(view).toString('base64')]))
  })

  it('can be read again, for a retry', () => {
    const body = jsonBody({ image: bytesOfLength(100_000) })
    assert.deepEqual(Buffer.concat([...body.chunks()]), Buffer.concat([...body.chunks()]))
  })
})

describe('an answer with bytes', () => {
  for (const length of lengths) {
    it(`gives back ${length} bytes`, () => {
      const bytes = Buffer.from(bytesOfLength(length))
      const answer = parseJsonWithBytes(Buffer.from(JSON.stringify({ a: [bytes.toString('base64')], b: 'ü' })))
      const { a, b } = answer as { a: [string | Uint8Array]; b: string }
      assert.deepEqual(Buffer.from(bytesOf(a[0])), bytes)
      assert.equal(b, 'ü')
    })
  }

  it('keeps long strings that are no base64', () => {
    const long = {
      text: 'I cannot. '.repeat(1000),
      escaped: `"\\${'\u0041'.repeat(9000)}`,
      tail: `${'A'.repeat(70_000)}!`,
    }
    assert.deepEqual(parseJsonWithBytes(Buffer.from(JSON.stringify(long))), long)
  })

  it('reads base64 whose padding is escaped', () => {
    const base64 = Buffer.from(bytesOfLength(10_000)).toString('base64')
    const { a } = parseJsonWithBytes(Buffer.from(`{"a":"${base64.replace('==', '\\u003d\\u003d')}"}`)) as { a: string }
    assert.deepEqual(bytesOf(a), Buffer.from(base64, 'base64'))
  })

  it('throws for what is no JSON', () => {
    for (const text of ['', '<html>', '{"a":"', `{"a":"${'A'.repeat(9000)}`]) {
      assert.throws(() => parseJsonWithBytes(Buffer.from(text)), SyntaxError)
    }
  })

  it('is what JSON.parse reads, for any JSON', () => {
    fc.assert(
      fc.property(fc.jsonValue(), (value) => {
        const text = JSON.stringify(value)
        assert.deepEqual(parseJsonWithBytes(Buffer.from(text)), JSON.parse(text))
      }),
    )
  })
})

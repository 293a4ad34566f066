import assert from 'node:assert/strict'
import type { PaintoutError } from '@paintout/core'
import { readObjects } from '../../packages/engine-vertex/src/segment/read-objects.ts'

const box_2d = [100, 200, 300, 400]
const box = { left: 200, top: 100, right: 400, bottom: 300 }
const ring = [
  [200, 100],
  [400, 100],
  [300, 300],
]

const read = (value: unknown) => readObjects({ text: JSON.stringify(value), isCut: false }, 'model')
const readText = (text: string) => readObjects({ text, isCut: false }, 'model')

function failureOf(value: unknown): PaintoutError {
  try {
    read(value)
  } catch (error) {
    return error as PaintoutError
  }
  return assert.fail(`${JSON.stringify(value)} was read`)
}

describe('the objects that a text model tells', () => {
  const forms: readonly (readonly [string, unknown])[] = [
    ['a list', [{ label: 'boat', box_2d }]],
    ['one entry by itself', { label: 'boat', box_2d }],
    ['the one list of an object', { objects: [{ label: 'boat', box_2d }], count: 1 }],
    ['with fields that nobody asked for', [{ label: 'boat', box_2d, confidence: 0.9, mask: null }]],
  ]
  for (const [form, value] of forms) {
    it(`are read from ${form}`, () => assert.deepEqual(read(value), [{ label: 'boat', box }]))
  }

  it('are none where it says that there is none', () => {
    assert.deepEqual(read([]), [])
    assert.deepEqual(read({ objects: [] }), [])
    assert.deepEqual(readText('There is no boat.\n```json\n[]\n```'), [])
  })

  it('are read from the fence that holds JSON, whatever stands around it', () => {
    const text = `Two [2] thoughts:\n\`\`\`\nnone\n\`\`\`\nthen\n\`\`\`JSON\n${JSON.stringify([{ box_2d }])}\n\`\`\`\n{done}`
    assert.deepEqual(readText(text), [{ label: 'object', box }])
  })

  it('have one outline or several', () => {
    assert.deepEqual(read([{ box_2d, mask: ring }])[0]!.outlines, [ring])
    assert.deepEqual(read([{ box_2d, mask: [ring, ring] }])[0]!.outlines, [ring, ring])
  })

  it('may reach over the edge by a rounding, and are cut there', () => {
    const [object] = read([{ box_2d: [-3, 0, 1004, 1010], mask: [...ring, [1002, -1]] }])
    assert.deepEqual(object!.box, { left: 0, top: 0, right: 1000, bottom: 1000 })
    assert.deepEqual(object!.outlines![0]!.at(-1), [1000, 0])
  })

  it('have their mask as bytes, of a data address and of base64 with line breaks', () => {
    const bytes = Buffer.from('a picture')
    const base64 = bytes.toString('base64')
    for (const mask of [base64, `data:image/png;base64,${base64}`, `${base64.slice(0, 4)}\n${base64.slice(4)}`]) {
      assert.deepEqual(Buffer.from(read([{ box_2d, mask }])[0]!.picture!), bytes)
    }
  })

  const wrong: readonly (readonly [string, unknown, RegExp])[] = [
    ['a word', 'boat', /^Expected a list of objects from `model`, got "boat"\. /],
    ['an object without a list', { found: true }, /^Expected a list of objects from `model`, got \{"found":true\}\. /],
    ['two lists', { a: [], b: [] }, /^Expected a list of objects from `model`/],
    ['a word among the objects', [{ box_2d }, 'boat'], /^Expected objects from `model`, got "boat" among them\. /],
    [
      'no box',
      [{ label: 'boat' }],
      /^Expected `box_2d` of "boat" as \[y0, x0, y1, x1\] from 0 to 1000, got nothing from/,
    ],
    ['a box of three sides', [{ box_2d: [1, 2, 3] }], /^Expected `box_2d` of "object" .*, got \[1,2,3\] from/],
    ['a box upside down', [{ box_2d: [300, 200, 100, 400] }], /got \[300,200,100,400\] from `model`\. /],
    ['a box without a width', [{ box_2d: [100, 200, 300, 200] }], /got \[100,200,300,200\] from `model`\. /],
    ['a box in words', [{ box_2d: ['1', '2', '3', '4'] }], /got \["1","2","3","4"\] from `model`\. /],
    ['an outline of two points', [{ box_2d, mask: ring.slice(1) }], /^Expected an outline of "object" as three points/],
    [
      'an outline in pixels',
      [{ box_2d, mask: [...ring, [2000, 0]] }],
      /^Expected an outline of "object" as three points/,
    ],
    [
      'a mask in words',
      [{ box_2d, mask: 'the whole boat!' }],
      /^Expected a mask of "object" as outline or PNG, got "the whole boat!"/,
    ],
  ]
  for (const [what, value, message] of wrong) {
    it(`are refused, with what was told and a way out: ${what}`, () => {
      const error = failureOf(value)
      assert.equal(error.code, 'invalid-answer')
      assert.match(error.message, message)
      assert.match(error.message, /(Ask another `model`, or give a mask|or another `model`)\.$/)
    })
  }
})

import assert from 'node:assert/strict'
import { flags } from '../../packages/cli/src/flags.ts'
import { readLength, readPolygon, readRect, readValue } from '../../packages/cli/src/values.ts'

const flag = (name: string) => flags.find((each) => each.name === name)!

describe('the values of flags', () => {
  it('take a length in pixels, as a share of the width, and in percent of it', () => {
    assert.equal(readLength('8'), 8)
    assert.equal(readLength('8px'), '8px')
    assert.equal(readLength('0.01w'), '0.01w')
    assert.equal(readLength('1%'), '0.01w')
    assert.equal(readLength('-0.7%'), '-0.007w')
    assert.equal(readLength('100%'), '1w')
    assert.equal(readLength('0%'), '0w')
  })

  it('are of the type that the schema asks for', () => {
    assert.equal(readValue(flag('seed'), '7'), 7)
    assert.equal(readValue(flag('dilate'), '-2px'), '-2px')
    assert.equal(readValue(flag('prompt'), '7'), '7')
    assert.deepEqual(readValue(flag('feather'), '1%,both'), { width: '0.01w', side: 'both' })
  })

  it('take rectangles and polygons', () => {
    assert.deepEqual(readRect('10,20,300,200.5'), [10, 20, 300, 200.5])
    assert.deepEqual(readPolygon('10,20 300,20  150,200'), [
      [10, 20],
      [300, 20],
      [150, 200],
    ])
  })

  for (const text of ['1,2,3', '1,2,3,4,5', '1,2,0,4', 'a,b,c,d', '', '1, 2,3,4']) {
    it(`refuse the rectangle "${text}"`, () => {
      assert.throws(() => readRect(text), { code: 'invalid-option', message: /`--rect`.*`10,20,300,200`/ })
    })
  }

  for (const text of ['1,2 3,4', '1,2 3,4 5', '1 2 3', '']) {
    it(`refuse the polygon "${text}"`, () => {
      assert.throws(() => readPolygon(text), { code: 'invalid-option', message: /`--polygon`/ })
    })
  }
})

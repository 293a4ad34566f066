import assert from 'node:assert/strict'
import { isDeepStrictEqual } from 'node:util'
import type { Sharp } from 'sharp'
import { isOutputOption, reachOf } from '../../../packages/plugin-sharp/src/chain/chain-state.ts'
import type { ChainState } from '../../../packages/plugin-sharp/src/chain/internals.ts'
import { chainCalls } from '../../fixtures/sharp-calls.ts'
import { sharps } from '../../fixtures/sharps.ts'

type Methods = Record<string, (...parameters: readonly unknown[]) => Sharp>

const outputs = /^(keep|with|to|timeout|tile|raw|jpeg|jp2|png|webp|tiff|avif|heif|jxl|gif)/
const moves = ['resize', 'extract', 'autoOrient', 'rotate', 'flip', 'flop', 'clone']

for (const { version, sharp } of sharps) {
  const known = Object.entries(chainCalls).filter(([name]) => name in sharp.prototype && name !== 'jp2')

  describe(`what the methods of sharp ${version} set`, () => {
    const fresh = stateOf(sharp())

    for (const [name, parameters] of known) {
      it(`${outputs.test(name) ? 'is about the output' : 'is about pixels'}: ${name}`, () => {
        const state = stateOf((sharp() as unknown as Methods)[name]!(...parameters))
        const set = Object.keys(state).filter((option) => !isDeepStrictEqual(state[option], fresh[option]))
        const own = ['input', 'debuglog', 'queueListener']
        for (const option of set.filter((option) => !own.includes(option))) {
          assert.equal(isOutputOption(option), outputs.test(name), option)
        }
      })
    }

    it('is known to reach colours, or to move samples only', () => {
      const reach = (change: (image: Sharp) => unknown) => {
        const image = sharp()
        change(image)
        return reachOf(sharp, stateOf(image))
      }
      for (const [name, parameters] of known.filter(([name]) => !outputs.test(name) && !moves.includes(name))) {
        assert.equal(
          reach((image) => (image as unknown as Methods)[name]!(...parameters)),
          'colour',
          name,
        )
      }
      assert.equal(
        reach((image) => image.jpeg().keepMetadata().toColourspace('b-w').autoOrient()),
        'nothing',
      )
      assert.equal(
        reach((image) => image.resize(30, 20, { fit: 'contain' }).rotate(90).flip().flop()),
        'geometry',
      )
      assert.equal(
        reach((image) => image.extract({ left: 1, top: 1, width: 2, height: 2 }).resize(4)),
        'geometry',
      )
      assert.equal(
        reach((image) => image.resize(30, 20, { fit: 'contain', background: 'red' })),
        'colour',
      )
      assert.equal(
        reach((image) => image.rotate(12)),
        'colour',
      )
    })
  })
}

function stateOf(image: Sharp): ChainState {
  return (image as unknown as { options: ChainState }).options
}

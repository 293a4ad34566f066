import assert from 'node:assert/strict'
import {
  type Claiming,
  createMask,
  type Engine,
  type FillRequest,
  type Job,
  type Mask,
  type Rect,
} from '@paintout/core'
import { describeRequest, keyOf, type PhotoDigest } from '@paintout/store'

const photo: PhotoDigest = { file: 'a'.repeat(64) }

interface Varied {
  readonly request?: Partial<FillRequest>
  readonly engine?: { readonly name?: string; readonly contract?: number; readonly fingerprint?: unknown }
  readonly rect?: Rect
  readonly size?: readonly [number, number]
  readonly selected?: number
  readonly photo?: PhotoDigest
}

const rect: Rect = { left: 8, top: 4, width: 32, height: 24 }

function claimingOf({
  request = {},
  engine = {},
  rect: where = rect,
  size = [32, 24],
  selected = 12,
}: Varied): Claiming {
  const { name = 'vertex', contract = 1, fingerprint = { model: 'gemini', steps: 12 } } = engine
  const mask = createMask(64, 48)
  mask.data.fill(255, 20 * 64 + 10, 20 * 64 + 10 + selected)
  const picture = { pixels: createMask(...size), encode: async () => assert.fail('the picture is not looked at') }
  return {
    job: { mask } as unknown as Job,
    engine: { name, contract, fingerprint: () => fingerprint } as unknown as Engine,
    region: { rect: where, owns: where, size, scale: 1 },
    request: { image: picture, mask: picture, prompt: '', candidates: 1, ...request } as FillRequest,
  }
}

const keyWith = (varied: Varied) => keyOf(describeRequest(claimingOf(varied)), varied.photo ?? photo)

/** Raising a contract, or a change that nobody meant, makes every answer that was paid for unknown. */
const pinned: readonly (readonly [string, Varied, string])[] = [
  ['nothing said', {}, '250a04dc332aeba5b2654edddd0747b0cdf3e9831805e8d70f300644780fd1ab'],
  ['a prompt', { request: { prompt: 'grass' } }, '26c856d7b41c518fb5fb2984dc6cbbdb03febd0c039ec4b6f99857fbaea67c2c'],
  [
    'a prompt in another script',
    { request: { prompt: 'Straße 草 🌾' } },
    '875a12588ed52122db3543b65badb01135e66838af5703f461c37904a1154cca',
  ],
  [
    'a negative prompt',
    { request: { negativePrompt: 'people' } },
    '15eab17ddef1a68865385606878214a708a0b1ea3b75ef600e8bbf48ad85489b',
  ],
  ['a seed', { request: { seed: 7 } }, 'db53b45ecfd328583da551775838b3f8719ed850352b6aafea83a7d863f096cb'],
  ['seed 0', { request: { seed: 0 } }, 'a064fe0c5efd0a3f97221cb15ff6ba6668c42d9b64af950ccae5c5a644bd634a'],
  [
    'two candidates',
    { request: { candidates: 2 } },
    'aa1d93ff4cf8cefae98d07a695c4f925501a2c72ae01d85d394c490a0b910030',
  ],
  [
    'four candidates',
    { request: { candidates: 4 } },
    '9d5a879fc17a50a9b17ff08fbdd0f08d17b5f2ee2dbef7c7717d5a10006fae66',
  ],
  ['a target', { request: { target: 'person' } }, '9296c3a47eca93dff42364fd2084e992f188a90ab7231c2721b0468ceed6a337'],
  [
    'classes',
    { request: { target: { classes: [125, 'dog'] } } },
    'f96b992977abef44b83df0482d7c615071ff520910715e092a3e28130cabfa50',
  ],
  [
    'a described target',
    { request: { target: { prompt: 'the car' } } },
    'd95e61edbd59f6b45300ace2aee72b9d5827c03f5aa01a0bb750970dc29ac67e',
  ],
  ['another engine', { engine: { name: 'yours' } }, 'f4673a17683e69efffa5f83a998619d7f570928b46f4c47ad76500daa8e1c754'],
  [
    'a raised contract',
    { engine: { contract: 2 } },
    '985ba0e2b1d020857963cfd0d43d48b9e8c1651807295abc892bcb2c35ee4654',
  ],
  [
    'another model',
    { engine: { fingerprint: { model: 'imagen', steps: 12 } } },
    '1a13921dcbd0b0ba96df6baadd0f69ac48d38ff729139731b7121670a7e32424',
  ],
  [
    'no fingerprint',
    { engine: { fingerprint: null } },
    '6fd5b9a5b73037f5d509e62a7f2a7df67100c37a0376bbba3aa3fa6b62d84e6a',
  ],
  [
    'a moved region',
    { rect: { ...rect, left: 9 } },
    '117c0ccb55f186bb0c22af6c2479955c7ac0dc1b54711883d36eb444d5dfe121',
  ],
  [
    'a region beyond the edge',
    { rect: { ...rect, left: -3 } },
    '02be12dc802b6900841ca0ff246da8a4d134e897049f717d334b78bdeea112ce',
  ],
  ['a smaller picture', { size: [16, 12] }, '647346ed545c7551a6fcd9a62435bf835c8dffd55381246b6f4dd859454e31ca'],
  ['a larger mask', { selected: 13 }, 'f28bed9ecb1420f96154ec17e5737f942585cdb4700711b011ac08ac443d048a'],
  [
    'the same photo by its samples',
    { photo: { samples: 'a'.repeat(64) } },
    'a6e3c06437569acc70e1ed5cc9d78d22c1ec8f79112f5c85c13efef219d555cf',
  ],
]

describe('the key of a fill', () => {
  for (const [what, varied, key] of pinned) {
    it(`with ${what} is what it was in every release`, () => assert.equal(keyWith(varied), key))
  }

  it('differs for each of these', () => {
    assert.equal(new Set(pinned.map(([, , key]) => key)).size, 20)
  })

  it('does not hang on the order in which an engine names its settings', () => {
    const turned = { engine: { fingerprint: { steps: 12, model: 'gemini' } } }
    assert.equal(keyWith(turned), keyWith({}))
  })

  it('has the hole that the engine was shown, not the mask that grew as far as the engine paints', () => {
    const shown = createMask(64, 48)
    shown.data.fill(255, 20 * 64 + 10, 20 * 64 + 22)
    const claiming = (selected: number, hole?: Mask) => {
      const mask = createMask(64, 48)
      mask.data.fill(255, 20 * 64 + 10, 20 * 64 + 10 + selected)
      return keyOf(
        describeRequest({ ...claimingOf({}), job: { mask } as unknown as Job, ...(hole ? { hole } : {}) }),
        photo,
      )
    }
    assert.equal(claiming(30, shown), keyWith({}))
    assert.notEqual(claiming(30), keyWith({}))
  })

  it('sees the mask of its region, and no more of it', () => {
    const outside = { left: 0, top: 0, width: 32, height: 12 }
    assert.equal(keyWith({ rect: outside, selected: 1 }), keyWith({ rect: outside, selected: 2 }))
  })
})

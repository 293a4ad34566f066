import assert from 'node:assert/strict'
import { build } from 'vite'
import { useSite } from './site.ts'

const clean = (number: number) => ({ number, hasObject: false })
const untouched = (number: number) => ({ number, hasObject: true })

describe('a side-car', () => {
  const site = useSite()
  const shownBy: Readonly<Record<string, Readonly<Record<string, string>>>> = {
    'a page': { 'index.html': '<img src="a.jpg"><img src="a.mask.png">' },
    'a module': {
      'index.html': '<img src="a.jpg"><script type="module">import m from "./a.mask.png"; console.log(m)</script>',
    },
    'a style': { 'index.html': '<img src="a.jpg"><style>p { mask: url(a.mask.png) }</style><p>' },
    'an alias': {
      'index.html': '<img src="a.jpg"><script type="module" src="/main.js"></script>',
      'main.js': 'import m from "@/a.mask.png"; console.log(m)',
    },
    'a glob': {
      'index.html': '<img src="a.jpg"><script type="module" src="/main.js"></script>',
      'main.js': 'console.log(import.meta.glob("./*.{jpg,png}", { eager: true }))',
    },
  }

  for (const [who, files] of Object.entries(shownBy)) {
    it(`that ${who} shows is a picture: nothing is removed, and that is said`, async () => {
      await site.write({ 'a.jpg': 1, 'a.mask.png': 'mask', ...files })
      await site.build({}, { resolve: { alias: { '@': site.root } } })
      const pictures = await site.pictures()
      assert.deepEqual(pictures['a.jpg'], untouched(1))
      assert.ok(pictures['a.mask.png'])
      const warnings = site.said.filter((line) => line.includes('(mask-shown)'))
      assert.equal(warnings.length, 1)
      assert.match(warnings[0]!, /a\.mask\.png lies beside a\.jpg, but (index\.html|main\.js) shows it/)
    })
  }

  for (const name of ['my photo.mask.png', 'my%20photo.mask.png']) {
    it(`that is shown as ${name} is a picture too`, async () => {
      await site.write({
        'my photo.jpg': 1,
        'my photo.mask.png': 'mask',
        'index.html': `<img src="./my photo.jpg"><img src="./${name}">`,
      })
      await site.build()
      assert.deepEqual((await site.pictures())['my photo.jpg'], untouched(1))
      assert.equal(site.said.filter((line) => line.includes('(mask-shown)')).length, 1)
    })
  }

  it('that is shown is taken where a query or a rule says so', async () => {
    await site.write({
      'a.jpg': 1,
      'a.mask.png': 'mask',
      'b.jpg': 2,
      'b.mask.png': 'mask',
      'index.html': '<img src="a.jpg?remove"><img src="b.jpg"><img src="a.mask.png"><img src="b.mask.png">',
    })
    await site.build({ rules: [{ include: 'b.jpg' }] })
    const { 'a.jpg': a, 'b.jpg': b } = await site.pictures()
    assert.deepEqual([a, b], [clean(1), clean(2)])
  })

  it('that is a mask only is not in the output, and one that is shown too is', async () => {
    await site.write({
      'a.jpg': 1,
      'a.mask.png': 'mask',
      'public/b.jpg': 2,
      'public/b.mask.png': 'mask',
      'public/c.jpg': 3,
      'public/c.mask.png': 'mask',
      'index.html': '<img src="a.jpg"><img src="/b.jpg"><img src="/c.jpg"><img src="/c.mask.png">',
    })
    await site.build({ rules: [{ include: 'public/c.jpg' }] })
    assert.deepEqual(Object.keys(await site.pictures()).sort(), ['a.jpg', 'b.jpg', 'c.jpg', 'c.mask.png'])
    assert.deepEqual((await site.pictures())['c.jpg'], clean(3))
  })

  it('that nobody used is left in the public folder', async () => {
    await site.write({ 'public/lonely.mask.png': 'mask', 'index.html': '<p>' })
    await site.build()
    assert.ok((await site.outputs()).has('lonely.mask.png'))
  })

  it('that a module takes in a way no reading can tell fails the build with the way out', async () => {
    await site.write({
      'a.jpg': 1,
      'a.mask.png': 'mask',
      'index.html': '<img src="a.jpg"><script type="module">import m from "virtual:mask"; console.log(m)</script>',
    })
    const virtual = {
      name: 'virtual',
      resolveId: (id: string) => (id === 'virtual:mask' ? '\0mask.js' : undefined),
      load: (id: string) =>
        id === '\0mask.js' ? `export { default } from ${JSON.stringify(`${site.path('a.mask')}.png`)}` : undefined,
    }
    await assert.rejects(
      build(site.settings({}, { plugins: [virtual] })),
      /Expected a\.mask\.png to be the mask of a\.jpg or a picture of its own, got both: .* imports it/,
    )
  })
})

import assert from 'node:assert/strict'
import { useSite } from './site.ts'

const page = (script: string) => `<script type="module">${script}</script>`
const clean = (number: number) => ({ number, hasObject: false })
const untouched = (number: number) => ({ number, hasObject: true })

describe('a removal is asked for', () => {
  const site = useSite()

  it('by a query, with the flags of the command', async () => {
    await site.write({
      'a.jpg': 1,
      'b.jpg': 2,
      'm.png': 'mask',
      'index.html': page(`
        import a from './a.jpg?rect=36,20,16,16&dilate=2px&feather=1px,both&seed=7&remove'
        import b from './b.jpg?mask=./m.png&mask-threshold=100&prompt=a%20field&negative-prompt=people&remove'
        console.log(a, b)`),
    })
    await site.build()
    assert.deepEqual(await site.pictures(), { 'a.jpg': clean(1), 'b.jpg': clean(2) })
    const byPrompt = (prompt: string) => site.engine.calls.find((call) => call.prompt === prompt)
    assert.equal(byPrompt('')?.seed, 7)
    assert.equal(byPrompt('a field')?.negativePrompt, 'people')
  })

  it('by a side-car', async () => {
    await site.write({
      'a.jpg': 1,
      'a.mask.png': 'mask',
      'b.jpg': 2,
      'index.html': '<img src="a.jpg"><img src="b.jpg">',
    })
    await site.build()
    assert.deepEqual(await site.pictures(), { 'a.jpg': clean(1), 'b.jpg': untouched(2) })
  })

  it('by a side-car with another suffix', async () => {
    await site.write({ 'a.jpg': 1, 'a-hole.png': 'mask', 'index.html': '<img src="a.jpg">' })
    await site.build({ sidecar: '-hole.png' })
    assert.deepEqual(await site.pictures(), { 'a.jpg': clean(1) })
  })

  it('by no side-car where side-cars are off', async () => {
    await site.write({ 'a.jpg': 1, 'a.mask.png': 'mask', 'index.html': '<img src="a.jpg">' })
    await site.build({ sidecar: false })
    assert.deepEqual(await site.pictures(), { 'a.jpg': untouched(1) })
  })

  it('by the first rule that matches', async () => {
    await site.write({
      'shop/a.jpg': 1,
      'shop/b.jpg': 2,
      'shop/c.jpg': 3,
      'm.png': 'mask',
      'index.html': '<img src="shop/a.jpg"><img src="shop/b.jpg"><img src="shop/c.jpg">',
    })
    await site.build({
      rules: [
        { include: 'shop/a.jpg', mask: 'm.png', prompt: 'first' },
        { include: 'shop/*.jpg', exclude: 'shop/c.jpg', mask: { rect: [36, 20, 16, 16] }, prompt: 'second' },
      ],
    })
    assert.deepEqual(await site.pictures(), { 'a.jpg': clean(1), 'b.jpg': clean(2), 'c.jpg': untouched(3) })
    assert.deepEqual(site.engine.calls.map(({ prompt }) => prompt).sort(), ['first', 'second'])
  })

  it('by a function of the file, which leaves what it does not know to the next rule', async () => {
    await site.write({ 'a.jpg': 1, 'b.jpg': 2, 'm.png': 'mask', 'index.html': '<img src="a.jpg"><img src="b.jpg">' })
    await site.build({
      rules: [
        { include: '*.jpg', mask: (file) => (file.endsWith('/a.jpg') ? 'm.png' : undefined), prompt: 'function' },
        { include: '*.jpg', mask: 'm.png', prompt: 'next' },
      ],
    })
    assert.deepEqual(site.engine.calls.map(({ prompt }) => prompt).sort(), ['function', 'next'])
  })

  it('by a query before a side-car, and by a side-car before a rule', async () => {
    await site.write({
      'a.jpg': 1,
      'a.mask.png': 'mask',
      'b.jpg': 2,
      'b.mask.png': 'mask',
      'index.html': '<img src="a.jpg?rect=0,0,4,4&dilate=0&remove"><img src="b.jpg">',
    })
    await site.build({ rules: [{ include: '*.jpg', mask: { rect: [0, 0, 4, 4] } }] })
    assert.deepEqual(await site.pictures(), { 'a.jpg': untouched(1), 'b.jpg': clean(2) })
  })

  it('with what the query leaves open as the rule has it', async () => {
    await site.write({ 'a.jpg': 1, 'm.png': 'mask', 'index.html': '<img src="a.jpg?seed=5&remove">' })
    await site.build({ rules: [{ include: '*.jpg', mask: 'm.png', prompt: 'sand' }] })
    assert.deepEqual(
      site.engine.calls.map(({ prompt, seed }) => ({ prompt, seed })),
      [{ prompt: 'sand', seed: 5 }],
    )
  })

  it('by nothing where the original is asked for', async () => {
    await site.write({
      'a.jpg': 1,
      'a.mask.png': 'mask',
      'index.html':
        '<img src="a.jpg?rect=36,20,16,16&remove&original"><script type="module">import a from "./a.jpg?original"; console.log(a)</script>',
    })
    await site.build({ rules: [{ include: '*.jpg', mask: 'a.mask.png' }] })
    assert.deepEqual(await site.pictures(), { 'a.jpg': untouched(1) })
    assert.ok(![...(await site.outputs()).values()].some((bytes) => bytes.includes('?original')))
  })

  it('by a rectangle and a mask together, which are united', async () => {
    await site.write({
      'a.jpg': 1,
      'm.png': 'mask',
      'index.html': '<img src="a.jpg?mask=m.png&rect=0,0,4,4;90,0,4,4&dilate=0&remove">',
    })
    await site.build()
    const levels = site.engine.calls.flatMap(({ mask }) => [...mask!.pixels.data])
    const selected = levels.filter((level) => level > 0).length
    assert.equal(selected, 16 * 16 + 2 * 16)
  })

  it('by `remove` alone: without it none of the keys is ours, and others pass through as they are', async () => {
    await site.write({
      'a.jpg': 1,
      'b.jpg': 2,
      'm.png': 'mask',
      'index.html': page(`
        import a from './a.jpg?mask=./m.png&rect=1,2,3,4'
        import b from './b.jpg?x=%20y&mask=./m.png&other&remove'
        console.log(a, b)`),
    })
    await site.build()
    assert.deepEqual(await site.pictures(), { 'a.jpg': untouched(1), 'b.jpg': clean(2) })
    const [script] = [...(await site.outputs())].find(([name]) => name.endsWith('.js'))!
    const text = String((await site.outputs()).get(script))
    assert.match(text, /a-[\w-]+\.jpg\?mask=\.\/m\.png&rect=1,2,3,4/)
    assert.match(text, /b-[\w-]+\.jpg\?x=%20y&other"/)
  })
})

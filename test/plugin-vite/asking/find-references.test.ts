import assert from 'node:assert/strict'
import { findReferences } from '../../../packages/plugin-vite/src/asking/find-references.ts'

const names = (text: string) => findReferences(text, '.mask.png').names

describe('references to masks in a text', () => {
  const shown: readonly (readonly [text: string, found: string[]])[] = [
    [`import m from './a.mask.png'`, ['./a.mask.png']],
    [`<img src="./a.mask.png">`, ['./a.mask.png']],
    ['<img src=a.mask.png>', ['a.mask.png']],
    ['mask: url(a.mask.png)', ['a.mask.png']],
    [`srcset="./a.mask.png 1x, ./b.mask.png 2x"`, ['./a.mask.png', './b.mask.png']],
    ['`@/img/a.mask.png`', ['@/img/a.mask.png']],
    [`<img src="./my photo.mask.png">`, ['./my photo.mask.png']],
    [`import m from './my photo.mask.png'`, ['./my photo.mask.png']],
  ]
  for (const [text, found] of shown) it(`are seen in ${text}`, () => assert.deepEqual(names(text), found))

  const unseen = [
    `import a from './a.jpg?mask=./a.mask.png&remove'`,
    `import a from './a.jpg?rect=1,2,3,4&mask=./a.mask.png;./b.mask.png&remove'`,
    '// drawn over photo.mask.png by hand',
    `import a from './a.jpg?mask=./my hole.mask.png&remove'`,
    `import a from './a.jpg'`,
  ]
  for (const text of unseen) it(`are not seen in ${text}`, () => assert.deepEqual(names(text), []))

  it('may be globs, and templates with a gap', () => {
    const text = `import.meta.glob(['./*.png', '!./b.png']); import.meta.glob<string>("@/x/*"); new URL(\`./img/\${name}.png\`, import.meta.url)`
    assert.deepEqual(findReferences(text, '.mask.png').globs, [['./*.png', '!./b.png'], ['@/x/*'], ['./img/*.png']])
  })
})

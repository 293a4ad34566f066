import assert from 'node:assert/strict'
import { formats } from '@paintout/plugin-sharp'
import {
  fileOfFsUrl,
  isInside,
  nameInProject,
  relativeReference,
  splitReference,
  toSlashes,
} from '../../../packages/plugin-vite/src/files/paths.ts'
import { isPhotoPath, photoReference, photoTypes } from '../../../packages/plugin-vite/src/files/photo-types.ts'

describe('paths of a Vite project', () => {
  it('have slashes on Windows, and keep a backslash where it is a letter', () => {
    assert.equal(toSlashes('C:\\shop\\a.jpg', '\\'), 'C:/shop/a.jpg')
    assert.equal(toSlashes('/shop/a\\b.jpg', '/'), '/shop/a\\b.jpg')
  })

  it('are parted from query and hash', () => {
    assert.deepEqual(splitReference('./a.jpg?w=4&x#top'), { path: './a.jpg', query: 'w=4&x', hash: '#top' })
    assert.deepEqual(splitReference('C:/a.jpg'), { path: 'C:/a.jpg', query: '', hash: '' })
    assert.deepEqual(splitReference('a.svg#icon?x'), { path: 'a.svg', query: '', hash: '#icon?x' })
  })

  const inside: readonly (readonly [folder: string, file: string, isIn: boolean])[] = [
    ['/shop', '/shop/a.jpg', true],
    ['/shop/', '/shop/a.jpg', true],
    ['/shop', '/shop', true],
    ['/shop', '/shopping/a.jpg', false],
    ['/shop', '/a.jpg', false],
    ['C:/shop', 'c:/shop/a.jpg', true],
    ['C:/shop', 'D:/shop/a.jpg', false],
    ['/', '/a.jpg', true],
  ]
  for (const [folder, file, isIn] of inside) {
    it(`say that ${file} is ${isIn ? '' : 'not '}in ${folder}`, () => assert.equal(isInside(folder, file), isIn))
  }

  it('are named from a folder with a dot in front, except on another drive', () => {
    assert.equal(relativeReference('/shop/src', '/shop/cache/a.jpg'), '../cache/a.jpg')
    assert.equal(relativeReference('/shop', '/shop/a.jpg'), './a.jpg')
    assert.equal(relativeReference('C:/shop', 'c:/shop/src/a.jpg'), './src/a.jpg')
    assert.equal(relativeReference('C:/shop', 'D:/cache/a.jpg'), undefined)
    assert.equal(nameInProject('C:/shop', 'C:/shop/src/a.jpg'), 'src/a.jpg')
    assert.equal(nameInProject('C:/shop', 'D:/cache/a.jpg'), 'D:/cache/a.jpg')
  })

  it('are read from `/@fs/` with and without a drive', () => {
    assert.equal(fileOfFsUrl('/@fs/home/a.jpg'), '/home/a.jpg')
    assert.equal(fileOfFsUrl('/@fs/C:/shop/a.jpg'), 'C:/shop/a.jpg')
    assert.equal(fileOfFsUrl('/src/a.jpg'), undefined)
  })
})

describe('photos', () => {
  it('are the files that the codec writes', () => {
    const codec = Object.values(formats).flatMap(({ extensions, type }) => extensions.map((suffix) => [suffix, type]))
    assert.deepEqual(Object.entries(photoTypes).sort(), codec.sort())
  })

  it('are known by their suffix, in any case, behind a query or not', () => {
    assert.ok(isPhotoPath('a.JPG') && photoReference.test('a.jpg?x') && photoReference.test('a.webp#x'))
    assert.ok(!isPhotoPath('a.jpg.js') && !photoReference.test('a.jpgx') && !isPhotoPath('jpg'))
  })
})

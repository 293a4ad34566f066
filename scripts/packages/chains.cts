// Chains, as a strict compiler reads them in a program that requires.
import sharpLib = require('sharp')
import paintout = require('paintout')

const sharp = paintout.withPaintout(sharpLib, { use: [paintout.local] })
const image: paintout.PaintoutSharp = sharp('in.jpg').removeByMask({ mask: 'in.mask.png' }).resize(8)
const same: sharpLib.Sharp = image
image.removeByMask({ mask: { rect: [0, 0, 8, 8] }, dilate: '8px' }).webp({ quality: 80 })
// @ts-expect-error -- options are checked
image.removeByMask({ mask: 8 })
// @ts-expect-error -- so are sharp's
same.webp({ quality: '80' })

// Chains, as a strict compiler reads them in a program that imports.
import { local, type PaintoutSharp, withPaintout } from 'paintout'
import sharpLib, { type Sharp } from 'sharp'

const sharp = withPaintout(sharpLib, { use: [local] })
const image: PaintoutSharp = sharp('in.jpg').removeByMask({ mask: 'in.mask.png' }).resize(8)
const same: Sharp = image
image.removeByMask({ mask: { rect: [0, 0, 8, 8] }, dilate: '8px' }).webp({ quality: 80 })
image.toBuffer({ resolveWithObject: true }).then(({ info }) => info.width)
// @ts-expect-error -- options are checked
image.removeByMask({ mask: 8 })
// @ts-expect-error -- so are sharp's
same.webp({ quality: '80' })

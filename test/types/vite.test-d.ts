/// <reference types="@paintout/plugin-vite/client" />
import { type Picture, paintout, type Rule } from '@paintout/plugin-vite'
import masked from './a.jpg?mask=./m.png&remove'
import maskedUrl from './a.jpg?mask=./m.png&remove&url'
import inlined from './a.jpg?rect=1,2,3,4&remove&inline'
import plain from './a.jpg?remove'
import bareMetadata from './a.jpg?remove&as=metadata'
import bare from './a.jpg?remove&as=picture'
import bareSrcset from './a.jpg?remove&as=srcset'
import bareInlined from './a.jpg?remove&inline'
import url from './a.jpg?remove&url'
import metadata from './a.jpg?w=400&remove&as=metadata'
import picture from './a.jpg?w=400;800&format=webp;jpg&remove&as=picture'
import srcset from './a.jpg?w=400;800&remove&as=srcset'

export const addresses: string[] = [plain, masked, inlined, bareInlined, url, maskedUrl, srcset, bareSrcset]
export const pictures: Picture[] = [picture, bare]
export const widths: number[] = [metadata.width, bareMetadata.width, picture.img.w]

// @ts-expect-error a picture is no address
export const wrong: string = picture

export const rule: Rule = {
  include: 'src/**/*.jpg',
  mask: (file) => (file ? { rect: [1, 2, 3, 4] } : undefined),
  dilate: '8px',
}
export const plugins = [
  paintout(),
  paintout({ rules: [rule], budget: { usd: 2 }, dev: 'original', sidecar: '.hole.png' }),
]

// @ts-expect-error a rule says what it is for
export const endless: Rule = { mask: 'm.png' }
// @ts-expect-error a rule has no signal
export const stopped: Rule = { include: '*', signal: new AbortController().signal }
// @ts-expect-error no such mode
paintout({ dev: 'fast' })
// @ts-expect-error no such engine
paintout({ engine: 'imagen' })

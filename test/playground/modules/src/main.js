import aliased from '@/import-alias.jpg'
import outside from '../../outside/import-outside.jpg'
import imported from './import.jpg'
import inlined from './import-inline.jpg?inline'
import asked from './import-query.jpg?rect=32,16,24,24&dilate=2px&remove'
import url from './import-url.jpg?url'
import original from './original.jpg?original'

const eager = import.meta.glob('./glob-eager.jpg', { eager: true, import: 'default' })
const lazy = import.meta.glob('./glob-lazy.jpg', { query: '?url', import: 'default' })
const queried = import.meta.glob('./glob-query.jpg', {
  eager: true,
  import: 'default',
  query: '?mask=./masks/square.svg&remove',
})
const name = 'template'

window.shown = [
  imported,
  inlined,
  asked,
  url,
  outside,
  aliased,
  original,
  ...Object.values(eager),
  ...Object.values(queried),
  await lazy['./glob-lazy.jpg'](),
  (await import('./import-dynamic.jpg')).default,
  new URL('./new-url.jpg', import.meta.url).href,
  new URL('/src/new-url-root.jpg', import.meta.url).href,
  new URL(`./new-url-${name}.jpg`, import.meta.url).href,
]

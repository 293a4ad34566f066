import { optionsPage } from './options.ts'

/** Every generated page: where it stands in the repository, and what makes it. */
export const pages = [{ file: 'docs/options.md', make: optionsPage }] as const

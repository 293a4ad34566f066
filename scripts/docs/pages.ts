import { commandPage } from './command.ts'
import { modelsPage } from './models.ts'
import { optionsPage } from './options.ts'

/** Every generated page: where it stands in the repository, and what makes it. */
export const pages = [
  { file: 'docs/options.md', make: optionsPage },
  { file: 'docs/command.md', make: commandPage },
  { file: 'docs/models.md', make: modelsPage },
] as const

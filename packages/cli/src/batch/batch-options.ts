import { PaintoutError } from '@paintout/core'
import { Option } from 'commander'
import { defaultMaskSuffix } from '../paths.ts'
import { readShard } from './shard.ts'

/** The flags of several photos, as commander takes them. */
export const batchOptions: readonly Option[] = [
  new Option('--out-dir <dir>', 'where the cleaned photos go, each as its photo lies in its folder'),
  new Option('--mask-suffix <suffix>', 'how the mask beside a photo is called').default(defaultMaskSuffix),
  new Option('--jobs <number>', 'photos at once (default: one a core, at most 8)').argParser(readJobs),
  new Option('--shard <i/n>', 'only the i-th of n equal parts; read from the scheduler where it is known').argParser(
    readShard,
  ),
]

function readJobs(text: string): number {
  if (/^[1-9]\d{0,2}$/.test(text)) return Number(text)
  throw new PaintoutError('invalid-option', `Expected \`--jobs\` to be a whole number from 1 to 999, got \`${text}\`.`)
}

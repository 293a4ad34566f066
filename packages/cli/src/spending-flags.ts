import { PaintoutError } from '@paintout/core'
import { Option } from 'commander'

/** What the command line says about money, and what was paid for. */
export interface SpendingFlags {
  /** A folder; false switches the store off. */
  readonly store?: string | false
  readonly frozen?: boolean
  readonly budgetImages?: number
  readonly budgetUsd?: number
  readonly dryRun?: true
}

/** The flags of the store, as commander takes them. */
export const storeOptions: readonly Option[] = [
  new Option('--store <dir>', 'where paid answers are kept (default .paintout beside package.json or .git)'),
  new Option('--no-store', 'keep no answers, and look for none'),
  new Option('--frozen', 'fail rather than pay: every paid fill must be in the store (default where CI is set)'),
  new Option('--no-frozen', 'pay for what is missing, even where CI is set'),
]

/** The same with those of money. */
export const spendingOptions: readonly Option[] = [
  ...storeOptions,
  new Option('--budget-images <number>', 'the most pictures to pay for').argParser(readAmount('budget-images', true)),
  new Option('--budget-usd <number>', 'the most US dollars to spend').argParser(readAmount('budget-usd', false)),
  new Option('--dry-run', 'print the plan and its price, and send nothing'),
]

function readAmount(name: string, isWhole: boolean): (text: string) => number {
  return (text) => {
    const amount = /^\d*\.?\d+$/.test(text) ? Number(text) : Number.NaN
    if (amount >= 0 && (!isWhole || Number.isInteger(amount))) return amount
    const wanted = isWhole ? 'a whole number of at least 0' : 'a number of at least 0'
    throw new PaintoutError('invalid-option', `Expected \`--${name}\` to be ${wanted}, got \`${text}\`.`)
  }
}

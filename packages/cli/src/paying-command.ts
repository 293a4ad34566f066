import { quote } from '@paintout/store'

/** The same command line, allowed to pay: what a frozen build names as the way out. */
export function payingCommand(words: readonly string[]): string {
  const others = words.filter((word) => word !== '--frozen' && word !== '--no-frozen')
  return ['npx paintout', ...others.map(quote), '--no-frozen'].join(' ')
}

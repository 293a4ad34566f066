/** Goes one way once, in a process of its own, and prints the most memory that the process held, in megabytes. */
import { type WayName, ways } from './ways.ts'

const [name, input, output] = process.argv.slice(2) as [WayName, string, string]
await ways[name](input, output)
console.log(process.resourceUsage().maxRSS / 1024)

import { createHash } from 'node:crypto'
import { dollars } from '@paintout/store'
import { doneOf, type Totals } from '../batch/outcome.ts'
import { sortKeys } from './card.ts'
import { script } from './script.ts'
import { style } from './style.ts'

/** Only what is in the page itself: this style, this script, pictures as data. */
const policy = [
  "default-src 'none'",
  'img-src data:',
  `style-src '${hashOf(style)}'`,
  `script-src '${hashOf(script)}'`,
  "base-uri 'none'",
  "form-action 'none'",
].join('; ')

function hashOf(content: string): string {
  return `sha256-${createHash('sha256').update(content).digest('base64')}`
}

export function pageHead(): string {
  const keys = Object.entries(sortKeys).map(([key, name]) => `<option value="${key}">${name}</option>`)
  return `<!doctype html>
<html lang="en">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<meta http-equiv="Content-Security-Policy" content="${policy}">
<title>paintout report</title>
<style>${style}</style>
<header>
<h1>paintout <span>report</span></h1>
<div class="sort"><label>Sort by <select>${keys.join('')}</select></label>
<button type="button" data-direction="up">Smallest first</button></div>
</header>
<main>
`
}

export function pageTail(totals: Totals): string {
  const { photos, made, copied, kept, failed, calls, known, usd, warnings } = totals
  const done = doneOf(totals)
  const facts = [
    ['photos', done === photos ? photos : `${done} of ${photos}`],
    ['made', made],
    ['from the cache', copied],
    ['were ready', kept],
    ['failed', failed],
    ['calls', calls],
    ['known', known],
    ['warnings', warnings],
    ['cost', usd > 0 ? dollars(usd) : 0],
  ] as const
  const tiles = facts
    .filter(([, value]) => value !== 0)
    .map(([name, value]) => `<div class="${name}"><dt>${name}</dt><dd>${value}</dd></div>`)
  return `</main>
<footer><dl class="totals">${tiles.join('')}</dl></footer>
<script>${script}</script>
</html>
`
}

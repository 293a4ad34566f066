import { createHash } from 'node:crypto'
import { doneOf, type Totals } from '../batch/outcome.ts'
import { summarizeBatch } from '../batch/summary.ts'
import { sortKeys } from './card.ts'
import { escapeHtml } from './escape.ts'
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
<h1>paintout report</h1>
<div class="sort"><label>Sort by <select>${keys.join('')}</select></label>
<button type="button" data-direction="up">Smallest first</button></div>
</header>
<main>
`
}

export function pageTail(totals: Totals): string {
  const done = `${doneOf(totals)} of ${totals.photos} photos done.`
  return `</main>
<footer><p class="totals">${escapeHtml(`${done} ${summarizeBatch(totals)}.`)}</p></footer>
<script>${script}</script>
</html>
`
}

import { PaintoutError, type RegionReport, type Report } from '@paintout/core'
import { dollars } from '@paintout/store'
import type { Outcome } from '../batch/outcome.ts'
import { escapeHtml } from './escape.ts'
import type { Thumbnails } from './thumbnails.ts'

/** What only a photo that was just made can show. */
export interface Seen {
  readonly pictures?: Thumbnails
  /** See `measureSeam`. */
  readonly seam?: number | undefined
}

export interface Shown extends Seen {
  readonly photo: string
  readonly output: string
  readonly prompt: string
  readonly outcome: Outcome
}

/** What the cards can be sorted by: the attribute, and how it is called. */
export const sortKeys = {
  name: 'name',
  usd: 'cost',
  regions: 'regions',
  warnings: 'warnings',
  drift: 'drift',
  seam: 'seam',
  seconds: 'time',
} as const

/** One photo of the report. */
export function cardOf(shown: Shown): string {
  const { photo, outcome, prompt, pictures, seam } = shown
  const report = outcome.status === 'failed' ? undefined : outcome.report
  const values = { name: photo, ...(report ? valuesOf(report, seam) : {}) }
  const attributes = Object.entries(values).map(([key, value]) => ` data-${key}="${escapeHtml(String(value))}"`)
  return `<article${attributes.join('')}>
${pictures ? compareOf(photo, pictures) : '<div class="none">no picture</div>\n'}<div class="about">
<div class="title"><h2>${escapeHtml(photo)}</h2><small class="${outcome.status}">${statuses[outcome.status]}</small></div>
${prompt ? `<p class="prompt">“${escapeHtml(prompt)}”</p>` : ''}
${outcome.status === 'failed' ? failureOf(outcome.error) : factsOf(report, seam)}
</div>${report ? regionsOf(report.regions) : ''}</article>
`
}

const statuses: Readonly<Record<Outcome['status'], string>> = {
  made: 'made',
  copied: 'from the cache',
  kept: 'was ready',
  failed: 'failed',
}

function compareOf(photo: string, { width, height, before, after, mask }: Thumbnails): string {
  const name = escapeHtml(photo)
  const size = `width="${width}" height="${height}" loading="lazy" decoding="async"`
  return `<div class="compare">
<img class="before" src="${before}" ${size} alt="${name}, before">
<img class="after" src="${after}" ${size} alt="${name}, after">
<img class="mask" src="${mask}" ${size} alt="">
<span class="tag">before</span><span class="tag">after</span>
<input type="range" min="0" max="100" value="50" aria-label="${name}: how much is shown as it was">
<label class="switch"><input type="checkbox"> mask</label>
</div>
`
}

function failureOf(error: unknown): string {
  const code = PaintoutError.is(error) ? error.code : 'unexpected'
  const message = error instanceof Error ? error.message : String(error)
  return `<p class="failed"><b>${escapeHtml(code)}</b> ${escapeHtml(message)}</p>`
}

function valuesOf(report: Report, seam: number | undefined) {
  const { regions, warnings, milliseconds } = report
  const drifts = regions.map(({ drift }) => drift).filter((drift) => drift !== undefined)
  return {
    usd: regions.reduce((sum, { usd }) => sum + usd, 0),
    regions: regions.length,
    warnings: warnings.length,
    ...(drifts.length > 0 ? { drift: 1 - Math.min(...drifts.map(({ agree }) => agree)) } : {}),
    ...(seam === undefined ? {} : { seam }),
    seconds: Object.values(milliseconds).reduce((sum, each) => sum + each, 0) / 1000,
  }
}

function factsOf(report: Report | undefined, rim: number | undefined): string {
  if (!report) return ''
  const { usd, regions, seconds, drift, seam } = { drift: undefined, seam: undefined, ...valuesOf(report, rim) }
  const facts: readonly (readonly [string, string])[] = [
    ['cost', dollars(usd)],
    ['regions', String(regions)],
    ['masked', `${(100 * (report.mask?.share ?? 0)).toFixed(1)} %`],
    ...(report.mask?.by === undefined ? [] : ([['mask by', report.mask.by]] as const)),
    ['time', `${seconds.toFixed(1)} s`],
    ['outside changed', String(report.outsideChanged)],
    ...(drift === undefined ? [] : ([['drift', `${(100 * drift).toFixed(1)} %`]] as const)),
    ...(seam === undefined ? [] : ([['seam', seam.toFixed(2)]] as const)),
  ]
  const list = facts.map(([name, value]) => `<div><dt>${name}</dt><dd>${escapeHtml(value)}</dd></div>`).join('')
  const warnings = report.warnings.map(
    ({ code, message }) => `<li><b>${escapeHtml(code)}</b> ${escapeHtml(message)}</li>`,
  )
  return `<dl>${list}</dl>
${warnings.length > 0 ? `<ul class="warnings">${warnings.join('')}</ul>` : ''}`
}

function regionsOf(regions: readonly RegionReport[]): string {
  const rows = regions.map(({ rect, size, engine, known, usd }) => {
    const place = `${rect.width} × ${rect.height} at ${rect.left}, ${rect.top}`
    const cells = [engine, place, size.join(' × '), known ? 'known' : dollars(usd)]
    return `<tr>${cells.map((cell) => `<td>${escapeHtml(cell)}</td>`).join('')}</tr>`
  })
  const head = '<tr><th>engine</th><th>region</th><th>sent</th><th>cost</th></tr>'
  const title = regions.length === 1 ? 'One region' : `${regions.length} regions`
  return `<details><summary>${title}</summary><div class="scroll"><table>${head}${rows.join('')}</table></div></details>`
}

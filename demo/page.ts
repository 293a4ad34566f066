import { readFile } from 'node:fs/promises'
import { boundsOf } from 'paintout'
import sharp from 'sharp'
import type { Cleaned } from './clean.ts'
import { maskedPercent } from './table.ts'

/** One page that shows before, mask and after, and asks nobody for anything. */
export async function page(all: readonly Cleaned[]): Promise<string> {
  const figures = await Promise.all(all.map(figure))
  return `<!doctype html>
<html lang="en">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<meta name="color-scheme" content="light dark">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; img-src data:; style-src 'unsafe-inline'; script-src 'unsafe-inline'">
<title>paintout: before and after</title>
<style>${await part('style.css')}</style>
<header>
  <h1>paintout</h1>
  <p>Objects leave photographs. Every pixel outside the mask stays the photo’s, and the fill comes from the photo itself: no account, no upload.</p>
  <p class="hint">Drag across a picture, or focus it and use the arrow keys.</p>
</header>
<main>
${figures.join('\n')}
</main>
<script>${await part('slider.js')}</script>
</html>
`
}

async function figure({ photo, before, after, mask, report, seconds }: Cleaned): Promise<string> {
  const { width, height } = report.image
  const { mean, max } = report.output!.outside
  const facts = [
    `${maskedPercent(mask.data).toFixed(1)} % masked`,
    `${report.regions.length} ${report.regions.length === 1 ? 'region' : 'regions'}`,
    `${seconds.toFixed(1)} s`,
    `${report.outsideChanged} pixels changed outside the mask`,
    `JPEG rounds ${roundedOf(report)} again: by ${mean.toFixed(2)} on the mean, ${max} at most`,
  ]
  const image = (kind: string, source: string, alt: string) =>
    `<img class="${kind}" src="${source}" width="${width}" height="${height}" alt="${alt}">`
  return `<figure>
  <div class="compare">
    ${image('before', dataUrl('image/jpeg', before), `${photo.title}, as photographed`)}
    ${image('after', dataUrl('image/jpeg', after), `${photo.title}: ${photo.removed}`)}
    ${image('mask', dataUrl('image/png', await maskPicture(mask)), '')}
    <span class="label left" aria-hidden="true">Before</span>
    <span class="label right" aria-hidden="true">After</span>
    <input type="range" min="0" max="100" value="${middleOf(mask)}" step="1" aria-label="${photo.title}: how much is shown as photographed">
  </div>
  <figcaption>
    <div>
      <h2>${photo.removed}</h2>
      <p class="credit">${photo.title}, ${photo.credit}</p>
    </div>
    <label class="switch"><input type="checkbox"> Show the mask</label>
    <ul>${facts.map((fact) => `<li>${fact}</li>`).join('')}</ul>
  </figcaption>
</figure>`
}

function roundedOf({ output }: Cleaned['report']): string {
  const { blocks } = output!
  return blocks ? `${blocks.of - blocks.copied} of ${blocks.of} blocks` : 'every block'
}

/** Where the slider shows half of what left, in percent of the width. */
function middleOf(mask: Cleaned['mask']): number {
  const { left, width } = boundsOf(mask)!
  return Math.round((100 * (left + width / 2)) / mask.width)
}

/** The mask in red, see-through where it keeps. */
async function maskPicture({ data, width, height }: Cleaned['mask']): Promise<Buffer> {
  const samples = Buffer.alloc(data.length * 4)
  for (const [i, level] of data.entries()) samples.set([230, 30, 40, Math.round(level * 0.6)], i * 4)
  return sharp(samples, { raw: { width, height, channels: 4 } })
    .png({ palette: true, colours: 16 })
    .toBuffer()
}

function dataUrl(type: string, bytes: Buffer): string {
  return `data:${type};base64,${bytes.toString('base64')}`
}

function part(name: string): Promise<string> {
  return readFile(new URL(`page/${name}`, import.meta.url), 'utf8')
}

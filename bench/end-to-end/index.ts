/**
 * One whole removal, from a JPEG file to a JPEG file, as a build runs it: where does the time go?
 * The share of each stage says what is worth making faster; the plain re-encode beside it is what any tool must spend.
 */
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { paintout, removal } from '@paintout/core'
import { local } from '@paintout/engine-local'
import { codec } from '@paintout/plugin-sharp'
import sharp from 'sharp'
import { jpegOf, mosaic } from '../mosaic.ts'

const [width, height] = [4000, 3000]
const share = 0.02
const runs = 5

/** An ellipse over 2 % of the photo, a little off its middle. */
function ellipse(): string {
  const radius = Math.sqrt((share * width * height) / Math.PI)
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}"><ellipse cx="${width * 0.45}" cy="${height * 0.6}" rx="${radius * 1.25}" ry="${radius / 1.25}" fill="#fff"/></svg>`
}

const median = (values: readonly number[]) => [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)]!

export default {
  name: 'end-to-end',
  why: `A ${(width * height) / 1e6} MP JPEG with a mask over ${share * 100} % of it, from file to file with the local engine: the share of each stage, and a plain re-encode by sharp in the same run.`,
  async run(): Promise<string> {
    const folder = await mkdtemp(join(tmpdir(), 'paintout-bench-'))
    const [input, output] = [join(folder, 'in.jpg'), join(folder, 'out.jpg')]
    const clean = paintout().use(codec).use(local).use(removal()).freeze()
    const stages = new Map<string, number[]>()
    const note = (stage: string, milliseconds: number) =>
      stages.set(stage, [...(stages.get(stage) ?? []), milliseconds])
    try {
      await writeFile(input, await jpegOf(await mosaic('black-canyon', width, height)))
      for (let run = -1; run < runs; run++) {
        const started = performance.now()
        const result = await clean.process(input, { mask: { svg: ellipse() } })
        const processed = performance.now()
        await result.toFile(output)
        const written = performance.now()
        await sharp(input).jpeg({ quality: 90 }).toFile(join(folder, 'plain.jpg'))
        if (run < 0) continue
        for (const [stage, milliseconds] of Object.entries(result.report.milliseconds)) {
          if (stage !== 'encode') note(stage, milliseconds)
        }
        note('toFile: encode, write, decode again, compare', written - processed)
        note('whole', written - started)
        note('plain', performance.now() - written)
      }
    } finally {
      await clean.close()
      await rm(folder, { recursive: true })
    }
    const whole = median(stages.get('whole')!)
    const plain = median(stages.get('plain')!)
    const rows = [...stages]
      .filter(([stage]) => stage !== 'whole' && stage !== 'plain')
      .map(([stage, times]) => [stage, median(times)] as const)
      .sort((a, b) => b[1] - a[1])
    return [
      `Medians of ${runs} runs after one to warm up. Peak memory of the process, threads included: ${Math.round(process.resourceUsage().maxRSS / 1024)} MB.`,
      '',
      '| stage | ms | share |',
      '|---|---|---|',
      ...rows.map(([stage, time]) => `| ${stage} | ${time.toFixed(0)} | ${((100 * time) / whole).toFixed(1)} % |`),
      `| **whole** | ${whole.toFixed(0)} | 100 % |`,
      '',
      `A plain re-encode by sharp: ${plain.toFixed(0)} ms; the removal takes ${(whole / plain).toFixed(1)} times as long.`,
    ].join('\n')
  },
}

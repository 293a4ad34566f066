/**
 * Is an entry ever believed that should not be? Entries are truncated, bit-flipped, emptied, swapped and oversized, and
 * then asked for. A picture must be the one that was paid for, or one that was paid for anew: anything else would be
 * damage in a user's photo.
 */
import { cp, mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { PaintoutError } from '@paintout/core'
import { damages } from '../../test/fixtures/damages.ts'
import { cleanerOf, countingEngine, jobOf } from '../../test/fixtures/paid-store.ts'
import { writePhotos } from '../../test/fixtures/photos.ts'
import { numberAfter } from '../paid-command.ts'

interface Tally {
  damaged: number
  paidAnew: number
  unharmed: number
  wrong: number
  crashed: number
  frozenRefused: number
}

export default {
  name: 'store-damage',
  why: 'Random damages of entries: truncated, bit-flipped, emptied, swapped, oversized. None may ever be composited, none may crash.',
  async run(args: readonly string[]): Promise<string> {
    const rounds = numberAfter(args, '--rounds', 1000) / damages.length
    const folder = await mkdtemp(join(tmpdir(), 'paintout-bench-'))
    const [original, copy] = [join(folder, 'store'), join(folder, 'copy')]
    const jobs = [jobOf(), jobOf({ seed: 9 })]
    const tallies = new Map<string, Tally>()
    try {
      const [photo] = (await writePhotos(join(folder, 'photos'), 1)) as [string]
      const paid = cleanerOf(countingEngine(), { directory: original })
      const right = await Promise.all(jobs.map((job) => paid.process(photo, job)))
      for (const damage of damages) {
        const tally: Tally = { damaged: 0, paidAnew: 0, unharmed: 0, wrong: 0, crashed: 0, frozenRefused: 0 }
        tallies.set(damage.name, tally)
        for (let seed = 1; seed <= rounds; seed++) {
          await cp(original, copy, { recursive: true })
          await damage.apply(join(copy, 'fills'), seed)
          tally.damaged++
          const engine = countingEngine()
          for (const frozen of [true, false]) {
            const clean = cleanerOf(engine, { directory: copy, frozen })
            for (const [index, job] of jobs.entries()) {
              const before = engine.calls
              try {
                const { pixels } = await clean.process(photo, job)
                const isRight = Buffer.compare(Buffer.from(pixels.data), Buffer.from(right[index]!.pixels.data)) === 0
                if (engine.calls > before) tally.paidAnew++
                else if (isRight) tally.unharmed++
                else tally.wrong++
              } catch (error) {
                if (frozen && PaintoutError.is(error) && error.code === 'not-in-store') tally.frozenRefused++
                else tally.crashed++
              }
            }
            await clean.close()
          }
          await rm(copy, { recursive: true })
        }
      }
    } finally {
      await rm(folder, { recursive: true })
    }
    const rows = [...tallies].map(
      ([name, { damaged, frozenRefused, paidAnew, unharmed, wrong, crashed }]) =>
        `| ${name} | ${damaged} | ${frozenRefused} | ${paidAnew} | ${unharmed} | ${wrong} | ${crashed} |`,
    )
    return [
      'Two entries each time, asked for by a frozen build and then by one that pays.',
      '',
      '| damage | times | refused, frozen | paid for anew | given as it was paid for | **wrong picture** | **crash** |',
      '|---|---|---|---|---|---|---|',
      ...rows,
    ].join('\n')
  },
}

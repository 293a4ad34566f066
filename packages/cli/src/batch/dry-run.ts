import type { Plan } from '@paintout/core'
import { dollars } from '@paintout/store'
import pMap from 'p-map'
import { counted } from '../counted.ts'
import { masksOf } from '../masks.ts'
import type { Pipeline } from '../pipeline.ts'
import { requestOf } from '../read-job.ts'
import { type Shell, writeStdout } from '../shell.ts'
import { type BatchFlags, defaultJobs } from './batch-flags.ts'
import { onOneLine, printable } from './display.ts'
import type { Photo } from './find-photos.ts'

/** What a run would ask for. */
export interface PlanTotals {
  readonly photos: number
  readonly regions: number
  /** Regions whose paid answer is in the store. */
  readonly known: number
  readonly calls: number
  /** Pictures to be paid for. */
  readonly images: number
  readonly usd: number
  /** Photos of which more than this is asked for once a model has found what to remove: see the warning `plan-open`. */
  readonly open: number
  readonly failed: number
}

/** Prints the plan of every photo, and its price. Sends nothing. */
export async function printPlan(
  pipeline: Pipeline,
  photos: readonly Photo[],
  flags: BatchFlags,
  shell: Shell,
): Promise<void> {
  const { stderr } = shell
  const plans = await planAll(pipeline, photos, flags, shell)
  const totals = sumOf(plans)
  if (flags.json) return writeStdout(shell, `${JSON.stringify(totals)}\n`)
  const width = Math.max(5, ...photos.map(({ path }) => printable(path).length))
  const rows = photos.map(({ path }, index) => `${printable(path).padEnd(width)}  ${rowOf(plans[index]!)}`)
  await writeStdout(shell, `${[`${'photo'.padEnd(width)}  ${header}`, ...rows].join('\n')}\n`)
  stderr.write(`${describePlan(totals)}\n`)
}

/** The plan of each photo, or why there is none. */
export function planAll(
  pipeline: Pipeline,
  photos: readonly Photo[],
  flags: BatchFlags,
  shell: Shell,
): Promise<readonly (Plan | Error)[]> {
  return pMap(photos, (photo) => planOne(pipeline, photo, flags, shell), { concurrency: flags.jobs ?? defaultJobs() })
}

/** Counts what is planned. */
export function sumOf(plans: readonly (Plan | Error)[]): PlanTotals {
  const made = plans.filter((plan): plan is Plan => !(plan instanceof Error))
  const calls = made.flatMap((plan) => plan.calls)
  return {
    photos: plans.length,
    regions: calls.length,
    known: calls.filter(({ known }) => known).length,
    calls: calls.filter(({ known }) => !known).length,
    images: made.reduce((sum, { images }) => sum + images, 0),
    usd: made.reduce((sum, { usd }) => sum + usd, 0),
    open: made.filter(({ warnings }) => warnings.some(({ code }) => code === 'plan-open')).length,
    failed: plans.length - made.length,
  }
}

export function describePlan({ photos, regions, known, calls, images, usd, open, failed }: PlanTotals): string {
  const price = images > 0 ? `${counted(images, 'picture')} to pay for, ${dollars(usd)}` : 'nothing to pay for'
  const facts = [
    ...[counted(photos, 'photo'), counted(regions, 'region'), counted(calls, 'call'), `${known} known`, price],
    ...(open > 0 ? [`and more for what is found in ${counted(open, 'photo')}`] : []),
    ...(failed > 0 ? [`${failed} cannot be planned`] : []),
  ]
  return `Plan: ${facts.join(', ')}`
}

async function planOne(pipeline: Pipeline, { path }: Photo, flags: BatchFlags, shell: Shell): Promise<Plan | Error> {
  try {
    const mask = await masksOf(path, flags, shell, flags.maskSuffix)
    const { calls, ...rest } = await pipeline.plan(path, { ...requestOf(flags, mask), signal: shell.signal })
    return { ...rest, calls }
  } catch (error) {
    if (shell.signal.aborted) throw error
    return error instanceof Error ? error : new Error(String(error))
  }
}

const header = 'regions  calls  known  price'

function rowOf(plan: Plan | Error): string {
  if (plan instanceof Error) return onOneLine(plan.message)
  const known = plan.calls.filter((call) => call.known).length
  const cells = [plan.calls.length, plan.calls.length - known, known].map(String)
  return [...cells.map((cell, index) => cell.padStart([7, 5, 5][index]!)), dollars(plan.usd)].join('  ')
}

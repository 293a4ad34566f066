import { dirname } from 'node:path'
import { PaintoutError } from '@paintout/core'
import { dollars, findDirectory, type Outputs, openCache, openOutputs } from '@paintout/store'
import pMap from 'p-map'
import { counted } from '../counted.ts'
import { type MaskSource, masksOf } from '../masks.ts'
import { announcePaying, payerOf } from '../paying.ts'
import { createPipeline, type Pipeline } from '../pipeline.ts'
import { requestOf } from '../read-job.ts'
import { openReport, type ReportFile } from '../report/report-file.ts'
import { type Shell, writeStdout } from '../shell.ts'
import { type BatchFlags, defaultJobs } from './batch-flags.ts'
import { createDisplay, type Display, hidden, onOneLine } from './display.ts'
import { describePlan, type PlanTotals, planAll, printPlan, sumOf } from './dry-run.ts'
import { failureTable } from './failure-table.ts'
import { findPhotos } from './find-photos.ts'
import { count, countCalls, createTotals, doneOf, type Outcome, type Totals } from './outcome.ts'
import { outputKeyOf, settingsOf } from './output-key.ts'
import { type PlacedPhoto, placeOutputs, prepareFolder } from './place-outputs.ts'
import { shardOf, takeShard } from './shard.ts'
import { summarizeBatch } from './summary.ts'

const interruptedLine = 'Interrupted: what is under way is finished and kept. Ctrl-C again ends at once.'

/** Failures that are told one by one. */
const mostFailures = 50

/**
 * `paintout photos/ --out-dir clean`: every photo, several at once. One that fails does not stop the others.
 * @throws `batch-failed` at the end when photos failed; `aborted` after Ctrl-C
 */
export async function runBatch(words: readonly string[], flags: BatchFlags, shell: Shell): Promise<void> {
  const photos = await photosOf(words, flags, shell)
  const pipeline = await createPipeline(flags)
  try {
    if (flags.dryRun) return await printPlan(pipeline, photos, flags, shell)
    const totals = createTotals(photos.length)
    const isSilent = flags.quiet || flags.json
    const display = isSilent ? hidden : createDisplay(shell, totals)
    const report = flags.report ? await openReport(flags.report, promptOf(flags)) : undefined
    const failures: { photo: string; error: unknown }[] = []
    const batch: Batch = { pipeline, flags, shell, display, totals, failures, report, ...remembering(flags) }
    try {
      if (hasBudget(flags)) {
        batch.plan = sumOf(await planAll(pipeline, photos, flags, shell))
        display.say(describePlan(batch.plan))
      }
      countCalls(totals, pipeline.hooks)
      listen(pipeline, display, payerOf(flags, shell))
      shell.signal.addEventListener('abort', () => display.say(interruptedLine), { once: true })
      await pMap(photos, (photo) => cleanOne(batch, photo), { concurrency: flags.jobs ?? defaultJobs() })
    } finally {
      display.close()
      await report?.close(totals)
      await batch.outputs?.close()
    }
    if (flags.json) await writeStdout(shell, `${JSON.stringify(totals)}\n`)
    if (!isSilent) shell.stderr.write(`${summarizeBatch(totals)}\n`)
    if (failures.length > 0 && !isSilent) shell.stderr.write(`${failureTable(failures, mostFailures)}\n`)
    if (batch.plan && !isSilent && failures.some(isOverBudget)) shell.stderr.write(`${restOf(batch.plan, totals)}\n`)
    finish(totals, shell)
  } finally {
    await pipeline.close()
  }
}

/** A run that is held to a budget says what it would cost before it spends. */
function hasBudget({ budgetImages, budgetUsd }: BatchFlags): boolean {
  return budgetImages !== undefined || budgetUsd !== undefined
}

async function photosOf(
  words: readonly string[],
  { outDir, maskSuffix, mask, shard }: BatchFlags,
  { env }: Shell,
): Promise<readonly PlacedPhoto[]> {
  if (outDir === undefined) {
    throw new PaintoutError(
      'invalid-option',
      'Expected a folder for several outputs, got none. Name one: `--out-dir clean`.',
    )
  }
  const all = await placeOutputs(await findPhotos(words, maskSuffix, outDir), outDir, mask)
  const part = shard ?? shardOf(env)
  return part ? takeShard(all, part) : all
}

interface Batch {
  readonly pipeline: Pipeline
  readonly flags: BatchFlags
  readonly shell: Shell
  readonly display: Display
  readonly totals: Totals
  readonly failures: { photo: string; error: unknown }[]
  readonly report: ReportFile | undefined
  /** Absent without a store. */
  readonly outputs: Outputs | undefined
  readonly settings: ReturnType<typeof settingsOf>
  /** Made where a budget was given. */
  plan?: PlanTotals
}

function remembering(flags: BatchFlags): Pick<Batch, 'outputs' | 'settings'> {
  const directory = typeof flags.store === 'string' ? flags.store : findDirectory()
  return {
    outputs: flags.store === false ? undefined : openOutputs(openCache(directory)),
    settings: settingsOf(flags),
  }
}

function listen({ hooks }: Pipeline, display: Display, payer: string | undefined): void {
  hooks.progress.tap('paintout', announcePaying(display.say, payer))
  hooks.progress.tap('paintout', display.update)
  hooks.warn.tap('paintout', ({ code, message }) => {
    if (code === 'store-damaged') display.say(onOneLine(`Warning (${code}): ${message}`))
  })
}

/** After Ctrl-C no photo is begun; those under way end, and what they pay for is kept. */
async function cleanOne(batch: Batch, photo: PlacedPhoto): Promise<void> {
  const { shell, display, totals, failures, report } = batch
  if (shell.signal.aborted) return
  display.start(photo.path)
  const outcome = await tryOne(batch, photo).catch((error): Outcome => ({ status: 'failed', error }))
  count(totals, outcome)
  if (outcome.status === 'failed') {
    failures.push({ photo: photo.path, error: outcome.error })
    const isTold = isOverBudget({ error: outcome.error }) && failures.filter(isOverBudget).length > 1
    if (!isTold) display.say(onOneLine(`${photo.path}: ${messageOf(outcome.error)}`))
  }
  await report?.add(photo, outcome)
  display.finish(photo.path, totals)
}

async function tryOne(batch: Batch, photo: PlacedPhoto): Promise<Outcome> {
  const { flags, shell, outputs, settings, report } = batch
  const masks = await masksOf(photo.path, flags, shell, flags.maskSuffix)
  const key = outputs && (await outputKeyOf(photo.path, photo.output, masks, settings))
  // A report with pictures shows the mask, which only the work itself knows.
  const restored = key && !report?.hasPictures ? await outputs.restore(key, photo.output) : undefined
  if (restored) {
    const status = restored.isCopied ? 'copied' : 'kept'
    return { status, report: restored.facts as Extract<Outcome, { status: 'kept' }>['report'] }
  }
  return makeOne(batch, photo, masks, key)
}

async function makeOne(
  { pipeline, flags, outputs, report }: Batch,
  { path, output }: PlacedPhoto,
  masks: readonly MaskSource[],
  key: string | undefined,
): Promise<Outcome> {
  await prepareFolder(dirname(output))
  const result = await pipeline.process(path, requestOf(flags, masks))
  await result.toFile(output)
  await report?.look(path, path, output, result)
  if (key) await outputs?.remember(key, output, result.report)
  return { status: 'made', report: result.report }
}

function finish(totals: Totals, { signal }: Shell): void {
  const done = doneOf(totals)
  if (signal.aborted && done < totals.photos) {
    throw new PaintoutError(
      'aborted',
      `Interrupted: ${done} of ${totals.photos} photos are done, and what was paid for is kept. Run the same command again to go on.`,
    )
  }
  if (totals.failed === 0) return
  throw new PaintoutError(
    'batch-failed',
    `Expected ${totals.photos} photos, got ${totals.photos - totals.failed}: ${totals.failed} failed. Run the same command again: it does what is missing.`,
  )
}

function promptOf(flags: BatchFlags): string {
  return requestOf(flags, []).prompt ?? ''
}

function isOverBudget({ error }: { readonly error: unknown }): boolean {
  return PaintoutError.is(error) && error.code === 'over-budget'
}

/** What the budget left undone. */
function restOf(plan: PlanTotals, { calls, usd }: Totals): string {
  const left = `${counted(Math.max(0, plan.calls - calls), 'call')} left, which would cost ${dollars(Math.max(0, plan.usd - usd))}`
  return `The budget is used up: ${counted(calls, 'call')} made for ${dollars(usd)}; ${left}.`
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error)
}

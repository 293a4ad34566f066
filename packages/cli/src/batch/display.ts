import type { Progress } from '@paintout/core'
import { dollars } from '@paintout/store'
import { createLogUpdate } from 'log-update'
import { counted } from '../counted.ts'
import type { Shell } from '../shell.ts'
import { doneOf, type Totals } from './outcome.ts'

/** What a person sees of a batch. */
export interface Display {
  start(photo: string): void
  update(event: Progress): void
  finish(photo: string, totals: Totals): void
  /** A line that stays. */
  say(line: string): void
  close(): void
}

/** Nobody looks. */
export const hidden: Display = { start() {}, update() {}, finish() {}, say() {}, close() {} }

/** On a terminal a picture of what is under way; elsewhere a quiet line at each tenth. */
export function createDisplay(shell: Shell, totals: Totals): Display {
  const { stderr, env } = shell
  return stderr.isTTY && !env.CI ? liveDisplay(shell, totals) : quietDisplay(shell, totals)
}

function quietDisplay({ stderr }: Shell, totals: Totals): Display {
  let said = 0
  return {
    ...hidden,
    finish() {
      const tenth = Math.floor((10 * doneOf(totals)) / totals.photos)
      if (tenth <= said) return
      said = tenth
      stderr.write(`${overall(totals)}\n`)
    },
    say(line) {
      stderr.write(`${line}\n`)
    },
  }
}

/** Milliseconds between two pictures: faster than this nobody reads. */
const interval = 100
/** More photos than this are under way on large machines only. */
const mostLines = 8

function liveDisplay({ stderr }: Shell, totals: Totals): Display {
  const render = createLogUpdate(stderr)
  const started = performance.now()
  const underway = new Map<string, number[]>()
  let drawn = 0

  function draw(isForced = false): void {
    const now = performance.now()
    if (!isForced && now - drawn < interval) return
    drawn = now
    const lines = [...underway].slice(0, mostLines).map(([photo, shares]) => lineOf(photo, shares, stderr.columns))
    if (underway.size > mostLines) lines.push(`… and ${underway.size - mostLines} more`)
    render([...lines, `${overall(totals)}${timeLeft(totals, now - started)}`].join('\n'))
  }

  return {
    start(photo) {
      underway.set(photo, [])
      draw()
    },
    update(event) {
      const shares = underway.get(event.name)
      if (!shares) return
      if (event.type === 'planned') shares.splice(0, shares.length, ...new Array<number>(event.regions).fill(0))
      else if (event.type === 'working') shares[event.region] = event.share
      else if (event.type === 'answered' || event.type === 'known') shares[event.region] = 1
      draw()
    },
    finish(photo) {
      underway.delete(photo)
      draw(true)
    },
    say(line) {
      render.clear()
      stderr.write(`${line}\n`)
      draw(true)
    },
    close() {
      render.clear()
      render.done()
    },
  }
}

const barWidth = 16

function bar(share: number): string {
  const full = Math.floor(share * barWidth)
  return '█'.repeat(full) + '░'.repeat(barWidth - full)
}

function lineOf(photo: string, shares: readonly number[], columns: number): string {
  const share = shares.reduce((sum, each) => sum + each, 0) / Math.max(1, shares.length)
  return `${bar(share)} ${printable(photo)}`.slice(0, columns - 1)
}

function overall(totals: Totals): string {
  const { photos, calls, usd, failed } = totals
  const done = doneOf(totals)
  const facts = [
    `${done} of ${photos} photos`,
    ...(calls > 0 ? [counted(calls, 'call')] : []),
    ...(usd > 0 ? [dollars(usd)] : []),
    ...(failed > 0 ? [`${failed} failed`] : []),
  ]
  return `${bar(done / photos)} ${facts.join(' · ')}`
}

/** From what was made in this run: photos that were ready say nothing of the others. */
export function timeLeft(totals: Totals, milliseconds: number): string {
  const worked = totals.made + totals.failed
  if (worked === 0) return ''
  const seconds = (milliseconds / 1000 / worked) * (totals.photos - doneOf(totals))
  if (seconds < 1) return ''
  return seconds < 90 ? ` · ${Math.ceil(seconds)} s left` : ` · ${Math.ceil(seconds / 60)} min left`
}

/** A file's name, or what a model said, cannot move the cursor. */
export function printable(text: string): string {
  return text.replace(/\p{Cc}/gu, '�')
}

/** A message of others may have several lines: none of them can pass as one of ours. */
export function onOneLine(message: string): string {
  return printable(message.replace(/\s*\r?\n\s*/g, ' '))
}

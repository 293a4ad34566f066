import { clearLine, cursorTo } from 'node:readline'
import type { Progress } from '@paintout/core'
import { counted } from './counted.ts'
import type { Shell } from './shell.ts'

/** One line on a terminal, written again and again. */
export interface ProgressLine {
  update(event: Progress): void
  /** Takes the line away, so that what is printed next starts on a clean one. */
  clear(): void
}

/** A line that nobody sees. */
export const silent: ProgressLine = { update() {}, clear() {} }

/** Silent where nobody watches: no terminal, or continuous integration. */
export function createProgressLine({ stderr, env }: Shell): ProgressLine {
  if (!stderr.isTTY || env.CI) return silent
  const shares: number[] = []
  let engine = ''
  let shown = ''

  function clear(): void {
    if (!shown) return
    cursorTo(stderr, 0)
    clearLine(stderr, 0)
    shown = ''
  }

  function show(name: string): void {
    const text = line(name, engine, shares, stderr.columns)
    if (text === shown) return
    clear()
    stderr.write(text)
    shown = text
  }

  return {
    update(event) {
      if (event.type === 'planned') {
        engine = event.engine
        shares.splice(0, shares.length, ...new Array<number>(event.regions).fill(0))
      } else if (event.type === 'working') {
        shares[event.region] = event.share
      } else if (event.type === 'answered' || event.type === 'known') {
        shares[event.region] = 1
      } else if (event.type === 'done' || event.type === 'failed') {
        return clear()
      }
      show(event.name)
    },
    clear,
  }
}

const barWidth = 16

function line(name: string, engine: string, shares: readonly number[], columns: number): string {
  const share = shares.reduce((sum, each) => sum + each, 0) / Math.max(1, shares.length)
  const full = Math.round(share * barWidth)
  const bar = '█'.repeat(full) + '░'.repeat(barWidth - full)
  const regions = counted(shares.length, 'region')
  return `${bar} ${Math.round(share * 100)} %  ${name} · ${engine} · ${regions}`.slice(0, columns - 1)
}

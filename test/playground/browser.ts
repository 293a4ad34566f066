import { existsSync } from 'node:fs'
import { readFile } from 'node:fs/promises'
import { type Browser, chromium, type Page } from 'playwright-core'
import { blocks, object, size } from './pictures.ts'

const executablePath = process.env.CHROMIUM ?? '/usr/bin/chromium'

const flags = [
  '--headless',
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
]

let browser: Promise<Browser> | undefined

/** A page of a real Chromium that reaches nothing but loopback, and files where `files` says so. */
export async function openPage(files?: 'file:'): Promise<Page> {
  if (!existsSync(executablePath)) {
    throw new Error(`Expected Chromium at ${executablePath}, got none. \`apt-get install chromium\`, or set CHROMIUM.`)
  }
  browser ??= chromium.launch({ executablePath, args: flags })
  const page = await (await browser).newPage()
  await page.route('**', (route) => {
    const url = route.request().url()
    const isNear = /^(?:data:|blob:|https?:\/\/(?:localhost|127\.0\.0\.1)[:/])/.test(url)
    return isNear || (files && url.startsWith(files)) ? route.continue() : route.abort()
  })
  return page
}

export async function closeBrowser(): Promise<void> {
  await (await browser)?.close()
  browser = undefined
}

export interface Picture {
  readonly url: string
  readonly number: number
  readonly hasObject: boolean
}

/** Loads every picture that the page names anywhere, and looks at its samples there. */
export async function lookAround(page: Page): Promise<readonly Picture[]> {
  const script = await readFile(new URL('look-around.js', import.meta.url), 'utf8')
  await page.evaluate(script)
  return page.evaluate(`lookAround(${JSON.stringify({ blocks, object, size })})`)
}

import type { Progress } from '@paintout/core'
import { dollars } from '@paintout/store'

/** Says once, right before the first call that costs money, what a picture costs and who makes it. */
export function announcePaying(say: (line: string) => void): (event: Progress) => void {
  const planned = new Map<string, Extract<Progress, { type: 'planned' }>>()
  let isSaid = false
  return (event) => {
    if (isSaid) return
    if (event.type === 'planned' && event.images > 0) planned.set(event.name, event)
    const paying = event.type === 'sent' ? planned.get(event.name) : undefined
    if (!paying) return
    isSaid = true
    planned.clear()
    const { engine, images, usd, name } = paying
    say(`Paying ${dollars(usd / images)} a picture by ${engine}: ${images} for ${name}, ${dollars(usd)}`)
  }
}

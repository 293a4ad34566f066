import { PaintoutError, type Plugin, plugin, type Setup } from '@paintout/core'
import { type BudgetOptions, budgetSchema } from './budget-options.ts'

/** Sums of prices are not exact. */
const tolerance = 1e-9

/**
 * Holds a run, one frozen processor, to a number of pictures and of dollars. A call that would pass either is not made;
 * a call that was made counts, whatever came of it.
 */
export const budget: Plugin<BudgetOptions | undefined> = plugin(function budget(
  this: Setup,
  options: BudgetOptions | undefined,
) {
  const { images: mostImages = Number.POSITIVE_INFINITY, usd: mostUsd = Number.POSITIVE_INFINITY } = options ?? {}
  const planned = { images: 0, usd: 0 }
  const spent = { images: 0, usd: 0 }

  this.hooks.progress.tap('budget', (event) => {
    if (event.type !== 'planned') return
    planned.images += event.images
    planned.usd += event.usd
  })
  this.hooks.spend.tap('budget', ({ job, images, usd }) => {
    if (spent.images + images > mostImages || spent.usd + usd > mostUsd + tolerance) {
      const left = Math.max(images, planned.images - spent.images)
      const cost = Math.max(usd, planned.usd - spent.usd)
      throw new PaintoutError(
        'over-budget',
        `Expected the fill of ${job.name} to fit a budget of ${describeLimit(mostImages, mostUsd)}, got ${countOf(images)} more for ${dollars(usd)}. Asked for: ${countOf(spent.images)} for ${dollars(spent.usd)}. Left: ${countOf(left)}, which would cost ${dollars(cost)}. Raise the budget, and run again: what was paid for is known.`,
        { by: 'budget' },
      )
    }
    spent.images += images
    spent.usd += usd
  })
  return undefined
}, budgetSchema)

function describeLimit(images: number, usd: number): string {
  const limits = [Number.isFinite(images) ? countOf(images) : '', Number.isFinite(usd) ? dollars(usd) : '']
  return limits.filter(Boolean).join(' and ')
}

function countOf(images: number): string {
  return `${images} ${images === 1 ? 'picture' : 'pictures'}`
}

/** To a hundredth of a cent, which prices of pictures have. */
export function dollars(usd: number): string {
  return `$${usd.toFixed(4).replace(/(\.\d\d)0{1,2}$/, '$1')}`
}

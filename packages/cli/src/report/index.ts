/** What says to a person what was done, for other faces: `paintout/report`. */
export { count, countCallsOf, createTotals, type Outcome, type Totals } from '../batch/outcome.ts'
export { announcePaying } from '../paying.ts'
export { cardOf, type Seen, type Shown } from './card.ts'
export { pageHead, pageTail } from './html-page.ts'
export { measureSeam } from './seam.ts'
export { makeThumbnails, type Thumbnails } from './thumbnails.ts'

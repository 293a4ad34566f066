import type { Job } from '../job.ts'
import type { Mask } from '../pixels.ts'
import { describeMask } from './inspect.ts'
import { tightRim } from './tight.ts'

/** Over this share of the photo an engine has to invent a picture rather than to continue one. */
const largeShare = 0.25

/** Says what a person would want to know before an engine is asked. */
export function warnAboutMask(job: Job, mask: Mask): void {
  const { share, borders, looksInverted } = describeMask(mask)
  const percent = `${Math.round(share * 100)} %`
  if (!job.request.prompt && (share > largeShare || borders.length >= 2)) {
    const why = share > largeShare ? `covers ${percent} of the photo` : `touches its ${borders.join(' and ')} border`
    const wayOut = looksInverted
      ? 'It looks inverted: set `maskInvert` if white is what should stay.'
      : 'Say with `prompt` what should be there, or mask less.'
    job.warn('large-area', `The mask of ${job.name} ${why}: little is left to continue from. ${wayOut}`)
  }
  const rim = tightRim(job.image, mask)
  if (rim.tight) {
    job.warn(
      'tight-mask',
      `Strong edges of ${job.name} run along ${Math.round(rim.share * 100)} % of the mask's rim: the fringe of the object would be painted again. Raise \`dilate\` by about ${rim.suggestion} px.`,
    )
  }
}

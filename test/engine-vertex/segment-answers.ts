import type { MisbehaviourName } from '@paintout/emulator'

/** What text models do wrong that does no harm. */
export const answersTakenWell = ['fenced-json', 'wordy-json', 'unknown-fields'] as const

const boxesOrOther = 'Ask for boxes alone with `outline: false`, or another `model`.'
/** The misbehaviour, the code and the sentence; each is one call. */
export const answersThatFail: readonly (readonly [MisbehaviourName, string, string | RegExp])[] = [
  [
    'seg-tokens',
    'invalid-answer',
    `Expected a mask of "boat" as outline or PNG, got tokens (<seg_12><seg_7><seg_99>…) from \`gemini-3.5-flash\`, which nobody can read. ${boxesOrOther}`,
  ],
  [
    'truncated-json',
    'invalid-answer',
    /^Expected JSON from `gemini-3\.5-flash`, got some that breaks off: "\[\{"label":"object 1".*", which was as long as it may be\. Ask for boxes alone with `outline: false`, or another `model`\.$/,
  ],
  [
    'boxes-out-of-range',
    'invalid-answer',
    /^Expected `box_2d` of "object 1" as \[y0, x0, y1, x1\] from 0 to 1000, got \[6\d+,1\d+,8\d+,3\d+\] from `gemini-3\.5-flash`\. Ask another `model`, or give a mask\.$/,
  ],
  [
    'broken-mask',
    'invalid-answer',
    `Expected a PNG as the mask of "object 1", got 20 bytes from \`gemini-3.5-flash\` that are none. ${boxesOrOther}`,
  ],
  [
    'nothing-found',
    'mask-not-found',
    `Expected to find the target in the input, got a mask of 0 % from \`vertex/gemini-3.5-flash\`, which is too little for an object. Give a mask, or say the target otherwise.`,
  ],
  [
    'refusal-in-words',
    'refused',
    'Expected JSON from `gemini-3.5-flash`, got words: "I am sorry, but I cannot edit this photograph". Say the target otherwise, or give a mask.',
  ],
  [
    'blocked-prompt',
    'refused',
    'Expected an answer from `gemini-3.5-flash`, got a blocked prompt (PROHIBITED_CONTENT): "The prompt is blocked". Use another photo, prompt or `safetySettings`.',
  ],
  [
    'too-long',
    'invalid-answer',
    'Expected an answer from `gemini-3.5-flash`, got none (MAX_TOKENS). Ask again, or another `model`.',
  ],
  [
    'retired',
    'model-retired',
    'Expected `gemini-3.5-flash` to answer, got 404 NOT_FOUND "Image editing failed with the following error: gemini-3.5-flash is unavailable". Choose a model that Google serves today.',
  ],
]

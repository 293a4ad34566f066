/**
 * What Imagen's support codes stand for, and whether the input or the output was refused.
 * From Google's page on responsible AI for Imagen; codes that are not listed are shown as they are.
 */
const reasons: readonly (readonly [word: string, input: readonly number[], output: readonly number[]])[] = [
  ['child', [58061214], [17301594]],
  ['celebrity', [29310472], [15236754]],
  ['celebrity or child', [64151117], []],
  ['dangerous', [62263041], []],
  ['hate', [57734940], [22137204]],
  ['other', [42876398], [29578790, 74803281]],
  ['face', [], [39322892]],
  ['personal data', [92201652], []],
  ['prohibited', [89371032], [49114662, 72817394]],
  ['sexual', [90789179], [63429089, 43188360]],
  ['third-party content', [35561574], [35561575]],
  ['toxic', [78610348], []],
  ['violence', [61493863], [56562880]],
  ['vulgar', [32635315], []],
]

const words = new Map(reasons.flatMap(([word, input, output]) => [...input, ...output].map((code) => [code, word])))

/** The reasons that a message of the service names by number, each once and in words. */
export function supportReasons(message: string): readonly string[] {
  const [, list = ''] = /support codes?:?\s*([\d\s,;]+)/i.exec(message) ?? []
  const codes = list.match(/\d{6,}/g) ?? []
  return [...new Set(codes.map((code) => words.get(Number(code)) ?? `support code ${code}`))]
}

import {
  defaultModel,
  defaultTextModel,
  factsRead,
  knownModels,
  knownTextModels,
  type Model,
  modelOf,
  textModelOf,
} from '@paintout/engine-vertex'

/** The page of the models, made from the table that the engine works by. */
export function modelsPage(): string {
  const page = [
    '# Models on Vertex AI',
    `Made from the table that the engine works by (\`pnpm run docs\`). The facts were read on ${factsRead}; prices are US dollars for an image made, from public price lists. What a model blocks is not charged. Any other id works as its family does: \`gemini-…\`, \`imagen-…\`, \`imagegeneration@…\`; where no price is known, the dearest of its family counts until \`usdPerImage\` says better.`,
    table([
      ['model', 'mask', 'price at 1K', '2K', '4K', 'where', 'requests a minute', ''],
      ...knownModels.map((id) => rowOf(modelOf(id))),
    ]),
    '## Sizes',
    'Imagen takes a region of up to 1024 × 1024 pixels in any shape. Gemini answers in these sizes only, and a region is shaped to one of them; at 2K and 4K both sides are twice and four times as long (`imageSize`).',
    table([
      ['models', 'at 1K'],
      ['gemini-2.5', sizesOf('gemini-2.5-flash-image')],
      ['later', sizesOf(defaultModel)],
    ]),
    '## Who finds the object',
    'Gemini models of text, for `vertexSegment` and `--segment`. They are charged by tokens: the price is an estimate for one photo, 1500 tokens in and 1000 out, and `usdPerImage` says another. Any other id that begins with `gemini-` works too, at the price of the default.',
    table([
      ['model', 'about, a photo', 'where', 'requests a minute', ''],
      ...knownTextModels.map((id) => {
        const { usdPerImage, location, requestsPerMinute, end } = textModelOf(id)
        const note = id === defaultTextModel ? 'the default' : end ? `end: ${end}` : ''
        return [`\`${id}\``, String(usdPerImage['1K']), location, String(requestsPerMinute), note]
      }),
    ]),
  ]
  return `${page.join('\n\n')}\n`
}

function rowOf({ id, family, usdPerImage, location, requestsPerMinute, end }: Model): string[] {
  const isGemini = family === 'gemini'
  const price = (tier: keyof typeof usdPerImage) => (isGemini || tier === '1K' ? String(usdPerImage[tier]) : '')
  const note = id === defaultModel ? 'the default' : end ? `end: ${end}` : ''
  const mask = isGemini ? 'shown in the picture' : 'taken'
  return [`\`${id}\``, mask, price('1K'), price('2K'), price('4K'), location, String(requestsPerMinute), note]
}

function sizesOf(id: string): string {
  return modelOf(id)
    .sizes!['1K'].map(([width, height]) => `${width} × ${height}`)
    .join(', ')
}

function table([head = [], ...body]: readonly (readonly string[])[]): string {
  return [head, head.map(() => '---'), ...body].map((cells) => `| ${cells.join(' | ')} |`).join('\n')
}

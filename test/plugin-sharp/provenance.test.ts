import assert from 'node:assert/strict'
import { type Engine, paintout, plugin, removal } from '@paintout/core'
import { codec, type FormatName, formats } from '@paintout/plugin-sharp'
import sharp from 'sharp'
import { compositeWithGenerated, markGenerated } from '../../packages/plugin-sharp/src/metadata/provenance.ts'
import { plainEngine } from '../fixtures/engines.ts'
import { noise } from '../fixtures/noise.ts'

function processorFor(generative: boolean, options: { readonly provenance?: boolean } = {}) {
  const engine: Engine = plainEngine()
  const using = plugin(function using() {
    this.engine({ ...engine, limits: { ...engine.limits, generative } })
    return undefined
  })
  return paintout()
    .use(codec, options)
    .use(using)
    .use(removal({ dilate: 0 }))
    .freeze()
}

const job = { mask: { rect: [4, 4, 8, 8] } } as const
const image = () => sharp(noise(40, 30, 3, 8).data, { raw: { width: 40, height: 30, channels: 3 } })

async function xmpOf(bytes: Buffer): Promise<string> {
  return (await sharp(bytes).metadata()).xmp?.toString() ?? ''
}

describe('provenance', () => {
  const names = Object.keys(formats) as FormatName[]
  const carriers = names.filter((name) => formats[name].carries.includes('xmp'))
  for (const format of carriers) {
    it(`is said in ${format}, beside what the user says`, async () => {
      const input = await image().withXmp(packet('dc:title="kept"')).jpeg().toBuffer()
      const result = await processorFor(true).process(input, job)
      const text = await xmpOf(await result.toBuffer({ format }))
      assert.match(text, new RegExp(`DigitalSourceType[^<>]*[>"]${compositeWithGenerated}`))
      assert.match(text, /dc:title="kept"/)
    })
  }

  it('is said where the input had no XMP, and where it was pixels', async () => {
    for (const input of [await image().png().toBuffer(), noise(40, 30, 3, 8)]) {
      const result = await processorFor(true).process(input, job)
      assert.match(await xmpOf(await result.toBuffer()), /compositeWithTrainedAlgorithmicMedia/)
    }
  })

  it('is a warning where the format holds no XMP', async () => {
    const format = names.find((name) => !carriers.includes(name))!
    const result = await processorFor(true).process(await image().png().toBuffer(), job)
    await result.toBuffer({ format })
    assert.deepEqual(
      result.report.warnings.filter(({ code }) => code === 'provenance-lost'),
      [
        {
          code: 'provenance-lost',
          message: `the ${format} bytes cannot say that parts of it were made by a generative model: ${format} files hold no XMP. Write another format, or say \`provenance: false\`.`,
        },
      ],
    )
  })

  it('is not said when nobody wants it, by the codec or for one file', async () => {
    const input = await image().png().toBuffer()
    const never = await processorFor(true, { provenance: false }).process(input, job)
    assert.equal(await xmpOf(await never.toBuffer()), '')
    const once = await processorFor(true).process(input, job)
    assert.equal(await xmpOf(await once.toBuffer({ provenance: false })), '')
  })

  it('is not said of an engine that invents nothing', async () => {
    const result = await processorFor(false).process(await image().png().toBuffer(), job)
    assert.equal(await xmpOf(await result.toBuffer()), '')
  })
})

describe('an XMP packet that is marked', () => {
  const earlier = 'http://cv.iptc.org/newscodes/digitalsourcetype/digitalCapture'
  const packets = {
    'an attribute': packet(`Iptc4xmpExt:DigitalSourceType="${earlier}" dc:title="kept"`),
    'an element': packet(
      'dc:title="kept"',
      `<Iptc4xmpExt:DigitalSourceType>${earlier}</Iptc4xmpExt:DigitalSourceType>`,
    ),
    'a resource': packet('dc:title="kept"', `<Iptc4xmpExt:DigitalSourceType rdf:resource="${earlier}"/>`),
    'another prefix': packet(`ext:DigitalSourceType='${earlier}' dc:title="kept"`).replace(
      'xmlns:Iptc4xmpExt',
      'xmlns:ext',
    ),
    'an empty RDF': packet('').replace(/<rdf:RDF([^>]*)>.*<\/rdf:RDF>/s, '<rdf:RDF$1 dc:title="kept"/>'),
  }
  for (const [name, before] of Object.entries(packets)) {
    it(`says one digital source type, and the rest as before: ${name}`, () => {
      const after = Buffer.from(markGenerated(Buffer.from(before))).toString()
      assert.doesNotMatch(after, /digitalCapture/)
      assert.equal(after.split(compositeWithGenerated).length, 2)
      assert.match(after, /dc:title="kept"/)
    })
  }

  it('is the same when it is marked twice', () => {
    const once = markGenerated(Buffer.from(packets['an element']))
    assert.deepEqual(Buffer.from(markGenerated(once)), Buffer.from(once))
  })

  it('is a packet of its own where there was none', () => {
    const text = Buffer.from(markGenerated(Buffer.from('not XMP'))).toString()
    assert.match(text, /^<\?xpacket begin="\ufeff" id="W5M0MpCehiHzreSzNTczkc9d"\?>\n<x:xmpmeta/)
    assert.equal(Buffer.from(markGenerated(undefined)).toString(), text)
  })
})

function packet(attributes: string, elements = ''): string {
  return `<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#"><rdf:Description rdf:about="" xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:Iptc4xmpExt="http://iptc.org/std/Iptc4xmpExt/2008-02-29/" ${attributes}>${elements}</rdf:Description></rdf:RDF></x:xmpmeta>`
}

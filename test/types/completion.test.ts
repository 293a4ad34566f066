import assert from 'node:assert/strict'
import { readFile } from 'node:fs/promises'
import { fileURLToPath } from 'node:url'
import { API, type Project } from 'typescript/unstable/async'

const file = fileURLToPath(new URL('chains.test-d.ts', import.meta.url))
const settings = fileURLToPath(new URL('tsconfig.json', import.meta.url))

describe('an editor', () => {
  let api: API
  let project: Project
  let text: string
  before(async () => {
    text = await readFile(file, 'utf8')
    api = new API()
    const snapshot = await api.updateSnapshot({ openProjects: [settings] })
    project = snapshot.getProject(settings)!
  })
  after(() => api.close())

  /** What is offered where `after` ends. */
  async function offeredAfter(after: string): Promise<readonly string[]> {
    const at = text.indexOf(after)
    assert.ok(at >= 0, after)
    const completions = await project.checker.getCompletionsAtPosition(file, at + after.length)
    return completions!.entries.map(({ name }) => name)
  }

  it('offers the removals beside all that sharp has, anywhere in a chain', async () => {
    for (const after of ["= sharp('in.jpg')\n  .", "dilate: '0.01w' })\n  .", 'resize(1200)\n  .']) {
      const offered = await offeredAfter(after)
      for (const method of ['removeByMask', 'removeByAutoMask', 'paintout', 'reports', 'resize', 'webp', 'pipe']) {
        assert.ok(offered.includes(method), `${method} after ${after}`)
      }
    }
  })

  it('offers the options of a removal', async () => {
    const offered = await offeredAfter("removeByMask({ mask: 'in.mask.png', ")
    for (const option of ['dilate', 'feather', 'prompt', 'seed', 'candidates', 'candidate', 'signal', 'deadline']) {
      assert.ok(offered.includes(option) || offered.includes(`${option}?`), option)
    }
    assert.ok(!offered.includes('target') && !offered.includes('target?'))
  })

  it('offers the targets that have a name', async () => {
    const offered = await offeredAfter("removeByAutoMask({ target: '")
    assert.deepEqual([...offered].sort(), ['background', 'foreground', 'person'])
  })
})

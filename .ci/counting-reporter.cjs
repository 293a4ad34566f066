const { appendFileSync } = require('node:fs')
const { Runner, reporters } = require('mocha')

/** mocha's own `spec`, which also writes "node major, passed, failed" to the file that `.ci/run` names. */
module.exports = class CountingReporter extends reporters.Spec {
  constructor(runner, options) {
    super(runner, options)
    runner.once(Runner.constants.EVENT_RUN_END, () => {
      const [major] = process.versions.node.split('.')
      appendFileSync(process.env.PAINTOUT_TEST_COUNTS, `${major} ${this.stats.passes} ${this.stats.failures}\n`)
    })
  }
}

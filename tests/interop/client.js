// SPDX-License-Identifier: MIT
// One call with the vendor's client: {defaults, data, options, extra} in, its answer out.
'use strict'

const QcloudApi = require('qcloudapi-sdk')

const told = JSON.parse(require('fs').readFileSync(0, 'utf8'))
new QcloudApi(told.defaults).request(told.data, told.options, (error, body) => {
  if (error) {
    process.stderr.write(String(error) + '\n')
    process.exitCode = 1
    return
  }
  process.stdout.write(JSON.stringify(body))
}, told.extra)

import { createServer, request as forward, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo, Socket } from 'node:net'
import { createSecureContext, TLSSocket } from 'node:tls'
import { generate } from 'selfsigned'

/**
 * A proxy that takes Google's hosts for itself and hands what comes over TLS to an emulator, so that credentials of the
 * machine can be tested as they are: their token endpoints are fixed. Only tests trust its certificate.
 */
export interface GoogleProxy {
  readonly url: string
  /** PEM, for `NODE_EXTRA_CA_CERTS`. */
  readonly certificate: string
  /** The hosts that were asked for, in order. */
  readonly hosts: readonly string[]
  close(): void
}

export async function startGoogleProxy(emulator: string): Promise<GoogleProxy> {
  const names = ['oauth2.googleapis.com', 'sts.googleapis.com', 'iamcredentials.googleapis.com']
  const { private: key, cert } = await generate([{ name: 'commonName', value: 'paintout tests' }], {
    keySize: 2048,
    extensions: [
      { name: 'basicConstraints', cA: true },
      { name: 'subjectAltName', altNames: names.map((value) => ({ type: 2, value })) },
    ],
  })
  const secureContext = createSecureContext({ key, cert })
  const hosts: string[] = []
  const inner = createServer((incoming, outgoing) => handOver(emulator, incoming, outgoing))
  const proxy = createServer()
  proxy.on('connect', ({ url = '' }: IncomingMessage, socket: Socket) => {
    hosts.push(url)
    socket.write('HTTP/1.1 200 Connection established\r\n\r\n')
    inner.emit('connection', new TLSSocket(socket, { isServer: true, secureContext }))
  })
  await new Promise<void>((resolve) => proxy.listen(0, '127.0.0.1', resolve))
  return {
    url: `http://127.0.0.1:${(proxy.address() as AddressInfo).port}`,
    certificate: cert,
    hosts,
    close() {
      proxy.close()
      proxy.closeAllConnections()
    },
  }
}

function handOver(emulator: string, incoming: IncomingMessage, outgoing: ServerResponse): void {
  const { method, headers, url = '/' } = incoming
  const request = forward(new URL(url, emulator), { method, headers }, (response) => {
    outgoing.writeHead(response.statusCode ?? 502, response.headers)
    response.pipe(outgoing)
  })
  incoming.pipe(request)
}

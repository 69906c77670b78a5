import { DefaultRestOptions, type RESTOptions } from 'discord.js'

/**
 * The SDK's own way of calling, with a form encoded beforehand. Its HTTP client uses the process's global dispatcher,
 * which a newer undici (Slack's Socket Mode brings one) may have replaced by one that refuses Node's own FormData:
 * https://github.com/nodejs/undici/blob/v8.12.4/lib/core/request.js
 */
export const makeRequest: RESTOptions['makeRequest'] = async (url, init) => {
  const { body } = init
  if (!(body instanceof FormData)) return DefaultRestOptions.makeRequest(url, init)
  const encoded = new Response(body)
  const headers = { ...init.headers, 'content-type': encoded.headers.get('content-type') ?? '' }
  return DefaultRestOptions.makeRequest(url, {
    ...init,
    headers,
    body: new Uint8Array(await encoded.arrayBuffer()),
  })
}

// The calls of one decision of the reader. They go to the cluster in which it was asked for, whatever page is shown later.
import { call } from './api.js';
import { serverNow } from './clock.js';
import { route } from './router.js';

/** cluster: where it was asked for. now: the time of the first press, so that a second press says the same. */
export function decision() {
  const { cluster } = route.get();
  let pressedAt = 0;
  const send = async (method, path, body, options) =>
    (await call(method, `clusters/${encodeURIComponent(cluster)}/${path}`, body, options)).body;
  return {
    cluster, isHere: () => route.get().cluster === cluster, now: () => (pressedAt ||= serverNow()),
    post: (path, body = {}, options) => send('POST', path, body, options),
    patch: (path, body, options) => send('PATCH', path, body, options),
    put: (path, body, options) => send('PUT', path, body, options),
  };
}

// The calls of one decision of the reader. They go to the cluster in which it was asked for, whatever page is shown later.
import { call } from './api.js';
import { serverNow } from './clock.js';
import { route } from './router.js';

const header = 'Idempotency-Key';

/** Pages of plain http have no crypto.randomUUID. */
const newKey = () => Array.from(crypto.getRandomValues(new Uint8Array(16)), (part) => part.toString(16).padStart(2, '0')).join('');

/**
 * A POST has the same key at each press, so that one whose answer was lost is not done twice. It has none with isKeyed: false.
 * cluster: where it was asked for. now: the time of the first press, so that a second press says the same. renew: what comes next is new.
 */
export function decision() {
  const { cluster } = route.get();
  let key = newKey();
  let pressedAt = 0;
  const renew = () => { [key, pressedAt] = [newKey(), 0]; };
  const send = async (method, path, body, options) =>
    (await call(method, `clusters/${encodeURIComponent(cluster)}/${path}`, body, options)).body;
  const post = async (path, body = {}, { isKeyed = true, more, ...options } = {}) => {
    try {
      return await send('POST', path, body, { ...options, more: isKeyed ? { [header]: key, ...more } : more });
    } catch (problem) {
      // The reader is told that the first press was heard; the next one is meant as another.
      if (problem.code === 'key-reused') renew();
      throw problem;
    }
  };
  return {
    cluster, post, renew, isHere: () => route.get().cluster === cluster, now: () => (pressedAt ||= serverNow()),
    patch: (path, body, options) => send('PATCH', path, body, options),
    put: (path, body, options) => send('PUT', path, body, options),
  };
}

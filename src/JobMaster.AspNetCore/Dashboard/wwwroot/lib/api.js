// Calls of the HTTP API. Everything the dashboard shows or does goes through here.
import { parse, print } from './json.js';
import { route } from './router.js';
import { value } from './value.js';
import { w } from './words.js';

const root = new URL('api/v1/', document.baseURI);
const keyName = 'jobmaster-key';
const longestCall = 30_000;

/** The time of the server's last good answer: a proxy before it answers too, with an error. */
export const answeredAt = value(0);

/** True when the API reports that nobody is signed in. */
export const isSignedOut = value(false);

export class Problem extends Error {
  constructor(status, code, detail, path, position) {
    super(detail);
    this.status = status;
    this.code = code;
    this.path = path;
    this.position = position;
  }
}

/** A key that the reader typed, kept for this tab only. */
export function setKey(key) {
  if (key) sessionStorage.setItem(keyName, key);
  else sessionStorage.removeItem(keyName);
}

export function headers(more = {}) {
  const key = sessionStorage.getItem(keyName);
  return key ? { Authorization: `Bearer ${key}`, ...more } : more;
}

export const urlOf = (path) => new URL(path, root);
export const clusterPath = (path) => `clusters/${encodeURIComponent(route.get().cluster)}${path ? `/${path}` : ''}`;

async function problemOf(response) {
  const text = await response.text();
  try {
    const body = JSON.parse(text);
    return new Problem(
      response.status, String(body.type ?? '').split(':').pop(), body.detail ?? body.title ?? text, body.path, body.position);
  } catch {
    return new Problem(response.status, 'unknown', `${response.status} ${response.statusText}`.trim());
  }
}

/** Returns the API's answer, or throws a Problem; status 0 means no answer. */
export async function call(method, path, body, { signal, more } = {}) {
  const limit = AbortSignal.timeout(longestCall);
  let response;
  try {
    response = await fetch(urlOf(path), {
      method, cache: 'no-store', redirect: 'error', signal: signal ? AbortSignal.any([signal, limit]) : limit,
      headers: headers({ ...(body === undefined ? {} : { 'Content-Type': 'application/json' }), ...more }),
      body: body === undefined ? undefined : print(body),
    });
  } catch (error) {
    if (signal?.aborted) throw error;
    throw new Problem(0, 'unreachable', w.unreachable);
  }

  if (!response.ok) {
    const problem = await problemOf(response);
    if (problem.status === 401) isSignedOut.set(true);
    throw problem;
  }

  answeredAt.set(Date.now());
  const text = await response.text();
  return { body: text === '' ? null : parse(text), tag: response.headers.get('ETag') };
}

export const get = async (path, options) => (await call('GET', path, undefined, options)).body;
export const post = async (path, body = {}, options) => (await call('POST', path, body, options)).body;

/** The same below the current cluster. */
export const getHere = (path, options) => get(clusterPath(path), options);
export const postHere = (path, body, options) => post(clusterPath(path), body, options);

export function queryOf(values) {
  const given = Object.entries(values).filter(([, one]) => one !== undefined && one !== null && one !== '');
  return given.length > 0 ? `?${new URLSearchParams(given)}` : '';
}

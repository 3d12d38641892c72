// The reader and their permissions. Buttons for refused actions are not drawn.
import { get, isSignedOut, setKey, urlOf } from './api.js';
import { setServerTime } from './clock.js';
import { route } from './router.js';
import { useValue, value } from './value.js';
import { w } from './words.js';

export const ownFiles = /\/assets\/([^/]+)\//.exec(import.meta.url)?.[1];
const askEvery = 60_000;

export const me = value(null);
export const meProblem = value(null);

/** True when the server's files differ from this page's: another version is being rolled out. */
export const isOutdated = value(false);

export async function ask() {
  const sentAt = Date.now();
  try {
    const answer = await get('me');
    setServerTime(Date.parse(answer.now), sentAt, Date.now());
    isOutdated.set(Boolean(answer.dashboard && ownFiles && answer.dashboard !== ownFiles));
    isSignedOut.set(false);
    meProblem.set(null);
    me.set(answer);
  } catch (problem) {
    meProblem.set(problem);
  }
}

export function keepAsking() {
  setInterval(() => {
    // The sign-in asks by itself; a page with data may be let in again, for one by another tab.
    if (document.visibilityState === 'visible' && (me.get() || !isSignedOut.get())) ask();
  }, askEvery);
}

export async function signIn(name, password) {
  const response = await fetch(urlOf('login'), {
    method: 'POST', headers: { 'Content-Type': 'application/json' }, body: JSON.stringify({ name, password }),
  }).catch(() => { throw new Error(w.unreachable); });
  if (!response.ok) {
    const body = await response.json().catch(() => ({}));
    throw new Error(body.detail ?? `${response.status} ${response.statusText}`);
  }

  // A key of this tab takes precedence over the session.
  setKey(null);
  await ask();
  if (meProblem.get()) throw meProblem.get();
}

/** Blanks around a key come from where it was copied. */
export async function useKey(given) {
  const key = given.trim();
  if (!/^jmk_[\x21-\x7e]+$/.test(key)) throw new Error(w.noKey);
  setKey(key);
  await ask();
  if (meProblem.get()) {
    setKey(null);
    throw meProblem.get();
  }
}

export async function signOut() {
  setKey(null);
  await fetch(urlOf('logout'), { method: 'POST' }).catch(() => null);
  location.reload();
}

export const clusterOf = (answer, id) => answer?.clusters.find((one) => one.id === id);

/** The reader's permissions in the current cluster. Only the mode of an archived cluster can change. */
export function useMay() {
  const answer = useValue(me);
  const { cluster } = useValue(route);
  return may(answer, clusterOf(answer, cluster)?.mode);
}

export function may(answer, mode) {
  const has = (permission) => answer?.permissions.includes(permission) ?? false;
  const isArchive = mode === 'Archive';
  const isWhole = answer ? !answer.isLimited : false;
  return {
    read: has('Read'), reveal: has('Reveal'), submit: has('Submit') && !isArchive, operate: has('Operate') && !isArchive,
    admin: has('Admin') && isWhole, whole: has('Read') && isWhole, operateWhole: has('Operate') && isWhole && !isArchive,
    readDefinitions: has('Read') || has('Submit'),
  };
}

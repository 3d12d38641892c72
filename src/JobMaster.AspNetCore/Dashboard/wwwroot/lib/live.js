// Live changes: one stream for all tabs of this browser. While it fails, the leading tab polls.
import { answeredAt, get, getHere, isSignedOut } from './api.js';
import { useEffect, useState } from './html.js';
import { parse } from './json.js';
import { stand } from './leader.js';
import { route } from './router.js';
import { ownFiles } from './session.js';
import { listen } from './stream.js';
import { useValue, value } from './value.js';

const firstWait = 1_000;
const longestWait = 30_000;
const pollEvery = 5_000;
const longestPoll = 30_000;
const streamAgain = 30_000;

/** A stream that ends sooner counts as one that failed. */
const shortestLife = 10_000;

// The time for other tabs to send their topics; a later tab restarts the stream.
const gathering = 50;
const mostJobs = 200;
const mostKept = 500;
const mostPolledJobs = 20;
const tab = `${Math.random()}`;

/** state: connecting, live, polling, offline, denied or paused; store: whether the server reaches its store; at: last sign of life. */
export const status = value({ state: 'connecting', at: 0, store: true });

const wanted = new Map();
const ofTabs = new Map();
const newest = new Map();
const followers = new Set();
let channel = null;
let leave = null;
let leading = null;
let lastId = '';
let wantTimer = 0;
let again = null;

export const live = { onEvent, reconnect, start, newest: (name) => newest.get(name) };

function onEvent(tell) {
  followers.add(tell);
  return () => followers.delete(tell);
}

/** Begins for the current cluster; called again for another one. Tabs of one caller and one version of these files share a stream. */
function start(caller) {
  stop();
  newest.clear();
  ofTabs.clear();
  lastId = '';
  open(`jobmaster ${ownFiles} ${new URL('.', document.baseURI).pathname} ${route.get().cluster} ${caller}`);
}

function open(name) {
  channel = new BroadcastChannel(name);
  channel.onmessage = ({ data }) => hear(data);
  addEventListener('pagehide', hide);
  document.addEventListener('visibilitychange', look);
  look();
}

/** The browser may keep the page that the reader leaves, and show it again as it was. */
function hide() {
  const { name } = channel;
  stop();
  again = () => open(name);
  addEventListener('pageshow', again, { once: true });
}

function stop() {
  removeEventListener('pagehide', hide);
  removeEventListener('pageshow', again);
  document.removeEventListener('visibilitychange', look);
  say({ kind: 'left' });
  leave?.();
  leave = null;
  leading = null;
  channel?.close();
  channel = null;
}

function look() {
  if (document.visibilityState === 'visible') {
    if (leave) return;
    setStatus({ state: 'connecting' });
    tellWanted();
    leave = stand(channel.name, lead);
  } else {
    say({ kind: 'left' });
    leave?.();
    leave = null;
    leading = null;
    setStatus({ state: 'paused' });
  }
}

function say(message) {
  channel?.postMessage({ tab, ...message });
}

function hear(message) {
  if (message.kind === 'wanted') {
    ofTabs.set(message.tab, message.topics);
    leading?.changed();
  } else if (message.kind === 'left') {
    ofTabs.delete(message.tab);
    leading?.changed();
  } else if (message.kind === 'leader') {
    tellWanted();
  } else if (message.kind === 'again') {
    leading?.again();
  } else if (document.visibilityState === 'visible' && !leading) {
    if (message.kind === 'status') status.set(message.status);
    else publish(message.name, message.data);
  }
}

/** Called when a page's own read works again: then there is no reason to wait longer. */
answeredAt.follow(() => {
  if (status.get().state === 'offline') reconnect();
});

function setStatus(next) {
  const now = { ...status.get(), ...next };
  status.set(now);
  if (leading) say({ kind: 'status', status: now });
}

function publish(name, data) {
  if (name === 'job') keep(data);
  else if (name !== 'reload') newest.set(name, { data, at: Date.now() });
  for (const tell of [...followers]) tell(name, data);
}

/** A page that is open for days sees many jobs; this removes the oldest. */
function keep(job) {
  newest.delete(`job:${job.id}`);
  newest.set(`job:${job.id}`, { data: job, at: Date.now() });
  const jobs = [...newest.keys()].filter((one) => one.startsWith('job:'));
  for (const one of jobs.slice(0, Math.max(0, jobs.length - mostKept))) newest.delete(one);
}

function spread(name, data) {
  publish(name, data);
  say({ kind: 'event', name, data });
}

function tellWanted() {
  const mine = [...wanted.values()].flat();
  ofTabs.set(tab, mine);
  say({ kind: 'wanted', topics: mine });
  leading?.changed();
}

/** The topics of all tabs, in the form of the query. */
function topicsNow() {
  const all = new Set([...ofTabs.values()].flat());
  const jobs = [...all].filter((one) => one.startsWith('job:')).map((one) => one.slice(4)).sort().slice(0, mostJobs);
  const whole = [...all].filter((one) => !one.startsWith('job:')).sort();
  return { whole, jobs, text: [...whole, ...(jobs.length > 0 ? [`jobs:${jobs.join(',')}`] : [])].join(',') };
}

function reconnect() {
  if (leading) leading.again();
  else say({ kind: 'again' });
}

/** The leading tab's loop. The signal ends it. */
async function lead(signal) {
  let turn = new AbortController();
  let topics = '';
  let failures = 0;
  let hasChanged = false;
  leading = {
    again() { failures = 0; turn.abort(); },
    changed() {
      clearTimeout(wantTimer);
      wantTimer = setTimeout(() => {
        // A new tab gets the known values at once.
        for (const [name, { data }] of newest) if (!name.includes(':')) say({ kind: 'event', name, data });
        say({ kind: 'status', status: status.get() });
        if (topicsNow().text !== topics) { hasChanged = true; turn.abort(); }
      }, 200);
    },
  };
  const me = leading;
  say({ kind: 'leader' });
  await pause(gathering, signal);
  let polledUntil = 0;
  while (!signal.aborted) {
    turn = new AbortController();
    const both = AbortSignal.any([signal, turn.signal]);
    topics = topicsNow().text;
    if (isSignedOut.get()) {
      setStatus({ state: 'denied' });
      await pause(longestWait, both);
      continue;
    }

    const canStream = topics !== '' && Date.now() >= polledUntil;
    const problem = canStream ? await stream(topics, both, hasChanged) : null;
    hasChanged = false;
    if (both.aborted) continue;
    if (problem?.status === 401 || problem?.status === 403) {
      setStatus({ state: 'denied' });
      await pause(longestWait, both);
      continue;
    }

    if (problem) {
      failures = problem.lived ? 1 : failures + 1;
      setStatus({ state: failures > 1 ? 'polling' : 'connecting' });
      if (failures < 3) {
        await pause(jitter(Math.min(longestWait, firstWait * 2 ** (failures - 1))), both);
        continue;
      }

      polledUntil = Date.now() + jitter(streamAgain);
    }

    const isRead = await poll(both);
    failures = isRead ? 3 : Math.min(failures + 1, 12);
    setStatus(isRead ? { state: 'polling', at: Date.now(), store: true } : { state: 'offline' });
    await pause(jitter(isRead ? pollEvery : Math.min(longestPoll, firstWait * 2 ** (failures - 3))), both);
    if (!isRead) polledUntil = 0;
  }

  if (leading === me) leading = null;
}

/** Returns why it ended; lived: whether it was open for a while. */
async function stream(topics, signal, isOther) {
  let openedAt = 0;
  const end = (problem) => ({ status: problem?.status ?? 0, lived: openedAt > 0 && Date.now() - openedAt >= shortestLife });
  if (isOther) lastId = '';
  try {
    await listen(topics, {
      signal, lastId,
      onLife() {
        openedAt ||= Date.now();
        setStatus({ state: 'live', at: Date.now() });
      },
      onEvent({ name, id, data }) {
        if (id) lastId = id;
        const found = parse(data);
        if (name === 'store') setStatus({ store: found.isReachable });
        else if (name !== 'closed') spread(name, found);
      },
    });
    return end();
  } catch (error) {
    return end(error);
  }
}

const reads = {
  overview: async (signal) => ({
    mode: (await getHere('', { signal })).mode, jobs: await getHere('jobs/states', { signal }),
  }),
  lanes: (signal) => getHere('lanes', { signal }),
  operations: async (signal) => {
    const [newest, paused] = await Promise.all(
      ['operations?limit=50', 'operations?state=Paused&limit=50'].map((path) => getHere(path, { signal })));
    const known = new Set(newest.operations.map((one) => one.id));
    return { operations: [...newest.operations, ...paused.operations.filter((one) => !known.has(one.id))] };
  },
  failures: (signal) => getHere('failures?limit=100', { signal }),
};

async function poll(signal) {
  const { whole, jobs } = topicsNow();
  try {
    if (whole.length + jobs.length === 0) await get('me', { signal });
    for (const topic of whole) spread(topic, await reads[topic](signal));
    for (const id of jobs.slice(0, mostPolledJobs)) {
      const job = await getHere(`jobs/${id}`, { signal }).catch((error) => (error.status === 404 ? null : Promise.reject(error)));
      spread(job ? 'job' : 'gone', job ?? { id });
    }

    return true;
  } catch {
    return false;
  }
}

const jitter = (wait) => wait * (0.75 + Math.random() * 0.5);

function pause(wait, signal) {
  return new Promise((resolve) => {
    if (signal.aborted) return resolve();
    const end = () => {
      clearTimeout(timer);
      signal.removeEventListener('abort', end);
      resolve();
    };
    const timer = setTimeout(end, wait);
    signal.addEventListener('abort', end);
    return undefined;
  });
}

/** Follows topics ('lanes', 'job:<id>') and draws on each change; returns the newest of each by its name. */
export function useLive(...topics) {
  const { cluster } = useValue(route);
  const [, draw] = useState(0);
  const key = topics.filter(Boolean).join();
  useEffect(() => {
    if (key === '') return undefined;
    const mine = {};
    const names = key.split(',');
    wanted.set(mine, names);
    tellWanted();
    const unfollow = onEvent((name, data) => {
      if (names.includes(name) || names.includes(`job:${data?.id}`)) draw((count) => count + 1);
    });
    return () => {
      unfollow();
      wanted.delete(mine);
      tellWanted();
    };
  }, [key, cluster]);
  return (name) => newest.get(name)?.data;
}

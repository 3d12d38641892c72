// The stream, the polling and the tabs, by a clock of the test's own and a browser that is pretended.
import assert from 'node:assert/strict';
import { after, beforeEach, test } from 'node:test';
import { copyOfModules, fakeClock, pretendBrowser } from './lib/modules.mjs';

pretendBrowser();
const clock = fakeClock();
const modules = copyOfModules();
after(modules.remove);
const { live, status } = await modules.load('lib/live.js');
const { stand } = await modules.load('lib/leader.js');

/** What the server does, and when it was asked for a stream and for anything else. */
const server = { stream: 'refuse', reads: 'answer', answer: () => ({}), streams: [], polls: [] };
globalThis.fetch = async (url, { signal }) => {
  const isStream = url.pathname.includes('/stream');
  (isStream ? server.streams : server.polls).push(clock.now());
  const does = isStream ? server.stream : server.reads;
  if (does === 'refuse') throw new TypeError('no answer');
  if (!isStream) return new Response(JSON.stringify(server.answer(url)));
  return new Response(new ReadableStream({
    start(body) {
      body.enqueue(new TextEncoder().encode(': open\n\n'));
      if (does === 'end') body.close();
      else signal.addEventListener('abort', () => body.error(signal.reason));
    },
  }));
};

/** A tab that only follows, and wants to hear of failures. */
function follow(version = '0123456789abcdef') {
  const tab = new BroadcastChannel(`jobmaster ${version} /jobmaster/ default ann`);
  tab.onmessage = ({ data }) => data.kind === 'leader' && tab.postMessage({ tab: version, kind: 'wanted', topics: ['failures'] });
}

follow();
beforeEach(() => Object.assign(server, { stream: 'refuse', reads: 'answer', streams: [], polls: [] }));

/** The pauses between the times, in seconds. */
const pauses = (times) => times.slice(1).map((at, place) => (at - times[place]) / 1000);
const isAbout = (found, seconds, slack = 0.3) =>
  assert.ok(found >= seconds * 0.75 - slack && found <= seconds * 1.25 + slack, `${found} for ${seconds}`);

test('a stream that fails is tried with growing pauses, then the tab polls and probes it every half minute', async () => {
  live.start('ann');
  await clock.pass(1_200);
  await clock.pass(4_000);
  const [first, second] = pauses(server.streams);
  isAbout(first, 1);
  isAbout(second, 2);
  assert.equal(server.streams.length, 3);
  assert.equal(status.get().state, 'polling');

  await clock.pass(30_000);
  pauses(server.polls).forEach((pause) => isAbout(pause, 5));
  assert.ok(server.polls.length >= 4, `${server.polls.length}`);
  assert.ok(new Set(pauses(server.polls).map((pause) => pause.toFixed(2))).size > 1, 'the pauses differ');
  await clock.pass(10_000);
  isAbout(pauses(server.streams)[2], 30, 6);

  server.stream = 'open';
  await clock.pass(45_000);
  assert.equal(status.get().state, 'live');
});

test('while nothing answers, the pauses grow to half a minute, and it is live by itself once the server is back', async () => {
  server.reads = 'refuse';
  live.start('ann');
  await clock.pass(200_000);
  assert.equal(status.get().state, 'offline');
  const found = pauses(server.polls);
  assert.ok(found[0] < 3, `${found[0]}`);
  assert.ok(found.every((pause) => pause <= 38), `${Math.max(...found)}`);
  isAbout(found.at(-1), 30);
  const tries = server.streams.length;
  assert.ok(tries < 20, `${tries} tries in 200 s`);

  Object.assign(server, { stream: 'open', reads: 'answer' });
  await clock.pass(40_000);
  assert.equal(status.get().state, 'live');
});

test('a hidden tab asks for nothing, and goes on when it is seen', async () => {
  server.stream = 'open';
  live.start('ann');
  await clock.pass(2_000);
  assert.equal(status.get().state, 'live');
  Object.assign(server, { streams: [], polls: [] });
  document.visibilityState = 'hidden';
  document.dispatchEvent(new Event('visibilitychange'));
  await clock.pass(120_000);
  assert.deepEqual([status.get().state, server.streams, server.polls], ['paused', [], []]);
  document.visibilityState = 'visible';
  document.dispatchEvent(new Event('visibilitychange'));
  await clock.pass(2_000);
  assert.deepEqual([status.get().state, server.streams.length], ['live', 1]);
});

test('tabs of another version of the dashboard have a stream of their own', async () => {
  server.stream = 'open';
  const newer = copyOfModules('fedcba9876543210');
  after(newer.remove);
  follow('fedcba9876543210');
  const other = await newer.load('lib/live.js');
  live.start('ann');
  other.live.start('ann');
  await clock.pass(2_000);
  assert.deepEqual([status.get().state, other.status.get().state, server.streams.length], ['live', 'live', 2]);
});

/** A tab that stands for the lead; says when it leads and when it ends. */
function tabOf(name) {
  const tab = { leads: false };
  tab.timers = clock.timersOf(() => {
    tab.leave = stand('a stream', (signal) => {
      tab.leads = true;
      signal.addEventListener('abort', () => { tab.leads = false; });
    });
  });
  return Object.assign(tab, { name });
}

test('a tab waits as long as the leader lives, and takes the lead from one that the browser has frozen', async () => {
  const [first, second, third] = [tabOf('first'), tabOf('second'), tabOf('third')];
  await clock.pass(300_000);
  assert.deepEqual([first.leads, second.leads, third.leads], [true, false, false]);

  clock.freeze(first.timers);
  await clock.pass(15_000);
  assert.equal(second.leads || third.leads, false);
  await clock.pass(20_000);
  assert.equal(first.leads, false);
  assert.equal(Number(second.leads) + Number(third.leads), 1);

  const [leader, other] = second.leads ? [second, third] : [third, second];
  await clock.pass(300_000);
  assert.deepEqual([leader.leads, other.leads], [true, false]);
  leader.leave();
  await clock.pass(1_000);
  assert.equal(Number(first.leads) + Number(other.leads), 1);
  for (const tab of [first, other]) tab.leave();
  await clock.pass(1_000);
  assert.deepEqual([first.leads, other.leads], [false, false]);
});

test('without Web Locks, one tab leads too, and a frozen one is forgotten', async () => {
  const { locks } = navigator;
  navigator.locks = undefined;
  const first = tabOf('first');
  await clock.pass(10);
  const second = tabOf('second');
  await clock.pass(10_000);
  assert.deepEqual([first.leads, second.leads], [true, false]);
  clock.freeze(first.timers);
  await clock.pass(5_000);
  assert.equal(second.leads, true);
  second.leave();
  first.leave();
  navigator.locks = locks;
});

test('a tab that polls finds the newest operations, and those of the older ones that are paused', async () => {
  const told = [];
  const tab = new BroadcastChannel('jobmaster 0123456789abcdef /jobmaster/ default ann');
  const want = (topics) => tab.postMessage({ tab: 'of operations', kind: 'wanted', topics });
  tab.onmessage = ({ data }) => data.name === 'operations' && told.push(data.data.operations.map((one) => one.id));
  server.answer = ({ searchParams }) => ({
    operations: (searchParams.get('state') === 'Paused' ? ['c', 'a'] : ['d', 'c']).map((id) => ({ id })),
  });
  live.start('ann');
  want(['operations']);
  await clock.pass(60_000);
  want([]);
  tab.close();
  assert.deepEqual(told.at(-1), ['d', 'c', 'a']);
});

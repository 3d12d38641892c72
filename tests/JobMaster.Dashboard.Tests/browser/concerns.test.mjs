// What the overview finds wrong, what a caller may do, and the words of the audit.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { after, test } from 'node:test';
import { copyOfModules, pretendBrowser, root } from './lib/modules.mjs';

pretendBrowser();
const modules = copyOfModules();
after(modules.remove);
const { concerns, isMuted, mostSchedules } = await modules.load('pages/concerns.js');
const { may } = await modules.load('lib/session.js');
const { w } = await modules.load('lib/words.js');

const now = Date.parse('2031-01-01T12:00:00Z');
const ago = (seconds) => new Date(now - seconds * 1000).toISOString();
const worker = (more) => ({ sessionId: 's1', name: 'mail', host: 'web-1', isLive: true, state: 'Active', lastBeatAt: ago(1), ...more });
const lane = (more) => ({ name: 'mail', ready: 0, workers: [worker()], ...more });
const group = (more) => ({ fingerprint: 'f1', title: 'It broke.', count: 7, lastAt: ago(60), ...more });
const by = { by: 'ann', reason: 'a flood' };

/** The names and texts of what is found; what is not given is well. */
const found = (given) => concerns({ lanes: { lanes: [lane()] }, failures: { groups: [] }, ...given }, now);
const texts = (given) => found(given).map((one) => `${one.level} ${one.name}: ${one.text}`);

test('nothing is wrong in a cluster that is well, and not before its parts are read', () => {
  assert.deepEqual(found({ alerts: { alerts: [] }, workers: { workers: [worker()] }, definitions: { definitions: [] }, schedules: [],
    paused: { schedules: [] }, operations: { operations: [] }, agents: { agents: [] } }), []);
  assert.deepEqual(found({}), []);
});

test('a group is failing while it grows and is not muted', () => {
  assert.deepEqual(texts({ failures: { groups: [group()] } }), ['bad Failing: It broke. · 7 failed, last 1 m ago']);
  assert.deepEqual(found({ failures: { groups: [group({ lastAt: ago(16 * 60) })] } }), []);
  assert.deepEqual(found({ failures: { groups: [group({ mutedUntil: ago(-60), mutedBelow: 70 })] } }), []);
  assert.equal(found({ failures: { groups: [group({ mutedUntil: ago(-60), mutedBelow: 7 })] } }).length, 1);
  assert.equal(found({ failures: { groups: [group({ mutedUntil: ago(1) })] } }).length, 1);
  assert.equal(isMuted(group({ mutedUntil: ago(-60) }), now), true);
});

test('a list of causes that is cut says so, once', () => {
  const groups = Array.from({ length: 1_000 }, (_, place) => group({ fingerprint: `f${place}`, lastAt: ago(86_400) }));
  assert.deepEqual(found({ failures: { groups } }).map((one) => [one.level, one.key]), [['warn', 'many causes']]);
  assert.deepEqual(found({ failures: { groups: groups.slice(1) } }), []);
});

test('a lane has no worker when jobs are ready and none that serves it takes jobs', () => {
  const workers = [worker({ isLive: false }), worker({ state: 'Cordoned' }), worker({ state: 'Stopped' })];
  assert.deepEqual(texts({ lanes: { lanes: [lane({ ready: 2, workers })] } }),
    ['bad No worker: Lane mail has 2 ready and no worker that takes jobs']);
  assert.deepEqual(found({ lanes: { lanes: [lane({ ready: 2, workers: [...workers, worker()] }), lane({ workers: [] })] } }), []);
  assert.deepEqual(found({ lanes: { lanes: [lane({ ready: 2, workers, pause: by })] } }).map((one) => one.level), ['note']);
});

test('the job that waits longest is a concern after five minutes', () => {
  const oldest = { id: 'j1', definitionId: 'send-mail', workerLane: 'mail', dueAt: ago(5 * 60) };
  assert.deepEqual(texts({ oldest }), ['warn Long wait: send-mail in mail has been ready for 5 m']);
  assert.deepEqual(found({ oldest: { ...oldest, dueAt: ago(5 * 60 - 1) } }), []);
});

test('a worker is silent by its heartbeat, and one that is held back is only named', () => {
  assert.deepEqual(texts({ workers: { workers: [worker({ isLive: false, lastBeatAt: ago(90) }), worker({ state: 'Cordoned' })] } }),
    ['warn Silent worker: mail on web-1 has not beaten for 1 m 30 s', 'note Cordoned: mail on web-1']);
});

test('a schedule is late a minute after its time', () => {
  const schedule = { id: 's', key: 'nightly', definitionId: 'd', nextAt: ago(61) };
  assert.deepEqual(texts({ schedules: [schedule, { ...schedule, nextAt: ago(60) }, { ...schedule, nextAt: undefined }] }),
    ['warn Late schedule: nightly was due 1 m 1 s ago']);
});

test('what is paused or drained is named with who and why, and many paused schedules are one line', () => {
  const schedules = (count) => ({ schedules: Array.from({ length: count }, (_, place) => ({ id: `${place}`, key: `key-${place}` })) });
  assert.deepEqual(texts({
    lanes: { lanes: [lane({ pause: by })] }, definitions: { definitions: [{ id: 'greet', pause: { by: 'bob' } }] }, paused: schedules(1),
    operations: { operations: [{ id: 'o', kind: 'Replay', state: 'Paused', who: 'ann' }, { id: 'p', kind: 'Cancel', state: 'Running' }] },
    agents: { agents: [{ name: 'Nats-1', drain: by }, { name: 'Nats-2' }] },
  }), [
    'note Lane paused: mail by ann: a flood', 'note Definition paused: greet by bob', 'note Schedule paused: key-0',
    'note Operation paused: Replay by ann', 'note Agent drained: Nats-1 by ann: a flood',
  ]);
  assert.equal(found({ paused: schedules(mostSchedules) }).length, mostSchedules);
  assert.deepEqual(texts({ paused: schedules(mostSchedules + 1) }), ['note Schedule paused: 6 schedules or more are paused']);
});

test('alerts have the level of their severity, and lead to what they are about', () => {
  const alert = (severity, rule) => ({ id: rule, severity, rule, text: `${severity}\u202e`, subject: 'f1' });
  const alerts = [alert('Info', 'missed-schedule'), alert('Warning', 'stale-heartbeat'), alert('Critical', 'failure-group'),
    alert('Warning', 'oldest-wait:mail')];
  assert.deepEqual(found({ alerts: { alerts } }).map((one) => [one.level, one.href]), [
    ['bad', '#/default/failures/f1'], ['warn', '#/default/workers'], ['warn', '#/default/lanes'], ['note', '#/default/schedules'],
  ]);
  assert.match(found({ alerts: { alerts } })[0].text, /U\+202E/);
});

test('the worst stands first, whatever it is, and every line has a key of its own', () => {
  const list = found({
    alerts: { alerts: [{ id: 'a', severity: 'Warning', rule: 'oldest-wait', text: 'x' }] }, failures: { groups: [group()] },
    lanes: { lanes: [lane({ pause: by }), lane({ name: 'other', ready: 1, workers: [] })] },
    workers: { workers: [worker({ isLive: false }), worker({ sessionId: 's2', state: 'Stopped' })] },
  });
  assert.deepEqual(list.map((one) => one.level), ['bad', 'bad', 'warn', 'warn', 'note', 'note']);
  assert.equal(new Set(list.map((one) => one.key)).size, list.length);
});

test('a caller may do what the permissions say, less in an archive and of a part of a cluster', () => {
  const granted = (permissions, { isLimited = false, mode = 'Active' } = {}) =>
    Object.entries(may({ permissions, isLimited }, mode)).filter(([, is]) => is).map(([name]) => name).join(' ');
  assert.equal(granted([]), '');
  assert.equal(granted(['Read']), 'read whole readDefinitions');
  assert.equal(granted(['Submit']), 'submit readDefinitions');
  assert.equal(granted(['Read', 'Operate']), 'read operate whole operateWhole readDefinitions');
  assert.equal(granted(['Read', 'Submit', 'Operate'], { isLimited: true }), 'read submit operate readDefinitions');
  assert.equal(granted(['Read', 'Reveal', 'Submit', 'Operate', 'Admin'], { mode: 'Archive' }), 'read reveal admin whole readDefinitions');
  assert.equal(granted(['Read', 'Admin'], { isLimited: true }), 'read readDefinitions');
  assert.equal(Object.values(may(null)).some(Boolean), false);
});

test('every action and every kind of thing of the audit has a word', () => {
  const valuesOf = (file) => [...readFileSync(new URL(`../../../JobMaster/${file}`, root), 'utf8')
    .matchAll(/public const string \w+ = "([^"]+)"/g)].map(([, text]) => text);
  const actions = valuesOf('Operators/AuditActions.cs');
  assert.ok(actions.includes('job.reveal'));
  assert.deepEqual(Object.keys(w.audit.actions).sort(), actions.sort());
  assert.deepEqual(Object.keys(w.audit.targets).sort(), valuesOf('Operators/AuditTargets.cs').sort());
});

// The dashboard's modules that need no page.
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { gzipSync } from 'node:zlib';
import { after, test } from 'node:test';
import { copyOfModules, root } from './lib/modules.mjs';

const { load, remove, urlOf } = copyOfModules();
after(remove);
const { Exact, difference, parse, print, tokens } = await load('lib/json.js');
const { bytes, duration, interval, link, traceIdOf, visible } = await load('lib/format.js');
const { digits, filled, json } = await load('lib/checks.js');
const { emptyOf } = await load('parts/schemaform.js');
const { patchOf } = await load('lib/patch.js');
const { splitAt } = await load('lib/expression.js');
const { bins, countsOf } = await load('lib/bins.js');
const { searchOn } = await load('lib/searching.js');
const { oneAtATime } = await load('lib/oneatatime.js');
const { allGroups, isCut } = await load('lib/groups.js');
const { longestWaiting, sum } = await load('lib/sums.js');
const { targetOf } = await load('lib/target.js');

const files = readdirSync(root, { recursive: true, withFileTypes: true }).filter((one) => one.isFile())
  .map((one) => `${one.parentPath ?? one.path}/${one.name}`);
const own = files.filter((one) => /\.(js|css)$/.test(one) && !one.includes('/vendor/'));

test('JSON is printed as it was read, member by member', () => {
  const text = '{\n  "a": [\n    1,\n    "b\\n"\n  ],\n  "c": null,\n  "d": {}\n}';
  assert.equal(print(parse(text), '  '), text);
  assert.equal(print({ a: undefined, b: true }), '{"b":true}');
  assert.equal(print(new Exact('9223372036854775807')), '9223372036854775807');
});

test('the pieces of a JSON text give the text', () => {
  const text = '{"a": -1.5e3, "b": [true, null, "x: \\"y\\""]}';
  assert.equal(tokens(text).map(([, piece]) => piece).join(''), text);
  assert.deepEqual(tokens(text).filter(([kind]) => kind === 'key').map(([, piece]) => piece), ['"a":', '"b":']);
});

test('a difference gives both texts back', () => {
  const [before, after] = ['a\nb\nc\nd', 'a\nx\nc\nd\ne'];
  const lines = difference(before, after);
  assert.equal(lines.filter(([sign]) => sign !== '+').map(([, line]) => line).join('\n'), before);
  assert.equal(lines.filter(([sign]) => sign !== '-').map(([, line]) => line).join('\n'), after);
  assert.equal(lines.filter(([sign]) => sign === ' ').length, 3);
});

test('a patch names what was changed and nothing else', () => {
  assert.deepEqual(patchOf({ a: 1, b: { c: [1], 'd/~': 2 }, e: '***' }, { a: 1, b: { c: [1, 2] }, e: '***', f: null }), [
    { op: 'remove', path: '/b/d~1~0' }, { op: 'replace', path: '/b/c', value: [1, 2] }, { op: 'add', path: '/f', value: null },
  ]);
  assert.deepEqual(patchOf({ a: new Exact('1e400') }, { a: new Exact('1e400') }), []);
});

test('a page that was searched in part is followed by the next ones until enough is found', async () => {
  const found = { a: [[], 'b'], b: [[1, 2], 'c'], c: [[3], 'd'], d: [[4], 'e'], e: [[], null] };
  const search = async ({ wanted, complete = '', ...more }) => {
    const read = [];
    await searchOn({
      cursor: 'a', wanted, onPage: () => {}, ...more,
      read: async (cursor) => {
        read.push(cursor);
        return { jobs: found[cursor][0], next: found[cursor][1], isComplete: cursor === complete };
      },
    });
    return read.join('');
  };
  assert.equal(await search({ wanted: 3 }), 'abc');
  assert.equal(await search({ wanted: 50 }), 'abcde');
  assert.equal(await search({ wanted: 50, complete: 'b' }), 'ab');
  assert.equal(await search({ wanted: 50, isOver: () => true }), 'a');
  let at = 0;
  assert.equal(await search({ wanted: 50, now: () => (at += 4_000) }), 'ab');
});

test('durations and sizes are short', () => {
  assert.deepEqual([0, 0.0123, 1.25, 59.9, 61, 3600, 90_061].map(duration), ['0 s', '12 ms', '1.3 s', '59 s', '1 m 1 s', '1 h', '1 d 1 h']);
  assert.equal(duration(undefined), '–');
  assert.deepEqual([0, 1023, 1536, 5 * 2 ** 30].map(bytes), ['0 B', '1,023 B', '1.5 KB', '5 GB']);
});

test('an interval is told in full', () => {
  assert.deepEqual(['00:00:20', '1.02:03:04', '00:00:00.5000000', '06:00:00'].map(interval), ['20 s', '1 d 2 h 3 m 4 s', '0.5 s', '6 h']);
  assert.deepEqual(['0 4 * * *', '00:00:00', 'every 20 s'].map(interval), [null, null, null]);
});

test('a whole number has plain digits only, and an empty field is refused unless it means something', () => {
  for (const text of ['0', '5', ' 12 ', '999999999']) assert.equal(digits()(text), undefined, text);
  for (const text of ['', ' ', '1e3', '-1', '1.5', '0x10', '9999999999']) assert.ok(digits()(text), text);
  assert.equal(digits({ min: 1, canBeEmpty: true })(''), undefined);
  assert.ok(digits({ min: 1 })('0'));
  assert.deepEqual([filled('no')(' '), filled('no')('a'), json('{}')], ['no', undefined, undefined]);
  assert.match(json('{'), /no JSON/);
});

test('an untouched form has no number and no text that nobody gave', () => {
  const schema = {
    type: 'object', required: ['name', 'count', 'kind'], properties: {
      name: { type: 'string' }, count: { type: 'integer' }, kind: { type: 'string', default: 'a' }, most: { type: 'number', default: 7 },
      note: { type: ['string', 'null'] },
    },
  };
  assert.equal(print(emptyOf(schema, schema)), '{"kind":"a","most":7,"note":null}');
});

test('characters that hide or turn text are shown by number', () => {
  assert.equal(visible('a\u202eb\u200bc\u0000'), 'a⟪U+202E⟫b⟪U+200B⟫c⟪U+0000⟫'.replaceAll('⟪', '\u27ea').replaceAll('⟫', '\u27eb'));
  assert.equal(visible('line\n\ttab é 漢'), 'line\n\ttab é 漢');
});

test('only http links are made, and values cannot leave their place', () => {
  assert.equal(link('https://x.example/{traceId}', { traceId: 'a/b?c' }), 'https://x.example/a%2Fb%3Fc');
  assert.equal(link('javascript:alert({jobId})', { jobId: '1' }), null);
  assert.equal(link('https://x.example/{traceId}', { traceId: null }), null);
  assert.equal(link('https://x.example/{jobId}', { traceId: null, jobId: '1' }), 'https://x.example/1');
  assert.equal(traceIdOf('00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01'), '0af7651916cd43dd8448eb211c80319c');
});

test('no file of ours is longer than 400 lines or wider than 140 columns', () => {
  assert.ok(own.length > 20);
  for (const file of own) {
    const lines = readFileSync(file, 'utf8').split('\n');
    assert.ok(lines.length <= 401, `${file}: ${lines.length} lines`);
    lines.forEach((line, place) => assert.ok([...line].length <= 140, `${file}:${place + 1}`));
  }
});

test('every word stands in words.js: no template has a text of its own', () => {
  for (const file of own.filter((one) => /\/(pages|parts)\//.test(one))) {
    const text = readFileSync(file, 'utf8').replace(/\$\{(?:[^{}`]|\{[^{}]*\}|`[^`]*`)*\}/g, '');
    for (const [, found] of text.matchAll(/>([^<>`$={}()]*[A-Za-z]{3}[^<>`$={}()]*)<\//g)) {
      assert.ok(['JobMaster', 'Ctrl K'].includes(found.trim()), `${file}: '${found.trim()}'`);
    }
  }
});

test('all files together are at most 150 kB in gzip', () => {
  const sizes = files.map((file) => gzipSync(readFileSync(file), { level: 9 }).length);
  const sum = sizes.reduce((all, one) => all + one, 0);
  assert.ok(sum <= 150_000, `${sum} bytes`);
});

test('an expression is split at the word of a position', () => {
  assert.deepEqual(splitAt('every mondy at 9', 6), { before: 'every ', word: 'mondy', after: ' at 9' });
  assert.deepEqual(splitAt('on [mon, tux]', 9), { before: 'on [mon, ', word: 'tux', after: ']' });
  assert.deepEqual(splitAt('on [mon', 3), { before: 'on ', word: '[', after: 'mon' });
  assert.deepEqual(splitAt('every', 5), { before: 'every', word: '', after: '' });
});

test('failures are counted by their group and time', () => {
  const at = (minutes) => new Date(minutes * 60_000).toISOString();
  const jobs = [['a', 0], ['a', 59], ['b', 60], ['a', 1440], ['a', 1439]].map(([fingerprint, minutes]) => ({
    fingerprint, finalizedAt: at(minutes),
  }));
  const counts = countsOf(jobs, 0, 1440 * 60_000);
  assert.equal(counts.get('a').length, bins);
  assert.deepEqual([counts.get('a')[0], counts.get('a')[23], counts.get('b')[1]], [2, 2, 1]);
});

test('an operation over a state that its kind means anyway says that all are meant', () => {
  assert.deepEqual(targetOf('Replay', { state: 'Failed', order: 'OldestFirst' }), { filter: { state: 'Failed' }, all: true });
  assert.deepEqual(targetOf('Restore', { state: 'Cancelled', tenant: '' }), { filter: { state: 'Cancelled' }, all: true });
  assert.deepEqual(targetOf('Discard', { state: 'Failed', tenant: 'acme' }), { filter: { state: 'Failed', tenant: 'acme' } });
  assert.deepEqual(targetOf('Cancel', { state: 'Ready' }), { filter: { state: 'Ready' } });
});

test('the minutes of a series are those that its points cover', () => {
  const point = (succeeded, failed, p95Seconds) => ({ succeeded, failed, wait: { p95Seconds } });
  assert.deepEqual(sum([point(30, 1, 2), point(40, 0, undefined), point(50, 2, 5)], 30), {
    succeeded: 120, failed: 3, wait95: 5, minutes: 1.5,
  });
  assert.deepEqual(sum([], 30), { succeeded: 0, failed: 0, wait95: null, minutes: 0 });
});

test('the longest wait is found by the time, not by the id', async () => {
  const due = (minute) => ({ id: `${minute}`, dueAt: new Date(minute * 60_000).toISOString() });
  const all = [due(50), due(40), due(45), due(10), due(30), due(20)];
  const asked = [];
  const read = async (before) => {
    asked.push(before);
    return { jobs: all.filter((job) => !before || Date.parse(job.dueAt) < Date.parse(before)).slice(0, 2) };
  };
  assert.equal((await longestWaiting(read)).id, '10');
  assert.deepEqual(asked, [undefined, due(40).dueAt, due(10).dueAt]);
  assert.equal(await longestWaiting(async () => ({ jobs: [] })), null);
});

test('work that is asked for while it runs is done once more, and not broken off', async () => {
  const ends = [];
  const run = oneAtATime(() => new Promise((resolve, reject) => ends.push({ resolve, reject })));
  const turn = () => new Promise((resolve) => setImmediate(resolve));
  const first = run();
  assert.equal(run(), first);
  run();
  assert.equal(ends.length, 1);
  ends[0].resolve();
  await turn();
  assert.equal(ends.length, 2);
  ends[1].resolve();
  await first;
  const failing = run();
  assert.equal(ends.length, 3);
  ends[2].reject(new Error('no'));
  await assert.rejects(failing, /no/);
  run();
  assert.equal(ends.length, 4);
});

test('a group that the stream leaves out because others are larger is known from the read of all', () => {
  const groups = (from, count) => ({ groups: Array.from({ length: count }, (_, place) => ({ fingerprint: `${from + place}` })) });
  assert.equal(isCut(groups(0, 99)), false);
  assert.equal(isCut(groups(0, 100)), true);
  assert.deepEqual(allGroups(groups(0, 100), groups(50, 60)).groups.map((one) => Number(one.fingerprint)), [...Array(110).keys()]);
  const few = groups(0, 3);
  assert.equal(allGroups(few, groups(0, 9)), few);
  assert.equal(allGroups(undefined, null), undefined);
});

test('the offset of a zone is the one of today', () => {
  const script = `import(${JSON.stringify(urlOf('lib/format.js'))}).then((one) => console.log(one.zoneName))`;
  const name = execFileSync(process.execPath, ['-e', script], { env: { ...process.env, TZ: 'Asia/Singapore' }, encoding: 'utf8' });
  assert.equal(name.trim(), 'Asia/Singapore (GMT+08:00)');
});

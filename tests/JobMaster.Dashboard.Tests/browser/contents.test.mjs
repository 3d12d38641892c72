// What stands on the pages, by answers of the API that the test makes up.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { at, becomes, button, openBrowser, openPage, openWith, read, someIds } from './lib/browser.mjs';

let browser;
let ids;
before(async () => {
  browser = await openBrowser();
  ids = await someIds();
});
after(() => browser?.close());

test('the overview shows numbers and charts of its statistics, each chart with a table, below what is wrong', async () => {
  const point = { accepted: 30, started: 30, succeeded: 29, failed: 1, retried: 2 };
  const [wait, run] = [{ p50Seconds: 1, p95Seconds: 2, p99Seconds: 3 }, { p50Seconds: 4, p95Seconds: 5, p99Seconds: 6 }];
  const asked = new Set();
  const { page, isClean } = await openWith(browser.context, {
    '**/stats/series?*': (_, request) => {
      const query = new URL(request.url()).searchParams;
      const [from, points] = [Date.parse(query.get('from')), Number(query.get('points'))];
      const stepSeconds = points === 30 ? 30 : 60;
      return { stepSeconds, points: Array.from({ length: points }, (_, place) => ({
        at: new Date(from + place * stepSeconds * 1000).toISOString(), ...point, wait, run,
      })) };
    },
  }, 'overview');
  const figure = (name) => page.locator('.figure', { has: page.getByText(name, { exact: true }) });
  await figure('Done a minute').getByText('60', { exact: true }).waitFor();
  await figure('Failure rate').getByText('3.3%').waitFor();
  await figure('Wait p95').getByText('2 s').waitFor();
  await figure('Running').getByText(/of \d+ slots/).waitFor();
  await figure('Ready').getByText('oldest').waitFor();

  const titles = ['Done a minute', 'Failure rate', 'Wait: due to started', 'Run time'];
  const rows = [/29\s+1\s+2/, /3\.3%/, /1 s\s+2 s\s+3 s/, /4 s\s+5 s\s+6 s/];
  for (const [place, title] of titles.entries()) {
    const chart = page.locator('figure', { has: page.getByText(title, { exact: true }) });
    await chart.locator('canvas').waitFor();
    await button(chart, 'Table').click();
    assert.match(await chart.locator('tbody tr').first().innerText(), rows[place]);
    assert.ok(await chart.locator('tbody tr').count() > 10);
    await button(chart, 'Hide table').click();
  }

  await page.locator('.panel', { hasText: 'Lanes' }).getByText('2 ready, 0 running').waitFor();
  await page.locator('.panel', { hasText: 'Next schedules' }).getByRole('link', { name: 'nightly' }).waitFor();
  assert.deepEqual(await page.locator('main').evaluate((main) => ['.concerns', '.figures', '.charts', '.columns']
    .map((one) => main.querySelector(one).getBoundingClientRect().top).map((top, place, all) => place === 0 || top > all[place - 1])),
  [true, true, true, true]);

  // The benchmarks ask the same: tests/JobMaster.Benchmarks/OverviewReads.cs.
  page.on('request', (request) => request.url().includes('/api/v1/') && asked.add(request.url().split('/api/v1/')[1]
    .replace(/from=[^&]+/, 'from=…').replace(/dueBefore=[^&]+/, 'dueBefore=…').replace('clusters/default/', '')));
  await page.reload();
  await becomes('all has been asked', () => asked.size >= 12);
  assert.deepEqual([...asked].sort(), [
    'agents', 'alerts?state=Firing', 'definitions', 'jobs?state=Ready&order=OldestFirst&limit=100',
    'jobs?state=Ready&order=OldestFirst&limit=100&dueBefore=…', 'me', 'schedules?state=Active&limit=1000',
    'schedules?state=Paused&limit=6', 'stats/series?from=…&points=240', 'stats/series?from=…&points=30',
    'stream?topics=failures%2Clanes%2Coperations%2Coverview', 'workers',
  ]);
  await isClean();
  await page.close();
});

test('filters are kept as a view, and columns as they were chosen, in this browser', async () => {
  const context = await browser.other();
  const { page, isClean } = await openPage(context, { hash: '#/default/jobs?state=Failed&tenant=globex' });
  await page.locator('summary', { hasText: 'Views' }).click();
  const name = '<img src=x onerror="alert(1)">\u202e';
  await page.getByLabel('Save these filters as').fill(name);
  await button(page, 'Save').click();
  await page.locator('summary', { hasText: 'Columns' }).click();
  await page.getByLabel('Created', { exact: true }).check();
  await page.getByLabel('Tenant', { exact: true }).last().uncheck();
  await page.getByRole('columnheader', { name: 'Created' }).waitFor();

  await at(page, 'jobs');
  await page.reload();
  await page.getByRole('columnheader', { name: 'Created' }).waitFor();
  assert.equal(await page.getByRole('columnheader', { name: 'Tenant' }).count(), 0);
  await page.locator('summary', { hasText: 'Views' }).click();
  await page.locator('.views li button').first().click();
  await page.waitForURL(/state=Failed&tenant=globex/);
  await page.locator('.views li').getByText('U+202E', { exact: false }).waitFor();
  await page.locator('.views li button').last().click();
  await page.getByText('A view keeps these filters by a name').waitFor();
  assert.equal(await page.locator('img').count(), 0);
  await isClean();
  await context.close();
});

test('a job page folds the stack to the app, copies, and leads to what is related', async () => {
  const context = await browser.other();
  await context.grantPermissions(['clipboard-read', 'clipboard-write']);
  const error = 'System.Exception: It broke.\n   at System.IO.File.Open()\n   at Shop.Mail.Send(String to)\n'
    + '   at JobMaster.Execution.Run()\n--- End of stack trace ---';
  const more = {
    error, idempotencyKey: 'order 7', scheduleId: ids.schedule, fingerprint: ids.group, result: { Receipt: 'R-7' }, tenant: 'acme',
    workerLane: 'default', expiresAt: '2031-01-01T00:00:00Z',
  };
  const { page, isClean } = await openWith(context, {
    [`**/jobs/${ids.job}`]: (job) => ({ ...job, ...more }),
    '**/api/v1/me': (me) => ({ ...me, logsUrl: 'https://logs.example.org/?q={jobId}' }),
  }, `jobs/${ids.job}`);
  const cause = page.locator('.panel', { hasText: 'Cause' }).first();
  const stack = cause.locator('pre');
  await stack.waitFor();
  assert.equal((await stack.innerText()).trim(), 'at Shop.Mail.Send(String to)');
  await button(cause, 'All 4 frames').click();
  assert.match(await stack.innerText(), /System\.IO\.File[\s\S]*JobMaster\.Execution/);

  const pasted = () => page.evaluate(() => navigator.clipboard.readText());
  await button(page, 'Copy for ticket').click();
  const ticket = await becomes('it is copied', async () => (await pasted()).includes(ids.job) && pasted());
  assert.match(ticket, /greet .*: Failed[\s\S]*Tenant: acme[\s\S]*It broke\./);
  assert.ok(!ticket.includes('nobody'));
  await button(page, 'Copy id').click();
  await becomes('the id is copied', async () => await pasted() === ids.job);
  const payload = page.locator('.panel', { has: page.getByRole('heading', { name: 'Payload', exact: true }) });
  await button(payload, 'Copy').click();
  await becomes('the payload is copied', async () => /^\{\n {2}"Name": "nobody/.test(await pasted()));
  assert.ok(await payload.locator('.json-key').count() > 1);
  await page.locator('.panel', { hasText: 'Result' }).getByText('"R-7"').waitFor();

  const hrefs = await page.locator('main a').evaluateAll((all) => all.map((one) => one.getAttribute('href')));
  for (const href of [
    `#/default/failures/${ids.group}`, '#/default/jobs?definitionId=greet', '#/default/jobs?workerLane=default',
    '#/default/jobs?tenant=acme', '#/default/jobs?idempotencyKey=order+7', `#/default/schedules/${ids.schedule}`,
    `https://logs.example.org/?q=${ids.job}`,
  ]) assert.ok(hrefs.includes(href), `${href} of ${hrefs.join(' ')}`);
  await isClean();
  await context.close();
});

test('the progress of a running job moves by itself', async () => {
  const running = (await read('jobs?state=Running&definitionId=long-task&limit=1')).jobs[0];
  let progress = 0.5;
  const { page, isClean } = await openWith(browser.context, { [`**/jobs/${running.id}`]: (job) => ({ ...job, progress }) }, 'nowhere');
  await page.route('**/stream?*', (route) => route.fulfill({
    contentType: 'text/event-stream', body: `event: job\ndata: ${JSON.stringify({ ...running, state: 'Running', progress })}\n\n`,
  }));
  await at(page, `jobs/${running.id}`);
  for (const next of [0.7, 0.9]) {
    await page.locator('.progress').getByText(`${Math.round(progress * 100)} %`).waitFor();
    progress = next;
  }

  await isClean();
  await page.close();
});

test('ten thousand schedules are searched, sorted and counted by their next time', async () => {
  const start = Date.now();
  const all = Array.from({ length: 10_000 }, (_, place) => ({
    id: `00000000-0000-0000-0000-${`${place}`.padStart(12, '0')}`, key: `key ${`${9_999 - place}`.padStart(4, '0')}`, state: 'Active',
    typeId: 'TimeSpanInterval', expression: '06:00:00', definitionId: 'greet', workerLane: 'default', priority: 'Medium',
    nextAt: new Date(start + 3_600_000 + ((place * 7919) % 10_000) * 7_000).toISOString(),
  }));
  const first = all.reduce((one, other) => (other.nextAt < one.nextAt ? other : one));
  const { page, isClean } = await openWith(browser.context, {
    '**/schedules?*': (_, request) => {
      const from = Number(new URL(request.url()).searchParams.get('cursor') ?? 0);
      return { schedules: all.slice(from, from + 1_000), next: from + 1_000 < all.length ? `${from + 1_000}` : undefined };
    },
  }, 'schedules');
  await page.getByText('200 of 10,000 shown').waitFor();
  const name = () => page.locator('tbody tr .job-name').first().innerText();
  assert.equal(await name(), first.key);
  await page.getByText('every 6 h').first().waitFor();
  await page.getByLabel('Order').selectOption({ label: 'By name' });
  await becomes('the first name is first', async () => await name() === 'key 0000');
  const began = await page.evaluate(() => performance.now());
  await page.getByRole('searchbox', { name: 'Filter' }).fill('key 77');
  await page.getByText('100 of 100 shown').waitFor();
  assert.ok(await page.evaluate((since) => performance.now() - since, began) < 5_000);

  await page.getByRole('img', { name: 'Next 24 hours: 100' }).waitFor();
  await button(page, 'Table').click();
  const counts = await page.locator('.numbers tbody td.number').allInnerTexts();
  assert.equal(counts.reduce((sum, one) => sum + Number(one), 0), 100);
  await isClean();
  await page.close();
});

test('a schedule shows its next times and what became of the last ones', async () => {
  const { page, isClean } = await openWith(browser.context, {
    '**/occurrences?*': () => ({ occurrences: [
      { at: '2026-01-02T04:00:00Z', result: 'Fired', jobId: ids.job },
      { at: '2026-01-01T04:00:00Z', result: 'Skipped', cause: 'Its job still ran.', range: { count: 3, isExact: false } },
    ] }),
  }, `schedules/${ids.schedule}`);
  const ledger = page.getByRole('table', { name: 'What became of its times' });
  assert.match(await ledger.locator('tbody tr').nth(1).innerText(), /Skipped[\s\S]*at least 3 times[\s\S]*Its job still ran\./);
  assert.equal(await ledger.getByRole('link').getAttribute('href'), `#/default/jobs/${ids.job}`);
  assert.equal(await page.locator('.panel', { hasText: 'Next times' }).locator('li').count(), 8);
  await isClean();
  await page.close();
});

test('a worker shows its host, slots, jobs, processor, memory and last heartbeat', async () => {
  const { page, isClean } = await openWith(browser.context, {
    '**/default/workers': ({ workers }) => ({ workers: [{
      ...workers[0], name: 'mail', host: 'web-1', processId: 4711, running: 3, concurrency: 8, cpuShare: 0.21, memoryBytes: 187_904_000,
      lastBeatAt: new Date(Date.now() - 90_500).toISOString(), isLive: false,
    }] }),
  }, 'workers');
  const row = page.getByRole('table', { name: 'Workers', exact: true }).locator('tbody tr');
  const text = (await row.innerText()).replace(/\s+/g, ' ');
  const parts = ['mail', 'web-1 · process 4711', 'Silent', '3 / 8', '21%', '179.2 MB'];
  for (const part of parts) assert.ok(text.includes(part), `${part}: ${text}`);
  assert.match(text, /1 m 3\d s ago/);
  assert.match(await row.getByRole('link', { name: 'mail' }).getAttribute('href'), /jobs\?sessionId=/);
  await isClean();
  await page.close();
});

test('a job that an agent holds shows what is known of it, and no button that would be refused', async () => {
  const unseen = '(on an agent)';
  const { page, isClean } = await openWith(browser.context, {
    [`**/jobs/${ids.job}`]: ({ id }) => ({
      id, definitionId: unseen, state: 'Ready', isOnAgent: true, workerLane: unseen, priority: 'Medium', createdAt: '2026-01-01T00:00:00Z',
      scheduledAt: '2026-01-01T00:00:00Z', dueAt: '2026-01-01T00:00:00Z', timeoutSeconds: 0, maxRetries: 0, failures: 0, losses: 0,
      isCancelRequested: false, isPayloadEncrypted: false, triggerSource: 'Once',
    }),
    '**/explanation': () => ({ reasons: [{ kind: 'OnAgent', text: "It was sent to agent 'Nearby' and not admitted yet." }] }),
  }, `jobs/${ids.job}`);
  await page.getByRole('heading', { level: 1, name: 'Job on an agent' }).waitFor();
  await page.getByText("It was sent to agent 'Nearby'", { exact: false }).waitFor();
  const text = await page.locator('main').innerText();
  for (const invented of ['Medium', 'allowed', 'no payload', unseen, 'Attempts']) assert.ok(!text.includes(invented), invented);
  const names = await page.locator('main button').allInnerTexts();
  assert.deepEqual(names.filter((name) => !name.startsWith('Copy')), ['Cancel job']);
  await isClean();
  await page.close();
});

test('a definition shows the builds that have it, their versions and their nodes', async () => {
  const seen = { firstSeenAt: '2026-01-01T00:00:00Z', lastSeenAt: '2026-01-02T00:00:00Z' };
  const change = (one) => ({
    ...one, payloadVersion: 3, oldestPayloadVersion: 2, nodes: [{ name: 'web-1:4711', ...seen }],
    others: [{ payloadVersion: 1, oldestPayloadVersion: 1, nodes: [], ...seen }],
  });
  const { page, isClean } = await openWith(browser.context, {
    '**/definitions/greet': change, '**/definitions': ({ definitions }) => ({ definitions: definitions.map(change) }),
  }, 'definitions/greet');
  const rows = page.getByRole('table', { name: 'Builds' }).locator('tbody tr');
  assert.match(await rows.nth(0).innerText(), /writes 3, reads 2 to 3\s+newest[\s\S]*web-1:4711/);
  assert.match(await rows.nth(1).innerText(), /^1[\s\S]*none in the last day/);
  await page.locator('.panel', { hasText: 'Schema of the payload' }).getByText('"ApiToken":').waitFor();
  await at(page, 'definitions');
  assert.match(await page.locator('tbody tr', { hasText: 'greet' }).innerText(), /3\s+1 other build/);
  await isClean();
  await page.close();
});

test('more than ten thousand jobs are told as over ten thousand', async () => {
  const { page, isClean } = await openWith(browser.context, {
    '**/operations': () => ({ count: 10_000, isCapped: true, running: 3, onAgent: 0, samples: [] }),
  }, 'jobs?state=Failed');
  await button(page.locator('.bulk'), 'Discard').click();
  assert.equal(await page.locator('.dry-run p').innerText(), 'over 10,000 · 3 of them running');
  await page.keyboard.press('Escape');
  await isClean();
  await page.close();
});

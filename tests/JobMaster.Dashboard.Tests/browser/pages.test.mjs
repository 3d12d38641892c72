// Every page: what it shows, in both themes, to whom.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { becomes, openBrowser, openPage, read, readerKey, settled, tenantKey, url } from './lib/browser.mjs';

let browser;
let ids;
before(async () => {
  browser = await openBrowser();
  await settled();
  const failed = await read('jobs?state=Failed&limit=50');
  const groups = await read('failures');
  ids = { failed: failed.jobs[0].id, fingerprint: groups.groups[0].fingerprint };
});
after(() => browser?.close());

test('the address without a slash, a path base and a deep link lead to the same page', async () => {
  for (const base of ['/jobmaster', '/jobmaster/', '/base/jobmaster', '/base/jobmaster/']) {
    const { page, isClean } = await openPage(browser.context, { base });
    await page.getByRole('heading', { level: 1, name: 'Overview' }).waitFor();
    await page.getByText('Live', { exact: true }).waitFor();
    await isClean();
    await page.close();
  }

  const deep = await openPage(browser.context, { base: '/base/jobmaster/', hash: `#/default/jobs/${ids.failed}` });
  await deep.page.getByRole('heading', { level: 1, name: /greet/ }).waitFor();
  await deep.isClean();
  await deep.page.close();
});

test('the overview says what is wrong first', async () => {
  const { page, isClean } = await openPage(browser.context);
  await page.getByText('Lane nobody-serves-it has 2 ready and no worker that takes jobs').waitFor();
  await page.getByText(/There is nobody to greet\. · \d+ failed/).first().waitFor();
  const figure = page.locator('.figure', { hasText: 'Failed' }).first();
  assert.match(await figure.innerText(), /13/);
  await page.getByRole('button', { name: '24h' }).click();
  await page.waitForURL(/span=24h/);
  await isClean();
  await page.close();
});

test('jobs are found by filters that stand in the address', async () => {
  const { page, isClean } = await openPage(browser.context, { hash: '#/default/jobs' });
  await page.getByRole('button', { name: 'Failed', exact: true }).click();
  await page.getByText('13 jobs').waitFor();
  await page.waitForURL(/state=Failed/);
  await page.getByRole('searchbox', { name: 'Tenant' }).fill('globex');
  await page.getByRole('searchbox', { name: 'Tenant' }).press('Tab');
  await page.getByText('6 jobs').waitFor();
  await page.waitForFunction(() => document.querySelectorAll('tbody tr').length === 6);
  assert.equal(await page.locator('tbody tr').count(), 6);
  await page.reload();
  await page.getByText('6 jobs').waitFor();
  await page.getByRole('button', { name: 'Clear filters' }).click();
  await page.getByRole('button', { name: 'Load more' }).click();
  await page.waitForFunction(() => document.querySelectorAll('tbody tr').length > 50);
  await isClean();
  await page.close();
});

test('a job shows its cause, its attempts, its log and its payload to the last digit', async () => {
  const { page, isClean } = await openPage(browser.context, { hash: `#/default/jobs/${ids.failed}` });
  await page.getByText(/There is nobody to greet/).first().waitFor();
  await page.getByText('Attempt 1 ended: Failed', { exact: false }).waitFor();
  await page.getByText(/Greeting nobody/).waitFor();
  const trace = page.getByRole('link', { name: /Trace/ });
  assert.equal(await trace.getAttribute('href'), 'https://traces.example.org/0af7651916cd43dd8448eb211c80319c');
  const done = await read('jobs?state=Succeeded&limit=1&order=OldestFirst');
  await page.goto(`${url}/jobmaster/#/default/jobs/${done.jobs[0].id}`);
  await page.getByText('9223372036854775', { exact: false }).first().waitFor();
  const text = await page.locator('.json').first().innerText();
  assert.match(text, /922337203685477\d{4}/);
  await isClean();
  await page.close();
});

test('failures are grouped, the newest first, and a group shows the cause of its newest job', async () => {
  const { page, isClean } = await openPage(browser.context, { hash: '#/default/failures' });
  await page.locator('tbody tr').first().waitFor();
  await page.locator('tbody tr a').first().click();
  await page.getByRole('heading', { name: 'Cause of the newest' }).waitFor();
  await page.locator('.error-message').first().waitFor();
  await isClean();
  await page.close();
});

test('texts that try to be markup stay texts, and what turns text is shown by number', async () => {
  const { page, isClean } = await openPage(browser.context, { hash: '#/default/jobs?tenant=%22%3E%3Cimg%20src%3Dx%20onerror%3D%22alert(1)%22%3E%7B%7B7*7%7D%7D' });
  await page.locator('tbody tr').first().waitFor();
  assert.equal(await page.locator('img').count(), 0);
  assert.match(await page.locator('tbody').innerText(), /onerror="alert\(1\)">\{\{7\*7\}\}/);
  await page.locator('tbody tr', { hasText: 'Failed' }).locator('a').first().click();
  await page.locator('.error-message').first().waitFor();
  assert.match(await page.locator('.error-message').first().innerText(), /\{\{7\*7\}\}\u27eaU\+202E\u27ebgnp/);
  assert.equal(await page.locator('img').count(), 0);
  await isClean();
  await page.close();
});

test('a reader sees no button that would be refused', async () => {
  const { page, isClean } = await openPage(browser.context, { key: readerKey, hash: `#/default/jobs/${ids.failed}` });
  await page.getByText(/There is nobody to greet/).first().waitFor();
  for (const name of ['Replay', 'Discard', 'Run again']) assert.equal(await page.getByRole('button', { name, exact: true }).count(), 0, name);
  await page.goto(`${url}/jobmaster/#/default/failures`);
  await page.locator('tbody tr').first().waitFor();
  assert.equal(await page.locator('td button').count(), 0);
  assert.equal(await page.getByRole('link', { name: 'Submit a job' }).count(), 0);
  await isClean();
  await page.close();
});

test('a tenant sees its own jobs and no page about the whole cluster', async () => {
  const { page, isClean } = await openPage(browser.context, { key: tenantKey });
  await page.getByRole('heading', { level: 1, name: 'Jobs' }).waitFor();
  await page.locator('tbody tr').first().waitFor();
  assert.equal(await page.getByRole('link', { name: 'Failures' }).count(), 0);
  assert.ok(!(await page.locator('tbody').innerText()).includes('globex'));
  await page.goto(`${url}/jobmaster/#/default/lanes`);
  await page.getByRole('heading', { level: 1, name: 'You may not see this page.' }).waitFor();
  await isClean();
  await page.close();
});

test('a key that is not known leads to the sign-in and says why', async () => {
  const { page, isClean } = await openPage(browser.context, { key: 'jmk_reader_wrong', expected: ['401'] });
  await page.getByRole('heading', { name: 'Sign in' }).waitFor();
  await page.getByText('Why am I asked?').click();
  await page.getByText(/The API key is not known/).waitFor();
  await isClean();
  await page.close();
});

test('a user signs in with a name and a password, and out again', async () => {
  const context = await browser.other({ extraHTTPHeaders: { 'X-Forwarded-For': '203.0.113.7' } });
  const { page, isClean } = await openPage(context, { expected: ['401'] });
  const form = page.locator('form').first();
  await form.getByLabel('Name').fill('ann');
  await form.getByLabel('Password').fill('wrong horse');
  await form.getByRole('button', { name: 'Sign in' }).click();
  await page.getByRole('alert').waitFor();
  await form.getByLabel('Password').fill('correct horse');
  await form.getByRole('button', { name: 'Sign in' }).click();
  await page.getByRole('heading', { level: 1, name: 'Overview' }).waitFor();
  await page.locator('.connection.is-live').waitFor();
  await page.getByText('Read, Operate').waitFor();
  await page.reload();
  await page.getByRole('heading', { level: 1, name: 'Overview' }).waitFor();
  await page.getByRole('button', { name: 'Sign out' }).click();
  await page.getByRole('heading', { name: 'Sign in' }).waitFor();
  await isClean();
  await context.close();
});

test('what the first page loads is small and soon there', async (test_) => {
  const painted = [];
  const figures = [];
  for (let turn = 0; turn < 3; turn++) {
    const context = await browser.other();
    const { page, isClean } = await openPage(context);
    await page.getByRole('heading', { level: 1, name: 'Overview' }).waitFor();
    await becomes('the first figure is there', () => page.evaluate(() => performance.getEntriesByName('first-figure').length));
    const { sent, paint, figure } = await page.evaluate(() => ({
      sent: performance.getEntriesByType('resource').filter((one) => one.name.includes('/assets/'))
        .reduce((all, one) => all + one.encodedBodySize, 0),
      paint: performance.getEntriesByName('first-contentful-paint')[0].startTime,
      figure: performance.getEntriesByName('first-figure')[0].startTime,
    }));
    assert.ok(sent > 20_000 && sent <= 150_000, `${sent} bytes`);
    painted.push(paint);
    figures.push(figure);
    await isClean();
    await context.close();
  }

  const told = (times) => times.map(Math.round).join(', ');
  test_.diagnostic(`first paint after ${told(painted)} ms, first figure after ${told(figures)} ms; the aim is 300 ms`);
  assert.ok(Math.min(...painted) <= 1_000, `first content after ${told(painted)} ms`);

  // Beside other suites on two processors, it took five seconds.
  assert.ok(Math.min(...figures) <= 10_000, `first figure after ${told(figures)} ms`);
});

test('a server with other files than the page says so', async () => {
  const { page, isClean } = await openPage(browser.context, { hash: '#/default/jobs' });
  await page.locator('tbody tr').first().waitFor();
  await page.route('**/api/v1/me', async (route) => {
    const response = await route.fetch();
    await route.fulfill({ response, json: { ...await response.json(), dashboard: '0123456789abcdef' } });
  });
  await page.reload();
  await page.getByText('The server has a newer dashboard.').waitFor();
  await isClean();
  await page.close();
});

test('an expression shows its next times while it is written, or what is wrong with it under the word', async () => {
  const { page, isClean } = await openPage(browser.context, { hash: '#/default/submit/greet', expected: ['400'] });
  await page.getByLabel('Start').selectOption('cron');
  await page.getByLabel('Cron expression').fill('0 4 * * *');
  await page.getByRole('heading', { name: 'Next times' }).waitFor();
  assert.equal(await page.locator('ol li').count(), 5);
  await page.getByLabel('Cron expression').fill('0 99 * * *');
  await page.locator('.marked-expression mark', { hasText: /^99$/ }).waitFor();
  assert.match(await page.locator('.cron-problem').innerText(), /99/);

  await page.getByLabel('Start').selectOption('natural');
  await page.getByLabel('Expression in words').fill('every mondy at 09:00');
  await page.locator('.marked-expression mark', { hasText: /^mondy$/ }).waitFor();
  await page.getByLabel('Expression in words').fill('every monday at 09:00');
  await page.getByRole('heading', { name: 'Next times' }).waitFor();
  assert.equal(await page.locator('ol li').count(), 5);
  await isClean();
  await page.close();
});

test('a job links to the runbook of its handler, and so does its definition', async () => {
  const { page, isClean } = await openPage(browser.context, { hash: `#/default/jobs/${ids.failed}` });
  const runbook = page.getByRole('link', { name: /Runbook/ });
  assert.equal(await runbook.getAttribute('href'), 'https://wiki.example.org/runbooks/greet');
  assert.equal(await runbook.getAttribute('rel'), 'noopener noreferrer');
  await page.goto(`${url}/jobmaster/#/default/definitions/greet`);
  await page.getByRole('link', { name: 'https://wiki.example.org/runbooks/greet' }).waitFor();
  await isClean();
  await page.close();
});

test('each group of failures has a line of how its failures came', async () => {
  const { page, isClean } = await openPage(browser.context, { hash: '#/default/failures' });
  const { groups } = await read('failures');
  await page.getByRole('columnheader', { name: 'last 24 hours' }).waitFor();
  for (const group of groups) await page.getByRole('img', { name: `${group.count} failed, last 24 hours` }).first().waitFor();
  assert.equal(await page.locator('.sparkline').count(), groups.length);
  await isClean();
  await page.close();
});

test('the page of workers shows each agent with its health and what its lanes hold', async () => {
  const { page, isClean } = await openPage(browser.context, { hash: '#/default/workers' });
  const row = page.locator('#agents tbody tr');
  await row.locator('.state', { hasText: 'Up' }).waitFor();
  assert.match(await row.innerText(), /Nearby\s+SQLite/);
  assert.match(await row.innerText(), /by-agent\s+0 waiting, 0 being admitted/);
  await row.getByRole('link', { name: 'by-agent' }).click();
  await page.getByText('Those that serve lane by-agent.').waitFor();
  await isClean();
  await page.close();
});

test('the page of limits shows what each lets run and which keys are full, and leads to what waits', async () => {
  const { page, isClean } = await openPage(browser.context, { hash: '#/default/limits' });
  const limits = page.getByRole('table', { name: 'Limits' });
  const tenants = limits.locator('tbody tr', { hasText: 'per-tenant' });
  assert.match(await tenants.innerText(), /each tenant by itself\s+40 at once/);
  const calls = limits.locator('tbody tr', { hasText: 'calls' });
  assert.match(await calls.innerText(), /50,000 in 1 m, 1,000 after a pause/);
  await limits.getByRole('link', { name: 'partner' }).click();
  await page.getByRole('heading', { name: 'In use of partner, the busiest first' }).waitFor();
  const eu = page.locator('#limit-keys tbody tr', { hasText: 'partner:eu' });
  await eu.getByRole('img', { name: '1 of 1 in use' }).waitFor();
  await eu.locator('.state', { hasText: 'Full' }).waitFor();
  await page.locator('#limit-keys tbody tr:only-child').waitFor();
  await eu.locator('td[data-label="Waiting"]', { hasText: /^1$/ }).waitFor();

  await page.locator('#limit-keys').getByRole('link', { name: 'Show all' }).click();
  const acme = page.locator('#limit-keys tbody tr', { hasText: 'per-tenant:acme' });
  await acme.getByRole('img', { name: /of 40 in use/ }).waitFor();
  await isClean();
  await page.close();
});

test('a throttled job is found by its state, counted by lane, and says which limit it waits for', async () => {
  const { page, isClean } = await openPage(browser.context, { hash: '#/default/lanes' });
  const lane = page.locator('tbody tr', { hasText: 'default' });
  await lane.locator('td[data-label="Throttled"]').getByRole('link', { name: '1' }).click();
  await page.waitForURL(/state=Throttled/);
  assert.equal(await page.getByRole('button', { name: 'Throttled', exact: true }).getAttribute('aria-pressed'), 'true');
  await page.locator('tbody tr').getByRole('link').first().click();
  await page.locator('.state.is-Throttled').first().waitFor();
  await page.locator('.reasons', { hasText: 'partner' }).getByText('Limited', { exact: true }).waitFor();
  await page.getByRole('button', { name: 'Cancel job' }).waitFor();
  await isClean();
  await page.close();
});

test('without a limit, the page says how one is made', async () => {
  const { page, isClean } = await openPage(browser.context, { hash: '#/default/audit' });
  await page.route(/\/limits(\/keys|$)/, (route) => route.fulfill({ json: { limits: [], keys: [] } }));
  await page.goto(`${url}/jobmaster/#/default/limits`);
  await page.getByText('There are no limits.').waitFor();
  assert.match(await page.locator('.empty pre').innerText(), /^config\.AddLimit\("smtp", limit => limit\.MaxConcurrent\(5\)\);/);
  await isClean();
  await page.close();
});

// What holds for every page: zones, themes, sizes, motion, permissions, hostile texts.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { at, becomes, button, openBrowser, openPage, openWith, read, readerKey, someIds, url } from './lib/browser.mjs';
import { copyOfModules, pretendBrowser } from './lib/modules.mjs';

let browser;
let ids;
before(async () => {
  browser = await openBrowser();
  ids = await someIds();
});
after(() => browser?.close());

test('the palette finds a job by its whole id and key, the jobs of a definition and a tenant, and turns the theme for good', async () => {
  const context = await browser.other({ colorScheme: 'light' });
  const { page, isClean } = await openPage(context, { hash: '#/default/audit' });
  const look = async (text, option) => {
    await page.keyboard.press('Control+k');
    await page.getByRole('combobox', { name: 'Find or go to' }).fill(text);
    await page.getByRole('option', { name: option }).click();
  };
  await look(ids.job, `Job greet ${ids.job.slice(-12)}`);
  await page.waitForURL(new RegExp(`jobs/${ids.job}`));
  await look('lonel', 'Jobs of lonely');
  await page.waitForURL(/definitionId=lonely/);
  await look('globex', 'Jobs of tenant globex');
  await page.waitForURL(/tenant=globex/);
  const key = `key-${Date.now()}`;
  await fetch(`${url}/jobmaster/api/v1/clusters/default/jobs`, {
    method: 'POST', headers: { 'Content-Type': 'application/json' },
    body: JSON.stringify({ type: 'greet', payload: { Name: 'Keyed' }, idempotencyKey: key }),
  });
  await look(key, new RegExp(key));
  await page.waitForURL(/default\/jobs\/[0-9a-f-]{36}/);

  const drawn = () => page.evaluate(() => document.documentElement.dataset.theme);
  assert.equal(await drawn(), 'light');
  await look('turn light', 'Turn light or dark');
  await becomes('it is dark', async () => await drawn() === 'dark');
  await page.reload();
  await button(page, 'Light').waitFor();
  assert.equal(await drawn(), 'dark');
  await isClean();
  await context.close();
});

test('the name and the colour of the environment are on every page and in a confirmation', async () => {
  const { page, isClean } = await openWith(browser.context, {
    '**/api/v1/me': (me) => ({
      ...me, environment: 'Production EU', environmentColor: '#b42318', clusters: [...me.clusters, { id: 'other', mode: 'Active' }],
    }),
  }, 'overview');
  const colour = 'rgb(180, 35, 24)';
  const names = ['overview', 'jobs', 'failures', 'schedules', 'workers', 'limits', 'definitions', 'operations', 'audit', 'submit', 'lanes'];
  for (const one of names) {
    await at(page, one);
    const name = page.locator('.environment');
    assert.match(await name.innerText(), /Production EU/, one);
    assert.equal(await name.evaluate((found) => getComputedStyle(found).backgroundColor), colour, one);
  }

  assert.deepEqual(await page.getByLabel('Cluster').locator('option').allInnerTexts(), ['default', 'other']);
  await button(page.locator('tbody tr').first(), 'Pause').click();
  const where = page.getByRole('dialog').locator('.where');
  assert.match(await where.innerText(), /Production EU\s+· default/);
  assert.equal(await where.locator('.dot').evaluate((one) => getComputedStyle(one).backgroundColor), colour);
  await page.keyboard.press('Escape');
  await isClean();
  await page.close();
});

test('times are in the zone of the reader with UTC on hover, and ages follow the clock of the server', async () => {
  const context = await browser.other({ timezoneId: 'Asia/Tokyo' });
  const ahead = 600_000;
  const { page, isClean } = await openWith(context, {
    '**/api/v1/me': (me) => ({ ...me, now: new Date(Date.now() + ahead).toISOString() }),
    '**/jobs?*': ({ jobs, ...more }) => ({ ...more, jobs: [{
      ...jobs[0], createdAt: '2020-12-31T20:00:00Z', dueAt: new Date(Date.now() + ahead - 45_000).toISOString(),
    }] }),
    [`**/jobs/${ids.job}`]: (job) => ({ ...job, createdAt: '2020-12-31T20:00:00Z' }),
  }, 'jobs?state=Failed');
  await page.getByText('Your clock differs', { exact: false }).waitFor();
  const due = page.locator('tbody tr td[data-label="Due"] time');
  assert.match(await due.innerText(), /^4\d s ago$/);
  assert.match(await due.getAttribute('title'), / UTC$/);
  await at(page, `jobs/${ids.job}`);
  const created = page.locator('.facts div', { hasText: 'Created' }).locator('time');
  assert.equal(await created.innerText(), 'Jan 1, 2021, 05:00:00');
  assert.equal(await created.getAttribute('title'), '2020-12-31 20:00:00 UTC');
  await page.getByText('Asia/Tokyo (GMT+09:00)').waitFor();
  await isClean();
  await context.close();
});

test('a page that is read shows its bones, one that cannot be read says why and tries again', async () => {
  const { page, isClean } = await openPage(browser.context, { hash: '#/default/audit', expected: ['503'] });
  let answer;
  const held = new Promise((resolve) => { answer = resolve; });
  await page.route('**/definitions', async (route) => {
    await held;
    await route.fulfill({ status: 503, json: { title: 'Away', detail: 'The store <b>is</b> away.' } });
  });
  await at(page, 'definitions');
  await page.locator('main .skeleton').waitFor();
  assert.equal(await page.locator('main table').count(), 0);
  answer();
  const problem = page.locator('main [role="alert"]');
  await problem.getByText('The API refused the call (503).').waitFor();
  await problem.getByText('The store <b>is</b> away.').waitFor();
  await page.unroute('**/definitions');
  await button(problem, 'Try again').click();
  await page.getByRole('link', { name: 'lonely' }).waitFor();
  await isClean();
  await page.close();
});

test('who wants less motion has none', async () => {
  const moving = async (reducedMotion) => {
    const context = await browser.other({ reducedMotion });
    const { page } = await openPage(context, { hash: '#/default/audit' });
    await page.route('**/definitions', () => {});
    await at(page, 'definitions');
    const bone = page.locator('main .skeleton span').first();
    await bone.waitFor();
    const found = await bone.evaluate((one) => {
      const style = getComputedStyle(one);
      return style.animationName !== 'none' && parseFloat(style.animationDuration) > 0.01 && style.animationIterationCount !== '1';
    });
    await context.close();
    return found;
  };
  assert.deepEqual([await moving('no-preference'), await moving('reduce')], [true, false]);
});

test('on a screen of 4k nothing is cut off, and the text is no smaller', async () => {
  const context = await browser.other({ viewport: { width: 3840, height: 2160 } });
  const { page, isClean } = await openPage(context, { hash: '#/default/overview' });
  for (const hash of ['overview', 'jobs', `jobs/${ids.job}`, 'failures', 'workers', 'schedules']) {
    await at(page, hash);
    await page.locator('main h1').first().waitFor();
    const { wider, size, used } = await page.evaluate(() => ({
      wider: document.documentElement.scrollWidth - document.documentElement.clientWidth,
      size: parseFloat(getComputedStyle(document.body).fontSize),
      used: document.querySelector('main').getBoundingClientRect().width / innerWidth,
    }));
    assert.ok(wider <= 0 && size >= 14 && used > 0.4, `${hash}: ${wider} ${size} ${used}`);
  }

  await isClean();
  await context.close();
});

const everyPage = () => [
  'overview', 'jobs?state=Failed', `jobs/${ids.job}`, 'failures', `failures/${ids.group}`, 'schedules', `schedules/${ids.schedule}`,
  'lanes', 'workers', 'limits', 'definitions', 'definitions/greet', 'operations', 'audit',
];

test('a reader sees no button that changes something on any page, and secrets of a payload as stars', async () => {
  pretendBrowser();
  const modules = copyOfModules();
  after(modules.remove);
  const { acts } = (await modules.load('lib/words.js')).w;
  const all = [acts, acts.many, acts.steer].flatMap((some) => Object.values(some)).map((one) => one.action).filter(Boolean);
  const labels = new Set(['Slots', 'Submit', 'Submit a job', ...all]);
  const changesOn = async (context, key) => {
    const { page, isClean } = await openPage(context, { key, hash: '#/default/overview' });
    const found = [];
    for (const hash of everyPage()) {
      await at(page, hash);
      await page.locator('main h1').first().waitFor();
      await becomes('it is read', async () => await page.locator('.skeleton').count() === 0);
      found.push(...(await page.locator('button, a.button, nav a').allInnerTexts()).map((text) => text.split('\n')[0].trim())
        .filter((text) => labels.has(text)));
    }

    await isClean();
    return { found, page };
  };
  const reader = await changesOn(await browser.other(), readerKey);
  assert.deepEqual(reader.found, []);
  const { id } = (await read('jobs?state=Succeeded&limit=1&order=OldestFirst&definitionId=greet')).jobs[0];
  await at(reader.page, `jobs/${id}`);
  await reader.page.locator('.json', { hasText: '"ApiToken": "***"' }).waitFor();
  await reader.page.keyboard.press('Control+k');
  await reader.page.getByRole('combobox', { name: 'Find or go to' }).fill('mode');
  assert.equal(await reader.page.getByRole('option', { name: 'Set the mode' }).count(), 0);
  await reader.page.context().close();

  const admin = await changesOn(browser.context);
  assert.ok(new Set(admin.found).size > 12, [...new Set(admin.found)].join());
  await admin.page.close();
});

const hostile = '"><img src=x onerror="alert(1)">{{7*7}}\u202e';
const kept = new RegExp(`^(${[
  'state', 'kind', 'priority', 'result', 'level', 'health', 'failure', 'typeId', 'mode', 'misfire', 'overlap', 'triggerSource', 'parkedReason',
  'severity', 'environmentColor', 'dashboard', 'next', 'payloadRevision', 'type', 'action', 'targetKind', 'rule',
].join('|')})$`);

/** Makes every text that somebody could have typed hostile; ids, times and words of the API stay. */
function poisoned(found, name = '') {
  if (Array.isArray(found)) return found.map((one) => (name === 'permissions' ? one : poisoned(one, name)));
  if (found && typeof found === 'object') {
    return Object.fromEntries(Object.entries(found).map(([member, one]) => [member, member === 'clusters' ? one : poisoned(one, member)]));
  }

  if (typeof found !== 'string' || kept.test(name) || /^\d{4}-\d\d-\d\dT|^[0-9a-f]{8}-[0-9a-f-]{27}$/.test(found)) return found;
  return /Url$/.test(name) ? `javascript:alert(1)//${found}` : `${found}${hostile}`;
}

test('texts that try to be markup stay texts in every field of every page, with the policy in force', async () => {
  const extra = {
    alerts: () => ({ alerts: [{ id: '1', severity: 'Critical', rule: 'oldest-wait', text: 'An alert', subject: 'x' }] }),
    workers: ({ workers }) => ({
      workers: workers.map((one) => ({ ...one, orders: [{ by: 'ann', reason: 'Why', isCordoned: true }], agentName: 'agent' })),
    }),
  };
  const { page, isClean } = await openPage(browser.context, { hash: '#/default/nowhere', expected: ['404', 'net::'] });
  await page.route('**/stream?*', (route) => route.abort());
  await page.route(/\/api\/v1\/(?!.*stream)/, async (route) => {
    const response = await route.fetch();
    const name = route.request().url().split(/[/?]/).find((part) => extra[part]);
    const found = response.ok() ? await response.json() : {};
    return route.fulfill({ response, json: response.ok() ? poisoned(name ? extra[name](found) : found) : found });
  });
  await page.reload();
  for (const hash of [...everyPage(), 'submit/greet']) {
    await at(page, hash);
    await page.locator('main h1').first().waitFor();
    await page.getByText('onerror="alert(1)">{{7*7}}\u27eaU+202E\u27eb', { exact: false }).first().waitFor({ state: 'attached' });
    assert.deepEqual(await page.evaluate(() => [document.images.length, [...document.links].map((one) => one.protocol)
      .filter((one) => !/^https?:$/.test(one))]), [0, []], hash);
  }

  await isClean();
  await page.close();
});

// The changes that a reader can make to schedules, lanes, workers, operations and many jobs, seen in the API afterwards.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { after, before, test } from 'node:test';
import { at, becomes, button, openBrowser, openPage, read, send } from './lib/browser.mjs';

let browser;
before(async () => { browser = await openBrowser(); });
after(() => browser?.close());

const dialogOf = (page) => page.getByRole('dialog');
const open = (hash, more) => openPage(browser.context, { hash: `#/default/${hash}`, ...more });

/** Presses a button, fills in what is asked, and confirms by the same word. */
async function act(page, place, name, fill = async () => {}, confirm = name) {
  await button(place, name).click();
  await fill(dialogOf(page));
  await button(dialogOf(page), confirm).click();
  await dialogOf(page).waitFor({ state: 'detached' });
}

/** Jobs that fail with a cause of their own; returns their group once it has all of them. */
async function failing(cause, tenants) {
  await send('jobs/batch', { jobs: tenants.map((tenant) => ({ type: 'greet', tenant, payload: { Name: `nobody${cause}: ` } })) });
  return becomes(`${tenants.length} have failed of ${cause}`, async () =>
    (await read('failures')).groups.find((one) => one.title.includes(cause) && one.count === tenants.length));
}

const stateOf = async (id) => (await read(`jobs/${id}`)).state;
const countOf = async (query) => (await read(`jobs/count?${query}`)).count;

test('a finished job is run again as a new one', async () => {
  const { id } = await send('jobs', { type: 'greet', payload: { Name: 'Twice' } });
  await becomes('it has run', async () => await stateOf(id) === 'Succeeded');
  const { page, isClean } = await open(`jobs/${id}`);
  await act(page, page, 'Run again');
  await page.waitForURL((address) => /default\/jobs\//.test(address) && !address.href.includes(id));
  const other = page.url().split('/').pop();
  await becomes('the new one has run', async () => await stateOf(other) === 'Succeeded');
  assert.equal((await read(`jobs/${other}`)).payload.Name, 'Twice');
  await isClean();
  await page.close();
});

test('a group is exported and discarded', async () => {
  const group = await failing('Exported', ['acme', 'acme', 'globex']);
  const { page, isClean } = await open(`failures/${group.fingerprint}`, { expected: ['404'] });
  const saved = page.waitForEvent('download');
  await button(page, 'Export').click();
  const file = await saved;
  assert.equal(file.suggestedFilename(), `failures-${group.fingerprint}.ndjson`);
  const lines = readFileSync(await file.path(), 'utf8').trim().split('\n').map((line) => JSON.parse(line));
  assert.equal(lines.length, 3);
  assert.ok(lines.every((one) => JSON.stringify(one).includes('nobodyExported')));

  await act(page, page, 'Discard', (dialog) => dialog.getByText('3 jobs', { exact: true }).waitFor());
  await becomes('they are cancelled', async () => await countOf(`state=Cancelled&fingerprint=${group.fingerprint}`) === 3);
  await isClean();
  await page.close();
});

test('marked jobs, and all that a filter finds, are discarded and restored, and leave the list by themselves', async () => {
  const group = await failing('Marked', Array(4).fill('bulk-tenant'));
  const { page, isClean } = await open('jobs?state=Failed&tenant=bulk-tenant');
  const rows = page.locator('tbody tr');
  await rows.nth(3).waitFor();
  for (const place of [0, 1]) await rows.nth(place).getByRole('checkbox').check();
  await page.getByText('2 marked:').waitFor();
  const bulk = page.locator('.bulk');
  await act(page, bulk, 'Discard', (dialog) => dialog.getByText('2 jobs', { exact: true }).waitFor());
  await rows.nth(2).waitFor({ state: 'detached' });
  assert.equal(await countOf(`state=Cancelled&fingerprint=${group.fingerprint}`), 2);
  await page.getByText('2 jobs', { exact: true }).waitFor();

  await act(page, bulk, 'Discard', (dialog) => dialog.getByText('2 jobs', { exact: true }).waitFor());
  await page.getByText('No job fits these filters.').waitFor();
  await at(page, 'jobs?state=Cancelled&tenant=bulk-tenant');
  await act(page, bulk, 'Restore', (dialog) => dialog.getByText('4 jobs', { exact: true }).waitFor());
  await page.getByText('No job fits these filters.').waitFor();
  assert.equal(await countOf('state=Failed&tenant=bulk-tenant'), 4);
  await isClean();
  await page.close();
});

test('pages that were loaded later do not keep what a bulk change took away', async () => {
  const jobs = Array.from({ length: 60 }, () => ({ type: 'greet', tenant: 'long-list', payload: { Name: 'x' }, afterSeconds: 86_400 }));
  await send('jobs/batch', { jobs });
  const { page, isClean } = await open('jobs?state=Scheduled&tenant=long-list');
  await button(page, 'Load more').click();
  await page.locator('tbody tr').nth(59).waitFor();
  await act(page, page.locator('.bulk'), 'Cancel', (dialog) => dialog.getByText('60 jobs', { exact: true }).waitFor());
  await page.getByText('No job fits these filters.').waitFor();
  assert.equal(await countOf('state=Cancelled&tenant=long-list'), 60);
  await isClean();
  await page.close();
});

test('a schedule is paused, resumed and cancelled', async () => {
  const { id } = await send('jobs', { type: 'greet', payload: { Name: 'yearly' }, cron: '0 3 1 1 *', scheduleKey: 'to-be-cancelled' });
  const schedule = async () => (await read(`schedules/${id}`)).state;
  const { page, isClean } = await open('schedules?find=to-be-cancelled');
  const row = page.locator('tbody tr', { hasText: 'to-be-cancelled' });
  await act(page, row, 'Pause');
  await becomes('it is paused', async () => await schedule() === 'Paused');
  await act(page, row, 'Resume');
  await becomes('it fires again', async () => await schedule() === 'Active');
  await at(page, `schedules/${id}`);
  await act(page, page, 'Cancel schedule');
  await becomes('it is cancelled', async () => await schedule() === 'Cancelled');
  await page.getByText('It will not fire.').waitFor();
  await isClean();
  await page.close();
});

test('a lane and a definition are paused until a time, and resumed', async () => {
  const { page, isClean } = await open('lanes');
  const lane = async () => (await read('lanes')).lanes.find((one) => one.name === 'long').pause;
  const row = page.locator('tbody tr', { has: page.getByText('long', { exact: true }) });
  await act(page, row, 'Pause', (dialog) => dialog.getByLabel('Until').selectOption({ label: 'in an hour' }));
  const { until } = await becomes('the lane is paused', lane);
  assert.ok(Math.abs(Date.parse(until) - Date.now() - 3_600_000) < 600_000, until);
  await act(page, row, 'Resume');
  await becomes('the lane is resumed', async () => !await lane());

  await at(page, 'definitions/lonely');
  const definition = async () => (await read('definitions/lonely')).pause;
  await act(page, page, 'Pause', (dialog) => dialog.getByLabel('Reason').fill('A flood'));
  assert.equal((await becomes('the definition is paused', definition)).reason, 'A flood');
  await act(page, page, 'Resume');
  await becomes('the definition is resumed', async () => !await definition());
  await isClean();
  await page.close();
});

test('a worker is cordoned and uncordoned, has other slots, is stopped and started', async () => {
  const { page, isClean } = await open('workers');
  const worker = async () => (await read('workers')).workers.find((one) => one.isLive && one.lanes.includes('by-agent'));
  const before = (await worker()).concurrency;
  const row = page.locator('tbody tr', { hasText: 'by-agent' }).first();
  await act(page, row, 'Cordon');
  await becomes('it is cordoned', async () => (await worker()).state === 'Cordoned');
  await act(page, row, 'Uncordon');
  await becomes('it is active', async () => (await worker()).state === 'Active');
  await act(page, row, 'Slots', (dialog) => dialog.getByLabel('Jobs at once').fill('3'), 'Set');
  await becomes('it has three slots', async () => (await worker()).concurrency === 3);
  await act(page, row, 'Slots', (dialog) => dialog.getByLabel('Jobs at once').fill(''), 'Set');
  await becomes('it has its own slots', async () => (await worker()).concurrency === before);
  await act(page, row, 'Stop', (dialog) => dialog.getByLabel('Seconds').fill('1'));
  await becomes('it is stopped', async () => (await worker()).state === 'Stopped');
  await act(page, row, 'Start');
  await becomes('it is started', async () => (await worker()).state === 'Active');
  await isClean();
  await page.close();
});

test('the mode of the cluster is set in the palette, stands on every page, and is set back', async () => {
  const { page, isClean } = await open('audit');
  const mode = async () => (await read('')).mode;
  const set = async (name) => {
    await page.keyboard.press('Control+k');
    await page.getByRole('combobox', { name: 'Find or go to' }).fill('mode');
    await page.keyboard.press('Enter');
    await dialogOf(page).getByLabel('Mode').selectOption({ label: name });
    await button(dialogOf(page), 'Set').click();
    await dialogOf(page).waitFor({ state: 'detached' });
  };
  await set('Passive');
  await becomes('it is passive', async () => await mode() === 'Passive');
  await page.getByText('This cluster is passive: its workers take no jobs.').waitFor();
  await set('as the code has it');
  await becomes('it is active', async () => await mode() === 'Active');
  await page.getByText('This cluster is passive').waitFor({ state: 'detached' });
  await page.locator('tbody tr', { hasText: 'set the mode' }).first().waitFor();
  await isClean();
  await page.close();
});

test('an operation is paused, stands among the concerns, is resumed and ended', async () => {
  const jobs = Array.from({ length: 30 }, () => ({ type: 'greet', tenant: 'slowly', payload: { Name: 'x' }, afterSeconds: 86_400 }));
  await send('jobs/batch', { jobs });
  const { id } = await send('operations', { kind: 'Cancel', filter: { tenant: 'slowly' }, maxPerSecond: 1, reason: 'One by one' });
  const state = async () => (await read(`operations/${id}`)).state;
  const { page, isClean } = await open('operations');
  const row = page.locator('.operation', { hasText: 'One by one' });
  await act(page, row, 'Pause');
  await becomes('it is paused', async () => await state() === 'Paused');
  await row.locator('.state', { hasText: 'Paused' }).waitFor();
  await at(page, 'overview');
  await page.locator('.concern', { hasText: 'Operation paused' }).waitFor();
  await at(page, 'operations');
  await act(page, row, 'Resume');
  await becomes('it goes on', async () => await state() === 'Running');
  await act(page, row, 'End');
  await becomes('it is ended', async () => await state() === 'Cancelled');
  assert.ok(await countOf('state=Scheduled&tenant=slowly') > 0);
  await isClean();
  await page.close();
});

test('a job is submitted for a time, for later, and as a schedule', async () => {
  const { page, isClean } = await open('submit/greet');
  const submit = async (start, fill) => {
    await at(page, 'overview');
    await at(page, 'submit/greet');
    await page.getByLabel(/^Name/).fill('Later');
    await page.getByLabel('Start').selectOption({ label: start });
    await fill();
    await button(page, 'Submit').click();
  };
  await submit('At', () => page.getByLabel('At', { exact: true }).fill('2031-02-03T04:05:06'));
  await page.waitForURL(/default\/jobs\//);
  const first = await read(`jobs/${page.url().split('/').pop()}`);
  const wanted = await page.evaluate(() => new Date('2031-02-03T04:05:06').toISOString());
  assert.deepEqual([first.state, Date.parse(first.dueAt)], ['Scheduled', Date.parse(wanted)]);

  await submit('In seconds', () => page.getByLabel('In seconds').fill('3600'));
  await page.waitForURL(/default\/jobs\//);
  const second = await read(`jobs/${page.url().split('/').pop()}`);
  assert.ok(Math.abs(Date.parse(second.dueAt) - Date.parse(second.createdAt) - 3_600_000) < 60_000, second.dueAt);

  await submit('Repeats (in words)', async () => {
    await page.getByLabel('Expression in words').fill('every monday at 09:00');
    await page.getByLabel('Key of the schedule').fill('submitted');
    await page.getByLabel('Time zone').fill('Europe/Lisbon');
  });
  await page.waitForURL(/default\/schedules\//);
  const schedule = (await read('schedules')).schedules.find((one) => one.key === 'submitted');
  assert.deepEqual([schedule.expression, schedule.timeZone], ['every monday at 09:00', 'Europe/Lisbon']);
  await isClean();
  await page.close();
});

test('a job is moved to another lane and another time', async () => {
  const { id } = await send('jobs', { type: 'greet', payload: { Name: 'Moved' }, afterSeconds: 86_400 });
  const { page, isClean } = await open(`jobs/${id}`);
  await act(page, page, 'Change', async (dialog) => {
    await dialog.getByLabel('Lane').fill('long');
    await dialog.getByLabel('Due').fill('2031-02-03T04:05:06');
  });
  const job = await becomes('it is moved', async () => {
    const found = await read(`jobs/${id}`);
    return found.workerLane === 'long' && found;
  });
  assert.equal(Date.parse(job.dueAt), await page.evaluate(() => new Date('2031-02-03T04:05:06').getTime()));
  await isClean();
  await page.close();
});

test('what was done stands in the audit, in words', async () => {
  const { page, isClean } = await open('audit');
  for (const words of ['paused the lane', 'started an operation', 'cordoned', 'set the slots', 'cancelled the schedule']) {
    await page.getByLabel('Did').selectOption({ label: words });
    await page.locator('tbody tr', { hasText: words }).first().waitFor();
  }

  await page.getByLabel('Did').selectOption({ label: 'paused the definition' });
  const row = page.locator('tbody tr').first();
  await row.getByText('A flood', { exact: true }).waitFor();
  assert.equal(await row.getByRole('link', { name: 'Definition lonely' }).count(), 1);
  await isClean();
  await page.close();
});

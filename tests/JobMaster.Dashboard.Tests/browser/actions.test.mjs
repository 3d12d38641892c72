// What a reader can change, seen in the API afterwards.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { becomes, openBrowser, openPage, read, readerKey, settled } from './lib/browser.mjs';

let browser;
before(async () => {
  browser = await openBrowser();
  await settled();
});
after(() => browser?.close());

const failedOf = async (tenant) => (await read(`jobs?state=Failed&tenant=${tenant}&limit=1`)).jobs[0];
const confirmation = (page) => page.getByRole('dialog');

test('a confirmation names the environment and the way back, and Escape leaves all as it was', async () => {
  const job = await failedOf('globex');
  const { page, isClean } = await openPage(browser.context, { hash: `#/default/jobs/${job.id}` });
  await page.getByRole('button', { name: 'Discard' }).click();
  const text = await confirmation(page).innerText();
  assert.match(text, /Test hall/);
  assert.match(text, /default/);
  assert.match(text, /Undo: restore it/);
  await page.keyboard.press('Escape');
  await confirmation(page).waitFor({ state: 'detached' });
  assert.equal((await read(`jobs/${job.id}`)).state, 'Failed');
  await isClean();
  await page.close();
});

test('a job is discarded and restored, with a reason in the audit', async () => {
  const job = await failedOf('globex');
  const { page, isClean } = await openPage(browser.context, { hash: `#/default/jobs/${job.id}` });
  await page.getByRole('button', { name: 'Discard' }).click();
  await page.getByLabel('Reason').fill('Not wanted');
  await confirmation(page).getByRole('button', { name: 'Discard' }).click();
  await becomes('it is cancelled', async () => (await read(`jobs/${job.id}`)).state === 'Cancelled');
  const { entries } = await read(`audit?action=job.discard&targetKind=job&targetId=${job.id}`);
  assert.equal(entries[0].reason, 'Not wanted');
  await page.getByRole('button', { name: 'Restore' }).click();
  await confirmation(page).getByRole('button', { name: 'Restore' }).click();
  await becomes('it is failed', async () => (await read(`jobs/${job.id}`)).state === 'Failed');
  await isClean();
  await page.close();
});

test('a replay shows what is changed of the payload, keeps every digit and runs the job', async () => {
  const job = await failedOf('acme');
  const { page, isClean } = await openPage(browser.context, { hash: `#/default/jobs/${job.id}` });
  await page.getByRole('button', { name: 'Replay' }).click();
  const editor = confirmation(page).getByLabel('Payload');
  const text = await editor.inputValue();
  await editor.fill('{');
  await confirmation(page).getByText(/This is no JSON/).waitFor();
  await editor.fill(text.replace(/"nobody[^"]*"/, '"Grace"').replace(/"Number": \d+/, '"Number": 9223372036854775807'));
  await confirmation(page).locator('.added').first().waitFor();
  await confirmation(page).getByRole('button', { name: 'Replay' }).click();
  await becomes('it succeeds', async () => (await read(`jobs/${job.id}`)).state === 'Succeeded');
  const stored = await (await fetch(`${process.env.DASHBOARD_URL}/jobmaster/api/v1/clusters/default/jobs/${job.id}`)).text();
  assert.match(stored, /"Number":\s*9223372036854775807/);
  await page.getByText('Succeeded').first().waitFor();
  await isClean();
  await page.close();
});

test('a waiting job is changed, run now and cancelled; a running one is asked to stop', async () => {
  const waiting = (await read('jobs?state=Scheduled&limit=1')).jobs[0];
  const { page, isClean } = await openPage(browser.context, { hash: `#/default/jobs/${waiting.id}` });
  await page.getByText('Not due').waitFor();
  await page.getByRole('button', { name: 'Change' }).click();
  await confirmation(page).getByLabel('Priority').selectOption('Critical');
  await confirmation(page).getByRole('button', { name: 'Change' }).click();
  await becomes('it is critical', async () => (await read(`jobs/${waiting.id}`)).priority === 'Critical');
  await page.getByRole('button', { name: 'Run now' }).click();
  await confirmation(page).getByRole('button', { name: 'Run now' }).click();
  await becomes('it has run', async () => (await read(`jobs/${waiting.id}`)).state === 'Succeeded');

  const running = (await read('jobs?state=Running&limit=1')).jobs[0];
  await page.goto(`${page.url().split('#')[0]}#/default/jobs/${running.id}`);
  await page.getByText('40 % · four of ten').waitFor();
  await page.getByRole('button', { name: 'Cancel job' }).click();
  await confirmation(page).getByRole('button', { name: 'Cancel job' }).click();
  await page.locator('h1').getByText('Cancelled').waitFor();
  await isClean();
  await page.close();
});

test('a group is muted, shown again, counted before it is replayed, and followed while it is', async () => {
  const { groups } = await read('failures');
  const group = groups.find((one) => !one.title.includes('img'));
  const { page, isClean } = await openPage(browser.context, { hash: `#/default/failures/${group.fingerprint}` });
  await page.getByRole('button', { name: 'Mute' }).click();
  await confirmation(page).getByRole('button', { name: 'Mute' }).click();
  await becomes('it is muted', async () => Boolean((await read(`failures/${group.fingerprint}`)).mutedUntil));
  await page.getByRole('button', { name: 'Unmute' }).click();
  await confirmation(page).getByRole('button', { name: 'Unmute' }).click();
  await becomes('it is shown', async () => !(await read(`failures/${group.fingerprint}`)).mutedUntil);

  await page.getByRole('button', { name: 'Replay', exact: true }).click();
  await confirmation(page).getByText(`${group.count - 1} jobs`).or(confirmation(page).getByText(`${group.count} jobs`)).waitFor();
  assert.equal(await confirmation(page).locator('.dry-run li').count(), 5);
  await confirmation(page).getByRole('button', { name: 'Replay' }).click();
  await page.getByRole('heading', { name: 'Operations' }).waitFor();
  await page.locator('.operation').getByText('Stopped').waitFor();
  await isClean();
  await page.close();
});

test('a schedule is changed from cron to words', async () => {
  const { schedules } = await read('schedules');
  const { id } = schedules.find((one) => one.key === 'nightly');
  const { page, isClean } = await openPage(browser.context, { hash: `#/default/schedules/${id}`, expected: ['400'] });
  await page.getByRole('button', { name: 'Change' }).click();
  await confirmation(page).getByLabel('Language').selectOption('natural');
  await confirmation(page).getByLabel('Repeats').fill('every mondy at 09:00');
  await confirmation(page).locator('.marked-expression mark', { hasText: /^mondy$/ }).waitFor();
  await confirmation(page).getByLabel('Repeats').fill('every monday at 09:00');
  await confirmation(page).getByRole('heading', { name: 'Next times' }).waitFor();
  await confirmation(page).getByRole('button', { name: 'Change' }).click();
  const changed = await becomes('it is changed', async () => {
    const one = await read(`schedules/${id}`);
    return one.typeId === 'NaturalCron' && one;
  });
  assert.equal(changed.expression, 'every monday at 09:00');
  await isClean();
  await page.close();
});

test('an encrypted payload is shown only when it is asked for, with a reason in the audit', async () => {
  const { id } = (await read('jobs?state=Succeeded&limit=1&order=OldestFirst')).jobs[0];
  const seal = async (page) => page.route(`**/jobs/${id}`, async (route) => {
    const response = await route.fetch();
    const { payload, ...job } = await response.json();
    assert.ok(payload);
    await route.fulfill({ response, json: { ...job, isPayloadEncrypted: true } });
  });
  const { page, isClean } = await openPage(browser.context, { hash: '#/default/overview' });
  await seal(page);
  await page.goto(`${page.url().split('#')[0]}#/default/jobs/${id}`);
  await page.getByText('The payload is encrypted.').waitFor();
  await page.getByRole('button', { name: 'Reveal' }).click();
  await confirmation(page).getByLabel('Reason').fill('The customer called');
  await confirmation(page).getByRole('button', { name: 'Reveal' }).click();
  await page.getByRole('button', { name: 'Hide' }).waitFor();
  await page.locator('.json', { hasText: 'Ada' }).first().waitFor();
  const { entries } = await read(`audit?targetKind=job&targetId=${id}`);
  assert.deepEqual(entries.map((entry) => entry.reason), ['The customer called']);
  await page.getByRole('button', { name: 'Hide' }).click();
  await page.getByText('The payload is encrypted.').waitFor();
  await isClean();
  await page.close();

  const reader = await openPage(await browser.other(), { key: readerKey, hash: '#/default/overview' });
  await seal(reader.page);
  await reader.page.goto(`${reader.page.url().split('#')[0]}#/default/jobs/${id}`);
  await reader.page.getByText('The payload is encrypted.').waitFor();
  assert.equal(await reader.page.getByRole('button', { name: 'Reveal' }).count(), 0);
  await reader.isClean();
  await reader.page.context().close();
});

test('an agent is drained and resumed, with a reason that stands beside it', async () => {
  const { page, isClean } = await openPage(browser.context, { hash: '#/default/workers' });
  const row = page.locator('#agents tbody tr');
  await row.getByRole('button', { name: 'Drain' }).click();
  await page.getByLabel('Reason').fill('A new server');
  await confirmation(page).getByRole('button', { name: 'Drain' }).click();
  const drain = async () => (await read('agents')).agents[0].drain;
  await becomes('it is drained', async () => (await drain())?.reason === 'A new server');
  await row.locator('.state', { hasText: /Draining|Empty/ }).waitFor();
  assert.match(await row.innerText(), /A new server/);
  await row.getByRole('button', { name: 'Resume' }).click();
  await confirmation(page).getByRole('button', { name: 'Resume' }).click();
  await becomes('it is resumed', async () => await drain() === undefined);
  await row.getByRole('button', { name: 'Drain' }).waitFor();
  await isClean();
  await page.close();
});

test('a key of a limit is overridden and the override lifted, with a reason in the audit', async () => {
  const { page, isClean } = await openPage(browser.context, { hash: '#/default/limits?name=partner' });
  const key = page.locator('#limit-keys tbody tr', { hasText: 'partner:eu' });
  await key.getByRole('button', { name: 'Override' }).click();
  const dialog = confirmation(page);
  await dialog.getByText('It lets run: 1 at once.', { exact: false }).waitFor();
  await dialog.getByLabel('At once', { exact: true }).fill('0');
  await dialog.getByLabel('In so many seconds').fill('0.5');
  await dialog.getByLabel('Starts').fill('2');
  await dialog.getByLabel('Until').selectOption({ label: 'in a day' });
  await dialog.getByLabel('Reason').fill('They asked');
  await dialog.getByRole('button', { name: 'Override' }).click();
  const own = await becomes('it is overridden', async () =>
    (await read('limits')).limits.find((one) => one.name === 'partner').overrides[0]);
  assert.deepEqual([own.key, own.settings.maxConcurrent, own.settings.starts, own.settings.perSeconds, own.reason],
    ['eu', 0, 2, 0.5, 'They asked']);
  assert.ok(Math.abs(Date.parse(own.until) - Date.parse(own.since) - 86_400_000) < 600_000);

  await key.getByText(/They asked/).waitFor();
  await key.getByRole('button', { name: 'Lift' }).click();
  await confirmation(page).getByRole('button', { name: 'Lift' }).click();
  await becomes('it is lifted', async () => (await read('limits')).limits.every((one) => one.overrides.length === 0));
  const { entries } = await read('audit?targetKind=limit');
  assert.deepEqual(entries.map((one) => [one.action, one.targetId]), [['limit.lift', 'partner:eu'], ['limit.override', 'partner:eu']]);

  const reader = await openPage(browser.context, { key: readerKey, hash: '#/default/limits' });
  await reader.page.locator('#limit-keys tbody tr').first().waitFor();
  assert.equal(await reader.page.locator('td button').count(), 0);
  await reader.page.close();
  await isClean();
  await page.close();
});

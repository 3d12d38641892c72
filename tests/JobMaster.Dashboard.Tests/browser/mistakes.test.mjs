// What happens to addresses and forms that are not as they should be.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { api, becomes, openBrowser, openPage, read, readerKey, settled, tenantKey } from './lib/browser.mjs';

let browser;
before(async () => {
  browser = await openBrowser();
  await settled();
});
after(() => browser?.close());

test('a filter that does not exist shows no jobs until it is cleared', async () => {
  const { page, isClean } = await openPage(browser.context, { hash: '#/default/jobs?stat=Failed' });
  await page.getByText('There is no filter "stat".', { exact: false }).waitFor();
  assert.equal(await page.locator('tbody tr').count(), 0);
  await page.getByRole('button', { name: 'Clear filters' }).click();
  await page.locator('tbody tr').first().waitFor();
  await isClean();
  await page.close();
});

test('Back takes back a filter that was chosen', async () => {
  const { page, isClean } = await openPage(browser.context, { hash: '#/default/jobs' });
  const failed = page.getByRole('button', { name: 'Failed', exact: true });
  await failed.click();
  await page.getByLabel('Definition', { exact: true }).fill('nothing-of-this-name');
  await page.getByLabel('Definition', { exact: true }).press('Enter');
  await page.getByText('No job fits', { exact: false }).waitFor();
  await page.goBack();
  await becomes('the definition is no filter', () => page.evaluate(() => !location.hash.includes('definitionId')));
  assert.equal(await failed.getAttribute('aria-pressed'), 'true');
  await page.goBack();
  await becomes('no state is chosen', async () => await failed.getAttribute('aria-pressed') === 'false');
  await page.goForward();
  await becomes('the state is chosen again', async () => await failed.getAttribute('aria-pressed') === 'true');
  await isClean();
  await page.close();
});

test('a link to a cluster that is not here says so', async () => {
  const { page, isClean } = await openPage(browser.context, { hash: '#/elsewhere/jobs' });
  await page.getByText('There is no cluster "elsewhere" here', { exact: false }).waitFor();
  await page.getByRole('link', { name: 'Go to "default"' }).click();
  await page.getByRole('heading', { level: 1, name: 'Overview' }).waitFor();
  await isClean();
  await page.close();
});

test('a page that does not exist is none, whatever its name', async () => {
  for (const name of ['nothing', 'constructor', '__proto__']) {
    const { page, isClean } = await openPage(browser.context, { hash: `#/default/${name}` });
    await page.getByRole('heading', { level: 1, name: 'There is no such page.' }).waitFor();
    await isClean();
    await page.close();
  }
});

test('a job without the time that was chosen is not submitted', async () => {
  const { page, isClean } = await openPage(browser.context, { hash: '#/default/submit/greet' });
  const before = (await read('jobs/count')).count;
  for (const start of ['At', 'In seconds', 'Repeatedly']) {
    const choice = page.getByLabel('Start');
    await choice.selectOption({ index: ['At', 'In seconds', 'Repeatedly'].indexOf(start) + 1 });
    await page.getByRole('button', { name: 'Submit', exact: true }).click();
    await becomes('the empty field is asked for', () => page.evaluate(() => document.querySelector('form.submit-form :invalid') !== null));
  }

  assert.equal((await read('jobs/count')).count, before);
  assert.match(page.url(), /submit\/greet/);
  await isClean();
  await page.close();
});

test('a password signs in where a key of this tab has expired', async () => {
  const context = await browser.other({ extraHTTPHeaders: { 'X-Forwarded-For': '203.0.113.8' } });
  const { page, isClean } = await openPage(context, { key: 'jmk_gone_0', expected: ['401'] });
  const form = page.locator('form').first();
  await form.getByLabel('Name').fill('ann');
  await form.getByLabel('Password').fill('correct horse');
  await form.getByRole('button', { name: 'Sign in' }).click();
  await page.getByRole('heading', { level: 1, name: 'Overview' }).waitFor();
  await isClean();
  await context.close();
});

test('what is no key is not sent', async () => {
  const context = await browser.other({ extraHTTPHeaders: { 'X-Forwarded-For': '203.0.113.9' } });
  const { page, isClean } = await openPage(context, { key: 'jmk_gone_0', expected: ['401'] });
  await page.getByText('API key', { exact: false }).first().click();
  for (const text of ['jmk_ключ_x', 'foo']) {
    await page.getByLabel('API key').fill(text);
    await page.locator('details form').getByRole('button', { name: 'Sign in' }).click();
    await page.getByRole('alert').getByText('This is no key', { exact: false }).waitFor();
  }

  await isClean();
  await context.close();
});

test('a span that does not exist is the first one, whatever its name', async () => {
  const { page, isClean } = await openPage(browser.context, { hash: '#/default/overview?span=constructor' });
  await page.getByRole('button', { name: '1h', exact: true, pressed: true }).waitFor();
  await isClean();
  await page.close();
});

test('a key with blanks around it signs in', async () => {
  const context = await browser.other({ extraHTTPHeaders: { 'X-Forwarded-For': '203.0.113.10' } });
  const { page, isClean } = await openPage(context, { key: 'jmk_gone_0', expected: ['401'] });
  await page.getByText('API key', { exact: false }).first().click();
  await page.getByLabel('API key').fill(`  ${readerKey} `);
  await page.locator('details form').getByRole('button', { name: 'Sign in' }).click();
  await page.getByRole('heading', { level: 1, name: 'Overview' }).waitFor();
  assert.equal(await page.evaluate(() => sessionStorage.getItem('jobmaster-key')), readerKey);
  await isClean();
  await context.close();
});

test('an untouched form is not submitted, and says nothing of a payload that nobody has given', async () => {
  const { page, isClean } = await openPage(browser.context, { hash: '#/default/submit/lonely' });
  const before = (await read('jobs/count')).count;
  const field = page.getByLabel(/^Number/);
  assert.equal(await field.inputValue(), '');
  await page.getByRole('button', { name: 'Submit', exact: true }).click();
  await becomes('the field is marked', () => field.evaluate((input) => input.matches(':user-invalid') && input === document.activeElement));
  assert.equal(await page.locator('.fits').count(), 0);
  assert.equal((await read('jobs/count')).count, before);
  await field.fill('7');
  await page.locator('.fits').waitFor();
  await isClean();
  await page.close();
});

test('while a field cannot be read, the form gives no verdict and keeps its reader', async () => {
  const { page, isClean } = await openPage(browser.context, { hash: '#/default/submit/greet' });
  const [name, field] = [page.getByLabel(/^Name/), page.getByLabel(/^Number/)];
  assert.equal(await name.evaluate((input) => input.required), true);
  await name.fill('Ada');
  await page.locator('.fits').waitFor();
  await field.fill('1,5');
  await page.locator('.fits').waitFor({ state: 'detached' });
  await page.getByRole('button', { name: 'JSON', exact: true }).click();
  assert.equal(await page.getByRole('button', { name: 'Form', exact: true }).getAttribute('aria-pressed'), 'true');
  assert.equal(await field.evaluate((input) => input === document.activeElement), true);
  await field.fill('15');
  await page.locator('.fits').waitFor();
  await page.getByRole('button', { name: 'JSON', exact: true }).click();
  assert.match(await page.getByRole('textbox', { name: 'Payload' }).inputValue(), /"Number": 15/);
  await isClean();
  await page.close();
});

test('the palette knows lanes on every page, and the short id of a job on the page', async () => {
  const { page, isClean } = await openPage(browser.context, { hash: '#/default/jobs?state=Failed' });
  const short = (await page.locator('tbody tr a.id, tbody tr td.wide a').first().getAttribute('href')).slice(-12);
  await page.keyboard.press('Control+k');
  const box = page.getByRole('combobox');
  await box.fill('nobody-serves');
  await page.getByRole('option', { name: 'Jobs in lane nobody-serves-it' }).waitFor();
  await box.fill('0123456789ab');
  await page.getByText('A job is found by its whole id.').waitFor();
  await box.fill(short);
  await page.getByRole('option', { name: short }).click();
  await page.waitForURL(new RegExp(`default/jobs/.*${short}$`));
  assert.equal(await page.getByRole('dialog').count(), 0);
  await isClean();
  await page.close();
});

test('an operation says which jobs it is for, and an address of none says so', async () => {
  const started = await fetch(`${api}/operations`, {
    method: 'POST', headers: { 'Content-Type': 'application/json' },
    body: JSON.stringify({ kind: 'Cancel', filter: { workerLane: 'an-empty-lane', tenant: 'acme' }, reason: 'x'.repeat(400) }),
  });
  assert.equal(started.status, 201);
  const { page, isClean } = await openPage(browser.context, { hash: '#/default/operations' });
  const row = page.locator('.operation').first();
  await row.getByText('Tenant acme').waitFor();
  assert.match(await row.getByRole('link', { name: 'an-empty-lane' }).getAttribute('href'), /workerLane=an-empty-lane/);
  assert.equal(await row.locator('.clamped').getAttribute('title'), 'x'.repeat(400));
  assert.ok(await page.evaluate(() => document.documentElement.scrollWidth <= innerWidth));
  for (const [place, text] of [['operations/xyz', 'There is no such page.'], ['submit/nodef', /There is no such definition/]]) {
    await page.goto(`${page.url().split('#')[0]}#/default/${place}`);
    await page.getByText(text).waitFor();
  }

  await isClean();
  await page.close();
});

test('a reader who sees one tenant is not told how to write the first job', async () => {
  const context = await browser.other();
  const { page, isClean } = await openPage(context, { key: tenantKey, hash: '#/default/schedules' });
  await page.route('**/jobs?*', (route) => route.fulfill({ json: { jobs: [], isComplete: true } }));
  await page.goto(`${page.url().split('#')[0]}#/default/jobs`);
  await page.getByText('There are no jobs in what you may see.').waitFor();
  assert.equal(await page.locator('.empty pre').count(), 0);
  await isClean();
  await context.close();
});

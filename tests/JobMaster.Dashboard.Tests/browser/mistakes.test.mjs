// What happens to addresses and forms that are not as they should be.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { becomes, openBrowser, openPage, read, settled } from './lib/browser.mjs';

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
  const { page } = await openPage(context, { key: 'jmk_gone_0', expected: ['401'] });
  const form = page.locator('form').first();
  await form.getByLabel('Name').fill('ann');
  await form.getByLabel('Password').fill('correct horse');
  await form.getByRole('button', { name: 'Sign in' }).click();
  await page.getByRole('heading', { level: 1, name: 'Overview' }).waitFor();
  await context.close();
});

test('what is no key is not sent', async () => {
  const context = await browser.other({ extraHTTPHeaders: { 'X-Forwarded-For': '203.0.113.9' } });
  const { page } = await openPage(context, { key: 'jmk_gone_0', expected: ['401'] });
  await page.getByText('API key', { exact: false }).first().click();
  for (const text of ['jmk_ключ_x', 'foo']) {
    await page.getByLabel('API key').fill(text);
    await page.locator('details form').getByRole('button', { name: 'Sign in' }).click();
    await page.getByRole('alert').getByText('This is no key', { exact: false }).waitFor();
  }

  await context.close();
});

test('a span that does not exist is the first one, whatever its name', async () => {
  const { page, isClean } = await openPage(browser.context, { hash: '#/default/overview?span=constructor' });
  await page.getByRole('button', { name: '1h', exact: true, pressed: true }).waitFor();
  await isClean();
  await page.close();
});

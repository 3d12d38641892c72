// Confirmations and forms when the reader, the network or the server does not do as expected.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { openBrowser, openPage, read, settled } from './lib/browser.mjs';

let browser;
before(async () => {
  browser = await openBrowser();
  await settled();
});
after(() => browser?.close());

const dialogOf = (page) => page.getByRole('dialog');
const button = (place, name) => place.getByRole('button', { name, exact: true });

test('a confirmation closes when the page behind it changes', async () => {
  const { page, isClean } = await openPage(browser.context, { hash: '#/default/jobs' });
  await page.locator('tbody tr').first().waitFor();
  await page.goto(`${page.url().split('#')[0]}#/default/lanes`);
  await button(page.locator('tbody tr').first(), 'Pause').click();
  await dialogOf(page).waitFor();
  await page.goBack();
  await dialogOf(page).waitFor({ state: 'detached' });
  assert.ok((await read('lanes')).lanes.every((lane) => !lane.pause));
  await isClean();
  await page.close();
});

test('a number that cannot be read is named and keeps the job from being submitted', async () => {
  const { page, isClean } = await openPage(browser.context, { hash: '#/default/submit/greet' });
  const before = (await read('jobs/count')).count;
  const field = page.getByLabel(/^Number/);
  await field.fill('1,500');
  await page.getByText('This is no number.', { exact: false }).waitFor();
  await button(page, 'Submit').click();
  assert.equal(await field.evaluate((input) => input.matches(':invalid')), true);
  assert.equal((await read('jobs/count')).count, before);
  assert.match(page.url(), /submit\/greet/);
  await field.fill('1500');
  await page.getByText('This is no number.', { exact: false }).waitFor({ state: 'detached' });
  assert.equal(await field.evaluate((input) => input.matches(':invalid')), false);
  await isClean();
  await page.close();
});

// Every page in both themes and at two sizes: readable by everybody, no wider than the screen.
import assert from 'node:assert/strict';
import { createRequire } from 'node:module';
import { after, before, test } from 'node:test';
import { openBrowser, openPage, read, settled, url } from './lib/browser.mjs';

const axe = createRequire(import.meta.url).resolve('axe-core/axe.min.js');
let browser;
let hashes;
before(async () => {
  browser = await openBrowser();
  await settled();
  const [failed, groups, schedules] = await Promise.all([read('jobs?state=Failed&limit=1'), read('failures'), read('schedules')]);
  hashes = [
    'overview', 'jobs', 'jobs?state=Failed&workerLane=none-of-them', `jobs/${failed.jobs[0].id}`, 'failures',
    `failures/${groups.groups[0].fingerprint}`, 'schedules', `schedules/${schedules.schedules[0].id}`, 'lanes', 'workers', 'limits',
    'limits?name=partner', 'definitions',
    'definitions/greet', 'operations', 'audit', 'submit/greet', 'nowhere',
  ];
});
after(() => browser?.close());

/** What axe finds, in short. It is put in by the browser itself, beside the policy. */
async function violationsOf(page) {
  const { violations } = await page.evaluate(() => globalThis.axe.run(document, {
    runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'],
  }));
  return violations.map((one) => `${one.id}: ${one.nodes.map((node) => `${node.html.slice(0, 140)} | ${node.any[0]?.message ?? ''}`)
    .slice(0, 2).join('\n  ')}`);
}

async function quiet(page) {
  await page.locator('main h1').first().waitFor();
  await page.locator('.skeleton, .figure-wait').first().waitFor({ state: 'detached' });
}

for (const [colorScheme, width] of [['light', 1280], ['dark', 360]]) {
  test(`every page, ${colorScheme}, ${width} px`, async () => {
    const context = await browser.other({ colorScheme, viewport: { width, height: 740 }, bypassCSP: true });
    const { page, isClean } = await openPage(context);
    await page.addScriptTag({ path: axe });
    const found = [];
    for (const hash of hashes) {
      await page.goto(`${url}/jobmaster/#/default/${hash}`);
      await quiet(page);
      const wider = await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
      if (wider > 0) found.push(`${hash}: wider than the screen by ${wider}`);
      found.push(...(await violationsOf(page)).map((one) => `${hash}: ${one}`));
    }

    assert.deepEqual(found, []);
    await isClean();
    await context.close();
  });
}

test('dialogs, the palette and the list of keys', async () => {
  const context = await browser.other({ viewport: { width: 1280, height: 800 }, bypassCSP: true });
  const { page, isClean } = await openPage(context, { hash: `#/default/${hashes[3]}` });
  await page.addScriptTag({ path: axe });
  await page.getByRole('button', { name: 'Replay' }).click();
  await page.getByRole('dialog').waitFor();
  assert.deepEqual(await violationsOf(page), []);
  await page.getByLabel('Reason').fill('Because');
  await page.keyboard.press('Escape');
  await page.getByRole('alertdialog').waitFor();
  assert.deepEqual(await violationsOf(page), []);
  await page.getByRole('alertdialog').getByRole('button', { name: 'Discard' }).click();
  await page.getByRole('dialog').waitFor({ state: 'detached' });
  await page.keyboard.press('Control+k');
  await page.getByRole('combobox').fill('fail');
  assert.deepEqual(await violationsOf(page), []);
  await page.keyboard.press('Enter');
  await page.getByRole('heading', { level: 1, name: 'Failures' }).waitFor();
  await page.keyboard.press('?');
  await page.getByRole('dialog').waitFor();
  assert.deepEqual(await violationsOf(page), []);
  await isClean();
  await context.close();
});

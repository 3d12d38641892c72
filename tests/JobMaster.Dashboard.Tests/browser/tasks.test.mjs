// Five things that somebody who is called at night has to do, by keys alone and by touch alone, each within a number of actions.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { becomes, openBrowser, openPage, read, settled } from './lib/browser.mjs';

let browser;
before(async () => {
  browser = await openBrowser();
  await settled();
});
after(() => browser?.close());

const smallest = 44;

/** A page on which only keys are pressed, and counted. */
async function byKeys() {
  const context = await browser.other({ viewport: { width: 1280, height: 800 } });
  const { page, isClean } = await openPage(context);
  await page.getByRole('heading', { level: 1, name: 'Overview' }).waitFor();
  let count = 0;
  return {
    page,
    async press(...keys) {
      for (const key of keys) {
        count++;
        await page.keyboard.press(key);
      }
    },
    async ends(most) {
      assert.ok(count <= most, `${count} keys; at most ${most}`);
      await isClean();
      await context.close();
    },
  };
}

/** A page on which only fingers touch, and are counted; what they touch is large enough for them. */
async function byTouch() {
  const context = await browser.other({ viewport: { width: 360, height: 640 }, hasTouch: true, isMobile: true });
  const { page, isClean } = await openPage(context);
  await page.getByRole('heading', { level: 1, name: 'Overview' }).waitFor();
  let count = 0;
  return {
    page,
    async tap(target) {
      count++;
      await target.scrollIntoViewIfNeeded();
      const box = await target.boundingBox();
      assert.ok(box.height >= smallest && box.width >= smallest, `${Math.round(box.width)} × ${Math.round(box.height)}: ${await target.innerText()}`);
      await target.tap();
    },
    async ends(most) {
      assert.ok(count <= most, `${count} touches; at most ${most}`);
      await isClean();
      await context.close();
    },
  };
}

const firstRow = (page) => page.locator('tbody tr').first();
const inDialog = (page, name) => page.getByRole('dialog').getByRole('button', { name, exact: true });
const menuTo = async ({ page, tap }, name) => {
  await tap(page.getByRole('button', { name: 'Menu' }));
  await tap(page.getByRole('navigation').getByRole('link', { name }));
};

test('open the newest failure and its cause: 4 keys', async () => {
  const { page, press, ends } = await byKeys();
  await press('g', 'f');
  await firstRow(page).waitFor();
  await press('j', 'Enter');
  await page.locator('.error-message').first().waitFor();
  await ends(4);
});

test('open the newest failure and its cause: 3 touches', async () => {
  const touch = await byTouch();
  await menuTo(touch, 'Failures');
  await touch.tap(firstRow(touch.page).locator('a').first());
  await touch.page.locator('.error-message').first().waitFor();
  await touch.ends(3);
});

test('replay a group, a few first: 5 keys', async () => {
  const { page, press, ends } = await byKeys();
  await press('g', 'f');
  await firstRow(page).waitFor();
  await press('j', 'r');
  await page.locator('.dry-run strong').waitFor();
  const started = page.waitForRequest((request) => request.url().endsWith('/operations') && !request.postDataJSON().dryRun);
  await press('Enter');
  assert.equal((await started).postDataJSON().tryFirst, 5);
  await becomes('an operation is there', async () => (await read('operations')).operations.length === 1);
  await ends(5);
});

test('replay a group, a few first: 4 touches', async () => {
  const before = (await read('operations')).operations.length;
  const touch = await byTouch();
  await menuTo(touch, 'Failures');
  await touch.tap(firstRow(touch.page).getByRole('button', { name: 'Replay' }));
  await touch.page.locator('.dry-run strong').waitFor();
  await touch.tap(inDialog(touch.page, 'Replay'));
  await becomes('another operation', async () => (await read('operations')).operations.length === before + 1);
  await touch.ends(4);
});

test('mute a group: 5 keys', async () => {
  const { page, press, ends } = await byKeys();
  await press('g', 'f');
  await firstRow(page).waitFor();
  await press('j');
  // Of the row that has the focus: replays of the tests before may still move another to the front.
  const fingerprint = await page.evaluate(() => document.activeElement.closest('[data-row]').dataset.row);
  await press('m');
  await page.getByRole('dialog').waitFor();
  await press('Enter');
  await becomes('it is muted', async () => Boolean((await read(`failures/${fingerprint}`)).mutedUntil));
  await ends(5);
});

test('mute a group: 4 touches', async () => {
  const muted = async () => (await read('failures')).groups.filter((one) => one.mutedUntil).length;
  const before = await muted();
  const touch = await byTouch();
  await menuTo(touch, 'Failures');
  await touch.tap(firstRow(touch.page).getByRole('button', { name: 'Mute' }));
  await touch.tap(inDialog(touch.page, 'Mute'));
  await becomes('another one is muted', async () => await muted() === before + 1);
  await touch.ends(4);
});

const paused = async () => (await read('lanes')).lanes.filter((lane) => lane.pause).length;

test('pause a lane: 5 keys', async () => {
  const { page, press, ends } = await byKeys();
  await press('g', 'l');
  await firstRow(page).waitFor();
  await press('j', 'p');
  await page.getByRole('dialog').waitFor();
  await press('Enter');
  await becomes('it is paused', async () => await paused() === 1);
  await ends(5);
});

test('pause a lane: 4 touches', async () => {
  const before = await paused();
  const touch = await byTouch();
  await menuTo(touch, 'Lanes');
  await touch.tap(touch.page.getByRole('main').getByRole('button', { name: 'Pause' }).first());
  await touch.tap(inDialog(touch.page, 'Pause'));
  await becomes('another one is paused', async () => await paused() === before + 1);
  await touch.ends(4);
});

const cordoned = async () => (await read('workers')).workers.filter((one) => one.orders.some((order) => order.isCordoned)).length;

test('cordon a worker: 5 keys', async () => {
  const { page, press, ends } = await byKeys();
  await press('g', 'w');
  await firstRow(page).waitFor();
  await press('j', 'c');
  await page.getByRole('dialog').waitFor();
  await press('Enter');
  await becomes('it is cordoned', async () => await cordoned() === 1);
  await ends(5);
});

test('cordon a worker: 4 touches', async () => {
  const touch = await byTouch();
  await menuTo(touch, 'Workers');
  await touch.tap(touch.page.getByRole('button', { name: 'Cordon', exact: true }).first());
  await touch.tap(inDialog(touch.page, 'Cordon'));
  await becomes('another one is cordoned', async () => await cordoned() === 2);
  await touch.ends(4);
});

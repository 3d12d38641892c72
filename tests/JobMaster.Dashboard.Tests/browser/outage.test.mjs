// One stream for all tabs; the server goes and comes back; nothing is blanked and nothing is invented.
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { after, before, test } from 'node:test';
import { control, openBrowser, openPage, sample, settled } from './lib/browser.mjs';

let browser;
before(async () => {
  browser = await openBrowser();
  await settled();
});
after(() => browser?.close());

const live = (page) => page.locator('.connection.is-live').waitFor();

test('eight tabs have one stream, and another one takes it over when its tab is closed', async () => {
  const streams = [];
  const count = (page) => page.on('request', (request) => request.url().includes('/stream?') && streams.push(page));
  const tabs = [];
  for (let index = 0; index < 8; index++) {
    const { page, isClean } = await openPage(browser.context, { hash: '#/default/nowhere' });
    count(page);
    await page.reload();
    await page.goto(`${page.url().split('#')[0]}#/default/failures`);
    await live(page);
    await page.locator('tbody tr').first().waitFor();
    await isClean();
    tabs.push(page);
  }

  assert.equal(new Set(streams).size, 1);
  const leader = streams[0];
  const others = tabs.filter((page) => page !== leader);
  const taken = Promise.any(others.map((page) => page.waitForRequest((request) => request.url().includes('/stream?'), { timeout: 20_000 })));
  await leader.close();
  await taken;
  for (const page of others) await page.close();
});

test('while the server is away the last data stays, marked as old, and comes alive by itself', async () => {
  const { page, isClean } = await openPage(browser.context, { hash: '#/default/jobs?state=Failed', expected: ['net::', 'Failed to load'] });
  await page.getByText('13 jobs').waitFor();
  await live(page);
  await fetch(`${control}/down`, { method: 'POST' });
  await page.locator('.connection.is-offline').waitFor({ timeout: 30_000 });
  await page.getByText('The server does not answer. What you see is old.').waitFor();
  assert.equal(await page.locator('tbody tr').count(), 13);
  await page.locator('.is-stale').first().waitFor();
  assert.match(await page.locator('.stale').first().innerText(), /^Old: read \d+ (ms|s|m).* ago/);
  await isClean();
  await fetch(`${control}/up`, { method: 'POST' });
  await page.locator('.connection').click();
  await page.locator('.connection.is-live').waitFor({ timeout: 40_000 });
  await page.getByText('What you see is old').waitFor({ state: 'detached' });
  await isClean();
  await page.close();
});

test('plain http to another machine has no Web Locks: the tabs have one stream all the same', async () => {
  const context = await browser.other();
  await context.addInitScript(() => { delete Navigator.prototype.locks; });
  const streams = new Set();
  const tabs = [];
  for (let index = 0; index < 3; index++) {
    const { page, isClean } = await openPage(context, { hash: '#/default/nowhere' });
    page.on('request', (request) => request.url().includes('/stream?') && streams.add(page));
    await page.reload();
    await page.goto(`${page.url().split('#')[0]}#/default/failures`);
    await live(page);
    await page.locator('tbody tr').first().waitFor();
    assert.equal(await page.evaluate(() => navigator.locks), undefined);
    await isClean();
    tabs.push(page);
  }

  assert.deepEqual([...streams], [tabs[0]]);
  const taken = tabs[1].waitForRequest((request) => request.url().includes('/stream?'), { timeout: 20_000 });
  await tabs[0].close();
  await taken;
  await context.close();
});

test('a page that the browser kept while the reader was elsewhere is live again', async () => {
  const { page, isClean } = await openPage(browser.context, { hash: '#/default/lanes' });
  await live(page);
  await page.evaluate(() => dispatchEvent(new PageTransitionEvent('pagehide', { persisted: true })));
  const stream = page.waitForRequest((request) => request.url().includes('/stream?'));
  await page.evaluate(() => dispatchEvent(new PageTransitionEvent('pageshow', { persisted: true })));
  await stream;
  await live(page);
  await isClean();
  await page.close();
});

test('a stream that ends as soon as it is open is not opened again and again, and an error of a proxy is no sign of life', async () => {
  const { page, isClean } = await openPage(browser.context, { expected: ['502'] });
  await live(page);
  let streams = 0;
  await page.route('**/stream?*', (route) => {
    streams++;
    return route.fulfill({ contentType: 'text/event-stream', body: ': open\n\n' });
  });
  await page.locator('.connection').click();
  await page.locator('.connection.is-polling').waitFor();
  const opened = streams;
  assert.ok(opened <= 4, `${opened} streams`);
  await page.route('**/clusters/default/**', (route) => route.fulfill({ status: 502, body: 'Bad gateway' }));
  await page.locator('.connection.is-offline').waitFor();
  const before = streams;
  await page.waitForResponse((response) => response.url().includes('/workers') && response.status() === 502);
  assert.equal(await page.locator('.connection.is-offline').count(), 1);
  assert.ok(streams <= before + 1, `${streams - before} streams after an error`);
  await isClean();
  await page.close();
});

test('a page whose session has ended goes on once the reader is let in again', async () => {
  const { page, isClean } = await openPage(browser.context, { hash: '#/default/lanes', expected: ['401'] });
  await live(page);
  await page.clock.install();
  await page.reload();
  await live(page);
  await page.route('**/api/v1/me', (route) => route.fulfill({ status: 401, json: { detail: 'Who are you?' } }));
  await page.clock.fastForward(66_000);
  await page.getByText('Your session has ended.', { exact: false }).waitFor();
  await page.unroute('**/api/v1/me');
  await page.clock.fastForward(66_000);
  await page.getByText('Your session has ended.', { exact: false }).waitFor({ state: 'detached' });
  await isClean();
  await page.close();
});

/** The sample's demo as a program of its own; returns its process and its address. */
async function startDemo(folder, address = 'http://127.0.0.1:0') {
  const demo = spawn('dotnet', [sample, '--demo', '--environment', 'Development', '--urls', address], { cwd: folder });
  let said = '';
  const host = await new Promise((resolve, reject) => {
    demo.on('exit', (code) => reject(new Error(`it ended with ${code}: ${said}`)));
    demo.stdout.on('data', (data) => {
      said += data;
      const found = /The dashboard: (http:\/\/127\.0\.0\.1:\d+)/.exec(said);
      if (found) resolve(found[1]);
    });
  });
  return { demo, host };
}

test('a server that is killed is seen as away, and the page is live by itself once another one stands in its place', async () => {
  const folder = mkdtempSync(path.join(tmpdir(), 'jobmaster-demo-'));
  const context = await browser.other();
  let { demo, host } = await startDemo(folder);
  try {
    const { page, isClean } = await openPage(context, { host, hash: '#/default/schedules', expected: ['net::'] });
    await live(page);
    await page.locator('tbody tr').nth(3).waitFor();
    demo.removeAllListeners('exit');
    demo.kill('SIGKILL');
    await page.locator('.connection.is-offline').waitFor({ timeout: 60_000 });
    assert.equal(await page.locator('tbody tr').count(), 4);
    ({ demo } = await startDemo(folder, host));
    await page.locator('.connection.is-live').waitFor({ timeout: 60_000 });
    await isClean();
  } finally {
    await context.close();
    demo.removeAllListeners('exit');
    demo.kill('SIGKILL');
    await new Promise((resolve) => (demo.exitCode === null && demo.signalCode === null ? demo.once('exit', resolve) : resolve()));
    rmSync(folder, { recursive: true, force: true });
  }
});

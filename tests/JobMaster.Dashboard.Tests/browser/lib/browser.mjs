// A browser for one file of tests, and pages that fail when they say something they should not.
import assert from 'node:assert/strict';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { chromium } from 'playwright-core';

const flags = [
  '--headless', '--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking',
  '--disable-component-update', '--disable-sync',
];
export const url = process.env.DASHBOARD_URL;
export const control = process.env.DASHBOARD_CONTROL;

/** The sample with the demo, as a program of its own. */
export const sample = process.env.DASHBOARD_SAMPLE;
export const readerKey = process.env.DASHBOARD_READER;
export const tenantKey = process.env.DASHBOARD_TENANT;
export const api = `${url}/jobmaster/api/v1/clusters/default`;

export async function openBrowser() {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'jobmaster-chromium-'));
  const context = await chromium.launchPersistentContext(folder, {
    executablePath: '/usr/bin/chromium', args: flags, headless: true, viewport: { width: 1280, height: 800 },
  });
  const browser = context.browser();
  return {
    context,
    /** Contexts of their own, for other sizes, themes and callers. */
    other: (options) => (browser ?? assert.fail('no browser')).newContext(options),
    async close() {
      await context.close();
      fs.rmSync(folder, { recursive: true, force: true });
    },
  };
}

/** A page that notes each error of the console, each refusal of the policy and each request to another host. */
export async function openPage(context, { key, hash = '', host = url, base = '/jobmaster/', expected = [] } = {}) {
  const page = await context.newPage();
  page.setDefaultTimeout(15_000);
  const said = [];
  page.on('console', (message) => {
    if (message.type() === 'error' && !expected.some((text) => message.text().includes(text))) said.push(message.text());
  });
  page.on('pageerror', (error) => said.push(error.stack ?? String(error)));
  page.on('dialog', (dialog) => {
    said.push(`a dialog of the browser: ${dialog.message()}`);
    dialog.dismiss();
  });
  page.on('request', (request) => {
    const address = request.url();
    if (!address.startsWith(host) && !address.startsWith('blob:') && !address.startsWith('data:')) said.push(`a request to ${address}`);
  });
  await page.addInitScript(() => {
    globalThis.violations = [];
    document.addEventListener('securitypolicyviolation', (event) => globalThis.violations.push(`${event.violatedDirective} ${event.blockedURI}`));
  });
  if (key) await page.addInitScript((one) => sessionStorage.setItem('jobmaster-key', one), key);
  await page.goto(host + base + hash);
  return {
    page,
    /** Nothing was said, the policy refused nothing, and no time ticks where a screen reader reads each change aloud. */
    async isClean() {
      assert.equal(await page.locator(':is([role="status"], [role="alert"], [aria-live]) time').count(), 0);
      assert.deepEqual(await page.evaluate(() => globalThis.violations), []);
      assert.deepEqual(said, []);
    },
  };
}

/** The button of this name. */
export const button = (place, name) => place.getByRole('button', { name, exact: true });

/** Goes to a page of the cluster. */
export const at = (page, hash) => page.goto(`${url}/jobmaster/#/default/${hash}`);

/** Opens a page after its answers were changed: by the pattern of their address, what becomes of their JSON. */
export async function openWith(context, changes, hash, more = {}) {
  const opened = await openPage(context, { hash: '#/default/nowhere', ...more });
  for (const [pattern, change] of Object.entries(changes)) {
    await opened.page.route(pattern, async (route) => {
      const response = await route.fetch();
      const found = change(response.ok() ? await response.json() : {}, route.request());
      await route.fulfill({ status: 200, contentType: 'application/json', body: JSON.stringify(found) });
    });
  }

  // What was read before the routes stood is read again.
  await at(opened.page, hash);
  await opened.page.reload();
  return opened;
}

/** Reads the API itself. */
export async function read(path, options) {
  const response = await fetch(`${api}/${path}`, options);
  assert.ok(response.ok, `${path}: ${response.status} ${response.ok ? '' : await response.text()}`);
  return response.json();
}

/** Changes something through the API itself. */
export async function send(path, body = {}, method = 'POST') {
  return read(path, { method, headers: { 'Content-Type': 'application/json' }, body: JSON.stringify(body) });
}

/** Waits for something that gives no signal. */
export async function becomes(what, isSo, patience = 20_000) {
  const until = Date.now() + patience;
  for (;;) {
    const found = await isSo();
    if (found) return found;
    assert.ok(Date.now() < until, `${what} within ${patience} ms`);
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
}

/** The app's jobs have run: there are failures, and the rest is done. */
export const settled = () => becomes('the jobs have run', async () => {
  const counts = await read('jobs/states');
  return counts.failed >= 13 && counts.succeeded >= 60 && counts.running === 1;
}, 40_000);

/** A failed job, a group of failures and a schedule of the app, once its jobs have run. */
export async function someIds() {
  await settled();
  const [failed, groups, schedules] = await Promise.all([read('jobs?state=Failed&limit=1'), read('failures'), read('schedules')]);
  return { job: failed.jobs[0].id, group: groups.groups[0].fingerprint, schedule: schedules.schedules[0].id };
}

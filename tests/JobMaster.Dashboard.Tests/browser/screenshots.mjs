// Pictures of every page at three sizes in both themes, to be looked at: DASHBOARD_URL=http://127.0.0.1:5080 node screenshots.mjs [folder]
// With --docs instead of the folder, the pictures of the documentation; the address is that of samples/Quickstart --demo.
import path from 'node:path';
import { openBrowser, openPage, read, url } from './lib/browser.mjs';

const isForDocs = process.argv[2] === '--docs';
const folder = isForDocs ? path.resolve('../../../docs') : process.argv[2] ?? path.resolve('../../../artifacts/dashboard');
const sizes = [[360, 740], [1280, 800], [2560, 1440]];
const browser = await openBrowser();
const [failed, groups, schedules] = await Promise.all([read('jobs?state=Failed&limit=1'), read('failures'), read('schedules')]);
const pages = {
  overview: 'overview', jobs: 'jobs', job: `jobs/${failed.jobs[0]?.id}`, failures: 'failures', failure: `failures/${groups.groups[0]?.fingerprint}`,
  schedules: 'schedules', schedule: `schedules/${schedules.schedules[0]?.id}`, lanes: 'lanes', workers: 'workers', limits: 'limits',
  definitions: 'definitions',
  operations: 'operations', audit: 'audit', submit: 'submit',
};

async function settle(page) {
  await page.locator('main h1').first().waitFor();
  await page.waitForFunction(() => document.querySelectorAll('.skeleton, .figure-wait').length === 0);
  await page.evaluate(() => new Promise((resolve) => requestAnimationFrame(() => requestAnimationFrame(resolve))));
}

/** What the documents show: the name of the picture, its page, and the theme. */
const shown = [['dashboard', 'overview', 'light'], ['dashboard-failure', 'failure', 'light'], ['dashboard-job', 'job', 'dark']];
for (const [name, one, colorScheme] of isForDocs ? shown : []) {
  const context = await browser.other({ colorScheme, viewport: { width: 1280, height: 800 } });
  const { page } = await openPage(context, { hash: `#/default/${pages[one]}` });
  await settle(page);
  await page.screenshot({ path: path.join(folder, `${name}.jpg`), type: 'jpeg', quality: 70 });
  await context.close();
}

for (const colorScheme of isForDocs ? [] : ['light', 'dark']) {
  for (const [width, height] of sizes) {
    const context = await browser.other({ colorScheme, viewport: { width, height } });
    const { page } = await openPage(context);
    for (const [name, hash] of Object.entries(pages)) {
      await page.goto(`${url}/jobmaster/#/default/${hash}`);
      await settle(page);
      await page.screenshot({ path: path.join(folder, `${name}-${width}-${colorScheme}.png`), fullPage: width < 1000 });
    }

    await context.close();
  }
}

await browser.close();

// Confirmations and forms when the reader, the network or the server does not do as expected.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { becomes, openBrowser, openPage, read, settled, url } from './lib/browser.mjs';

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

/** The first call of this kind is made, and its answer is lost. Returns the keys of the calls. */
async function loseAnswer(page, address) {
  const keys = [];
  await page.route(address, async (route) => {
    if (route.request().method() !== 'POST') return route.fallback();
    keys.push(route.request().headers()['idempotency-key']);
    if (keys.length > 1) return route.continue();
    await route.fetch();
    return route.abort('connectionreset');
  });
  return keys;
}

test('a job whose answer was lost is not submitted twice', async () => {
  const { page, isClean } = await openPage(browser.context, { hash: '#/default/submit/greet', expected: ['net::'] });
  const keys = await loseAnswer(page, '**/clusters/default/jobs');
  const before = (await read('jobs/count')).count;
  await page.getByLabel(/^Name/).fill('Once');
  await button(page, 'Submit').click();
  await page.getByText('The server does not answer.').first().waitFor();
  await button(page, 'Submit').click();
  await page.waitForURL(/default\/jobs\//);
  assert.equal((await read('jobs/count')).count, before + 1);
  assert.equal(new Set(keys).size, 1);
  assert.match(keys[0], /^[0-9a-f]{32}$/);
  await isClean();
  await page.close();
});

test('a confirmation whose answer was lost changes once, and the next one changes again', async () => {
  const { id } = (await read('schedules')).schedules.find((one) => one.key === 'nightly');
  const { page, isClean } = await openPage(browser.context, { hash: `#/default/schedules/${id}`, expected: ['net::'] });
  const keys = await loseAnswer(page, '**/run-now');
  const jobs = async () => (await read(`jobs/count?scheduleId=${id}`)).count;
  const before = await jobs();
  await button(page, 'Run now').click();
  await button(dialogOf(page), 'Run now').click();
  await dialogOf(page).getByText('The server does not answer.').waitFor();
  await button(dialogOf(page), 'Run now').click();
  await page.waitForURL(/default\/jobs\//);
  assert.equal(await jobs(), before + 1);
  await page.goBack();
  await button(page, 'Run now').click();
  await button(dialogOf(page), 'Run now').click();
  await page.waitForURL(/default\/jobs\//);
  assert.equal(await jobs(), before + 2);
  assert.equal(new Set(keys).size, 2);
  await isClean();
  await page.close();
});

test('all failed jobs are counted and can be replayed without another filter', async () => {
  const { failed } = await read('jobs/states');
  const { page, isClean } = await openPage(browser.context, { hash: '#/default/jobs?state=Failed' });
  await button(page.locator('.bulk'), 'Replay').click();
  await dialogOf(page).locator('.dry-run').getByText(`${failed} jobs`).waitFor();
  assert.equal(await button(dialogOf(page), 'Replay').isEnabled(), true);
  await page.keyboard.press('Escape');
  await isClean();
  await page.close();
});

test('all is not well while something could not be read, and what it is is named', async () => {
  const { page, isClean } = await openPage(browser.context, { expected: ['503'] });
  await page.route('**/alerts?*', (route) => route.fulfill({ status: 503, json: { detail: 'The store is away.' } }));
  await page.route('**/definitions', (route) => route.fulfill({ status: 503, json: { detail: 'The store is away.' } }));
  await page.goto(`${page.url().split('#')[0]}#/default/lanes`);
  await page.getByRole('heading', { name: 'Lanes', exact: true }).waitFor();
  await page.goto(`${page.url().split('#')[0]}#/default/overview`);
  await page.getByText('Could not be read: alerts, definitions.').waitFor();
  assert.equal(await page.getByText('Nothing needs you.').count(), 0);
  await page.unroute('**/alerts?*');
  await page.unroute('**/definitions');
  await button(page.locator('.problem'), 'Try again').click();
  await page.getByText('Could not be read').waitFor({ state: 'detached' });
  await isClean();
  await page.close();
});

test('a dialog stays when the mouse leaves it pressed, and closes by a click beside it', async () => {
  const { page, isClean } = await openPage(browser.context, { hash: '#/default/lanes' });
  await button(page.locator('tbody tr').first(), 'Pause').click();
  const box = await dialogOf(page).locator('.dialog-body h2').boundingBox();
  await page.mouse.move(box.x + 5, box.y + 5);
  await page.mouse.down();
  await page.mouse.move(5, 5);
  await page.mouse.up();
  assert.equal(await dialogOf(page).isVisible(), true);
  await page.mouse.click(5, 5);
  await dialogOf(page).waitFor({ state: 'detached' });
  await isClean();
  await page.close();
});

test('a confirmation is kept while its call runs, and its answer closes no other', async () => {
  const { page, isClean } = await openPage(browser.context, { hash: '#/default/lanes' });
  const row = page.locator('tbody tr').first();
  let answer;
  const held = new Promise((resolve) => { answer = resolve; });
  await page.route('**/pause', async (route) => {
    await held;
    await route.fulfill({ json: { result: 'changed' } });
  });
  await button(row, 'Pause').click();
  await button(dialogOf(page), 'Pause').click();
  assert.equal(await button(dialogOf(page), 'Keep as is').isDisabled(), true);
  await page.keyboard.press('Escape');
  await page.mouse.click(5, 5);
  assert.equal(await dialogOf(page).isVisible(), true);
  await page.evaluate(() => { location.hash = '#/default/workers'; });
  await dialogOf(page).waitFor({ state: 'detached' });
  await button(page.locator('tbody tr').first(), 'Cordon').click();
  await dialogOf(page).waitFor();
  answer();
  await page.locator('.notice').waitFor();
  assert.equal(await dialogOf(page).isVisible(), true);
  await isClean();
  await page.close();
});

test('what is typed in a filter stays while the page is drawn again', async () => {
  for (const [place, label] of [['jobs', 'Definition'], ['audit', 'Who']]) {
    const { page, isClean } = await openPage(browser.context, { hash: `#/default/${place}` });
    await page.clock.install();
    await page.reload();
    const field = page.getByLabel(label, { exact: true });
    await field.pressSequentially('gre');
    const asked = page.waitForResponse((response) => response.url().endsWith('/me'));
    await page.clock.fastForward(61_000);
    await asked;
    await becomes('the answer is drawn', () => page.evaluate(() => new Promise((resolve) => requestAnimationFrame(() => resolve(true)))));
    assert.equal(await field.inputValue(), 'gre');
    await isClean();
    await page.close();
  }
});

test('j and k move along the links of jobs, and a ticked box is no typing', async () => {
  const { page, isClean } = await openPage(browser.context, { hash: '#/default/jobs?state=Failed' });
  await page.locator('tbody tr').nth(2).waitFor();
  const at = () => page.evaluate(() => [...document.querySelectorAll('[data-row]')].indexOf(document.activeElement.closest('[data-row]')));
  await page.keyboard.press('j');
  await page.keyboard.press('j');
  assert.equal(await at(), 1);
  assert.equal(await page.evaluate(() => document.activeElement.tagName), 'A');
  await page.locator('tbody tr').nth(1).getByRole('checkbox').focus();
  await page.keyboard.press('Space');
  await button(page.locator('.bulk'), 'Replay').waitFor();
  await page.keyboard.press('j');
  assert.equal(await at(), 2);
  await page.keyboard.press('Enter');
  await page.waitForURL(/default\/jobs\//);
  await isClean();
  await page.close();
});

test('a list of causes that is cut says so', async () => {
  const { page, isClean } = await openPage(browser.context, { hash: '#/default/lanes' });
  const [group] = (await read('failures')).groups;
  await page.route('**/failures?limit=*', (route) => route.fulfill({
    json: { groups: Array.from({ length: 1_000 }, (_, place) => ({ ...group, fingerprint: `${place}`, title: `Cause ${place}` })) },
  }));
  await page.goto(`${page.url().split('#')[0]}#/default/failures`);
  await page.getByText('There are 1,000 causes or more.', { exact: false }).waitFor();
  await page.getByText('200 of 1,000 shown').waitFor();
  assert.equal(await page.locator('tbody tr').count(), 200);
  await button(page, 'Show more').click();
  await page.getByText('400 of 1,000 shown').waitFor();
  await isClean();
  await page.close();
});

test('a group is muted until the time that is shown', async () => {
  const [group] = (await read('failures')).groups;
  const { page, isClean } = await openPage(browser.context, { hash: `#/default/failures/${group.fingerprint}` });
  await button(page, 'Mute').click();
  const until = dialogOf(page).getByLabel('Until', { exact: true });
  assert.equal(await until.evaluate((select) => select.selectedOptions[0].text), 'in an hour');
  await page.keyboard.press('Escape');
  await isClean();
  await page.close();
});

test('an override that is saved anew keeps its end', async () => {
  const own = async () => (await read('limits')).limits.find((one) => one.name === 'partner').overrides[0];
  const { page, isClean } = await openPage(browser.context, { hash: '#/default/limits?name=partner' });
  const key = page.locator('#limit-keys tbody tr', { hasText: 'partner:eu' });
  const save = async () => {
    await button(dialogOf(page), 'Override').click();
    await dialogOf(page).waitFor({ state: 'detached' });
  };
  await button(key, 'Override').click();
  await dialogOf(page).getByLabel('At once', { exact: true }).fill('2');
  await dialogOf(page).getByLabel('Until').selectOption({ label: 'in a day' });
  await save();
  const { until } = await own();
  await button(key, 'Lift').waitFor();
  await button(key, 'Override').click();
  await dialogOf(page).getByLabel('At once', { exact: true }).fill('3');
  await save();
  assert.deepEqual([(await own()).settings.maxConcurrent, (await own()).until], [3, until]);
  await button(key, 'Lift').click();
  await button(dialogOf(page), 'Lift').click();
  await becomes('it is lifted', async () => !await own());
  await isClean();
  await page.close();
});

test('a reader who may reveal can export a group without the right to change it', async () => {
  const [group] = (await read('failures')).groups;
  const { page, isClean } = await openPage(await browser.other(), { hash: '#/default/nowhere' });
  await page.route('**/api/v1/me', async (route) => {
    const response = await route.fetch();
    await route.fulfill({ response, json: { ...await response.json(), permissions: ['Read', 'Reveal'] } });
  });
  await page.goto(`${url}/jobmaster/#/default/failures/${group.fingerprint}`);
  await page.reload();
  await button(page, 'Export').waitFor();
  assert.equal(await button(page, 'Replay').count(), 0);
  await isClean();
  await page.context().close();
});

const isInvalid = (field) => field.evaluate((input) => input.matches(':invalid'));

test('how many jobs are tried first is never guessed', async () => {
  const [group] = (await read('failures')).groups;
  const before = (await read('operations')).operations.length;
  const { page, isClean } = await openPage(browser.context, { hash: `#/default/failures/${group.fingerprint}` });
  await button(page, 'Replay').click();
  await dialogOf(page).locator('.dry-run strong').waitFor();
  const field = dialogOf(page).getByLabel('Try first');
  const wrong = [['', 'Give a number. 0 replays all at once.'], ['1e3', 'This is no whole number. Write it in digits, as 15.']];
  for (const [text, said] of wrong) {
    await field.fill(text);
    await dialogOf(page).getByText(said, { exact: true }).waitFor();
    await button(dialogOf(page), 'Replay').click();
    assert.equal(await isInvalid(field), true);
  }

  await field.fill('0');
  await dialogOf(page).getByText(/^All \d+ are replayed at once\./).waitFor();
  assert.equal(await isInvalid(field), false);
  assert.equal((await read('operations')).operations.length, before);
  await isClean();
  await page.close();
});

const openSchedule = async (page, key = 'nightly') => {
  const { id } = (await read('schedules')).schedules.find((one) => one.key === key);
  await page.goto(`${page.url().split('#')[0]}#/default/schedules/${id}`);
  await button(page, 'Change').click();
  return dialogOf(page).getByLabel('Repeats');
};

test('what is wrong with an expression stands under it, on every screen', async () => {
  for (const viewport of [{ width: 1280, height: 800 }, { width: 360, height: 640 }]) {
    const { page, isClean } = await openPage(await browser.other({ viewport }), { hash: '#/default/schedules', expected: ['400'] });
    const field = await openSchedule(page);
    await dialogOf(page).getByRole('heading', { name: 'Next times' }).waitFor();
    await field.fill('0 99 * * *');
    const problem = dialogOf(page).locator('.cron-problem');
    await problem.waitFor();
    const [above, below] = [await field.boundingBox(), await problem.boundingBox()];
    assert.ok(below.y - above.y < 200 && below.y < viewport.height, `${above.y} ${below.y}`);
    await isClean();
    await page.context().close();
  }
});

test('a schedule needs an expression, a change of nothing is not sent, and a refusal goes with the next edit', async () => {
  const { page, isClean } = await openPage(browser.context, { hash: '#/default/schedules', expected: ['400'] });
  const field = await openSchedule(page);
  const change = button(dialogOf(page), 'Change');
  await change.click();
  await dialogOf(page).getByText('Nothing is changed.').waitFor();
  await field.fill('');
  await dialogOf(page).getByText('Give when it repeats.').waitFor();
  await change.click();
  assert.equal(await isInvalid(field), true);
  await field.fill('0 99 * * *');
  await change.click();
  const refused = dialogOf(page).getByText('The API refused the call (400).');
  await refused.waitFor();
  await field.fill('0 5 * * *');
  await refused.waitFor({ state: 'detached' });
  assert.equal((await read('schedules')).schedules.find((one) => one.key === 'nightly').expression, '0 4 * * *');
  await isClean();
  await page.close();
});

test('a payload that is no JSON is not sent and no refusal of the API', async () => {
  const [job] = (await read('jobs?state=Failed&limit=1')).jobs;
  const { page, isClean } = await openPage(browser.context, { hash: `#/default/jobs/${job.id}` });
  await button(page, 'Replay').click();
  const editor = dialogOf(page).getByLabel('Payload');
  await editor.fill('{');
  await dialogOf(page).getByText(/This is no JSON/).waitFor();
  await button(dialogOf(page), 'Replay').click();
  await becomes('the payload has the focus', () => editor.evaluate((area) => area === document.activeElement));
  assert.equal(await dialogOf(page).getByText('The API refused').count(), 0);
  assert.equal((await read(`jobs/${job.id}`)).state, 'Failed');
  await isClean();
  await page.close();
});

test('Escape asks before it throws away what was typed, however often it is pressed', async () => {
  const { page, isClean } = await openPage(browser.context, { hash: '#/default/lanes' });
  const ask = page.getByRole('alertdialog');
  await button(page.locator('tbody tr').first(), 'Pause').click();
  const reason = dialogOf(page).getByLabel('Reason');
  await reason.fill('Because');
  for (const key of ['Escape', 'Enter', 'Escape', 'Escape', 'Escape']) {
    const wasAsked = await ask.count();
    await page.keyboard.press(key);
    await ask.waitFor({ state: wasAsked ? 'detached' : 'visible' });
  }

  assert.equal(await button(ask, 'Keep editing').evaluate((one) => one === document.activeElement), true);
  await button(ask, 'Keep editing').click();
  await ask.waitFor({ state: 'detached' });
  assert.equal(await reason.inputValue(), 'Because');
  assert.equal(await reason.evaluate((input) => input === document.activeElement), true);
  await page.keyboard.press('Escape');
  await button(ask, 'Discard').click();
  await dialogOf(page).waitFor({ state: 'detached' });
  assert.ok((await read('lanes')).lanes.every((lane) => !lane.pause));
  await isClean();
  await page.close();
});

test('a worker that is started and stays cordoned says so, and a long reason leaves its buttons on the screen', async () => {
  const { page, isClean } = await openPage(browser.context, { hash: '#/default/lanes' });
  const by = { by: 'ann', reason: 'x'.repeat(600), isCordoned: true };
  await page.route('**/workers', async (route) => {
    const response = await route.fetch();
    const { workers } = await response.json();
    await route.fulfill({ response, json: { workers: workers.map((one) => ({ ...one, state: 'Stopped', orders: [by] })) } });
  });
  await page.route('**/start', (route) => route.fulfill({ json: { result: 'changed' } }));
  await page.goto(`${page.url().split('#')[0]}#/default/workers`);
  const start = button(page.locator('tbody tr').first(), 'Start');
  await start.waitFor();
  const box = await start.boundingBox();
  assert.ok(box.x + box.width <= 1280, `${box.x + box.width}`);
  await start.click();
  await dialogOf(page).getByText('It stays cordoned', { exact: false }).waitFor();
  await button(dialogOf(page), 'Start').click();
  await page.locator('.notice', { hasText: 'stays cordoned' }).waitFor();
  await isClean();
  await page.close();
});

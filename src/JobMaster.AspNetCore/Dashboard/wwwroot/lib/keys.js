// The keyboard: g and a letter goes to a page, arrows move along rows, a letter presses a button of the row or the page.
import { go } from './router.js';
import { value } from './value.js';

export const overlay = value(null);

const pages = {
  o: 'overview', j: 'jobs', f: 'failures', s: 'schedules', w: 'workers', l: 'lanes', d: 'definitions', t: 'limits',
  p: 'operations', a: 'audit', n: 'submit',
};
export const pageKeys = Object.fromEntries(Object.entries(pages).map(([key, page]) => [page, key]));

let isGoing = false;
let timer = 0;

export function listenToKeys() {
  addEventListener('keydown', (event) => {
    if ((event.ctrlKey || event.metaKey) && event.key.toLowerCase() === 'k') {
      event.preventDefault();
      overlay.set(overlay.get() === 'palette' ? null : 'palette');
      return;
    }

    if (event.ctrlKey || event.metaKey || event.altKey || isTyping(event.target) || document.querySelector('dialog[open]')) return;
    if (press(event.key, event.target)) event.preventDefault();
  });
}

/** Letters do nothing to a box that is ticked or a button. */
const noText = ':not([type=checkbox], [type=radio], [type=button])';
const isTyping = (target) => target.matches?.(`input${noText}, select, textarea, [contenteditable]`);

function press(key, target) {
  if (isGoing) {
    isGoing = false;
    if (pages[key]) go(pages[key]);
    return Boolean(pages[key]);
  }

  if (key === 'g') {
    isGoing = true;
    clearTimeout(timer);
    timer = setTimeout(() => { isGoing = false; }, 1500);
    return true;
  }

  if (key === '?') {
    overlay.set('help');
    return true;
  }

  if (key === '/') return focusOn(document.querySelector('[data-filter]'));
  if (key === 'j' || key === 'ArrowDown') return move(1, key);
  if (key === 'k' || key === 'ArrowUp') return move(-1, key);
  if (key === 'Escape' && target.closest?.('[data-row]')) return focusOn(document.getElementById('main'));
  const row = target.closest?.('[data-row]');
  const named = `button[data-press="${CSS.escape(key)}"]:not([disabled])`;
  const button = row?.querySelector(named) ?? document.querySelector(`#main ${named}:not([data-row] *)`);
  if (!button) return false;
  button.click();
  return true;
}

/** Arrows scroll if there are no rows, or none has the focus yet. */
function move(step, key) {
  const rows = [...document.querySelectorAll('[data-row]')];
  const now = rows.indexOf(document.activeElement?.closest('[data-row]'));
  if (rows.length === 0 || (now < 0 && key.startsWith('Arrow'))) return false;
  const row = rows[now < 0 ? 0 : Math.min(rows.length - 1, Math.max(0, now + step))];
  return focusOn(row.querySelector('a') ?? row.querySelector('button, input') ?? row);
}

function focusOn(element) {
  element?.focus();
  element?.scrollIntoView({ block: 'nearest' });
  return Boolean(element);
}

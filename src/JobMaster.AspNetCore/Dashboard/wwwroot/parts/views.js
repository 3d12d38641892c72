// Filters saved by name in this browser.
import { visible } from '../lib/format.js';
import { html, useState } from '../lib/html.js';
import { changeQuery, route } from '../lib/router.js';
import { w } from '../lib/words.js';
import { Field } from './dialog.js';

export function Views({ page }) {
  const storedAs = `jobmaster-views-${page}`;
  const [views, setViews] = useState(() => read(storedAs));
  const [name, setName] = useState('');
  const keep = (next) => {
    localStorage.setItem(storedAs, JSON.stringify(next));
    setViews(next);
  };
  const save = (event) => {
    event.preventDefault();
    if (name.trim()) keep({ ...views, [name.trim()]: route.get().query });
    setName('');
  };
  return html`<details class="views"><summary>${w.views}</summary><div>
    ${Object.keys(views).length === 0 && html`<p class="hint">${w.noViews}</p>`}
    <ul>${Object.entries(views).map(([one, query]) => html`<li key=${one}>
      <button type="button" class="quiet" onClick=${() => changeQuery(query)}>${visible(one)}</button>
      <button type="button" class="quiet" aria-label=${w.removeView(visible(one))}
        onClick=${() => keep(Object.fromEntries(Object.entries(views).filter(([other]) => other !== one)))}>✕</button></li>`)}</ul>
    <form onSubmit=${save}><${Field} name="view" label=${w.saveView} value=${name} set=${setName} /><button
        type="submit">${w.save}</button></form>
  </div></details>`;
}

function read(storedAs) {
  try {
    return JSON.parse(localStorage.getItem(storedAs)) ?? {};
  } catch {
    return {};
  }
}

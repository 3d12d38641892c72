// The palette (Ctrl+K) and the list of keys (?).
import { setMode } from '../lib/acts.js';
import { getHere, queryOf } from '../lib/api.js';
import { shortId, visible } from '../lib/format.js';
import { html, useEffect, useMemo, useRef, useState } from '../lib/html.js';
import { live } from '../lib/live.js';
import { overlay, pageKeys } from '../lib/keys.js';
import { to } from '../lib/router.js';
import { turn } from '../lib/theme.js';
import { useValue } from '../lib/value.js';
import { w } from '../lib/words.js';
import { menu } from './shell.js';

const mostFound = 12;
/** A part of an id, such as the end of it that rows show. */
const partPattern = /^[0-9a-f-]{6,35}$/i;
const idPattern = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i;

export function Overlays({ may }) {
  const shown = useValue(overlay);
  return shown && html`<${Box} key=${shown} label=${shown === 'help' ? w.keys : w.find}>
    ${shown === 'help' ? html`<${Help} />` : html`<${Palette} may=${may} />`}<//>`;
}

function Box({ label, children }) {
  const box = useRef(null);
  const isPressed = useRef(false);
  const close = () => overlay.set(null);
  useEffect(() => {
    const before = document.activeElement;
    const dialog = box.current;
    dialog.showModal();
    return () => {
      dialog.close();
      if (before?.isConnected) before.focus();
    };
  }, []);
  return html`<dialog ref=${box} class="overlay" aria-label=${label} onCancel=${close}
    onPointerDown=${(event) => { isPressed.current = event.target === box.current; }}
    onClick=${(event) => event.target === box.current && isPressed.current && close()}>${children}</dialog>`;
}

function Help() {
  return html`<div class="dialog-body"><h2>${w.keys}</h2>
    <dl class="keys">
      ${w.keyList.map(([key, text]) => html`<div key=${key}><dt><kbd>${key}</kbd></dt><dd>${text}</dd></div>`)}
      ${menu.filter(Boolean).map(([page]) => html`<div key=${page}><dt><kbd>g ${pageKeys[page]}</kbd></dt><dd>${w.pages[page]}</dd></div>`)}
    </dl>
    <div class="dialog-acts"><button type="button" class="main" autofocus
        onClick=${() => overlay.set(null)}>${w.close}</button></div></div>`;
}

function Palette({ may }) {
  const [text, setText] = useState('');
  const [at, setAt] = useState(0);
  const [found, setFound] = useState([]);
  const [names, setNames] = useState([]);
  const [lanes, setLanes] = useState([]);
  useEffect(() => {
    if (may.readDefinitions) getHere('definitions').then((answer) => setNames(answer.definitions.map((one) => one.id)), () => null);
    if (may.whole) getHere('lanes').then((answer) => setLanes(answer.lanes.map((one) => one.name)), () => null);
  }, []);
  useEffect(() => {
    const wanted = text.trim();
    setFound([]);
    if (!wanted || !may.read) return undefined;
    const mine = new AbortController();
    const timer = setTimeout(() => find(wanted, mine.signal).then((jobs) => mine.signal.aborted || setFound(jobs), () => null), 200);
    return () => {
      clearTimeout(timer);
      mine.abort();
    };
  }, [text]);
  const entries = useMemo(() => [...offered(text.trim(), may, names, lanes), ...found].slice(0, mostFound),
    [text, found, names, lanes]);
  const place = Math.min(at, entries.length - 1);
  const choose = (entry) => {
    overlay.set(null);
    if (entry.run) entry.run();
    else location.hash = entry.href;
  };
  const onKey = (event) => {
    if (event.key === 'ArrowDown' || event.key === 'ArrowUp') {
      event.preventDefault();
      setAt((place + (event.key === 'ArrowDown' ? 1 : -1) + entries.length) % Math.max(1, entries.length));
    } else if (event.key === 'Enter' && entries[place]) {
      event.preventDefault();
      choose(entries[place]);
    }
  };
  return html`<div class="palette">
    <input type="text" autofocus autocomplete="off" spellcheck=${false} placeholder=${w.findHint} aria-label=${w.find} role="combobox"
      aria-expanded="true" aria-controls="palette-list" aria-activedescendant=${entries[place] ? `palette-${place}` : undefined}
      value=${text} onInput=${(event) => { setText(event.target.value); setAt(0); }} onKeyDown=${onKey} />
    <ul id="palette-list" role="listbox" aria-label=${w.find}>${entries.map((entry, index) => html`
      <li key=${entry.kind + entry.name + entry.href} id=${`palette-${index}`} role="option" aria-selected=${index === place}
        onClick=${() => choose(entry)}><span class="palette-kind">${entry.kind}</span>${visible(entry.name)}</li>`)}</ul>
    ${entries.length === 0 && html`<p class="hint">${partPattern.test(text.trim()) ? w.wholeId : w.nothingFound}</p>`}
  </div>`;
}

function offered(text, may, names, lanes) {
  const has = (name) => name.toLowerCase().includes(text.toLowerCase());
  return [
    ...menu.filter((entry) => entry && may[entry[1]] && has(w.pages[entry[0]]))
      .map(([page]) => ({ kind: w.goTo, name: w.pages[page], href: to(page) })),
    ...(text === '' ? [] : names.filter(has).slice(0, 4)
      .map((name) => ({ kind: w.jobsOf, name, href: to('jobs', '', { definitionId: name }) }))),
    ...(text === '' ? [] : lanes.filter(has).slice(0, 3)
      .map((name) => ({ kind: w.jobsInLane, name, href: to('jobs', '', { workerLane: name }) }))),
    ...(partPattern.test(text) ? onScreen(text) : []),
    ...(may.admin && has(w.acts.setMode.title) ? [{ kind: w.doIt, name: w.acts.setMode.title, run: () => setMode('') }] : []),
    ...(has(w.turnTheme) ? [{ kind: w.doIt, name: w.turnTheme, run: turn }] : []),
    ...(has(w.reconnect) ? [{ kind: w.doIt, name: w.reconnect, run: live.reconnect }] : []),
  ];
}

/** The jobs that the page links to, by a part of their id. */
function onScreen(part) {
  const links = [...document.querySelectorAll('#main a[href*="/jobs/"]')].map((one) => one.getAttribute('href').split('/').pop());
  return [...new Set(links)].filter((id) => idPattern.test(id) && id.includes(part.toLowerCase())).slice(0, 3)
    .map((id) => ({ kind: w.job, name: id, href: to('jobs', id) }));
}

/** Jobs by id, by key, and by tenant. */
async function find(text, signal) {
  if (idPattern.test(text)) {
    const job = await getHere(`jobs/${text}`, { signal }).catch(() => null);
    return job ? [{ kind: w.job, name: `${job.definitionId} ${shortId(job.id)}`, href: to('jobs', job.id) }] : [];
  }

  const [byKey, byTenant] = await Promise.all([
    getHere(`jobs${queryOf({ idempotencyKey: text, limit: 3 })}`, { signal }).catch(() => ({ jobs: [] })),
    getHere(`jobs${queryOf({ tenant: text, limit: 1 })}`, { signal }).catch(() => ({ jobs: [] })),
  ]);
  return [
    ...byKey.jobs.map((job) => ({ kind: w.jobByKey, name: `${job.definitionId} ${job.idempotencyKey}`, href: to('jobs', job.id) })),
    ...(byTenant.jobs.length > 0 ? [{ kind: w.jobsOfTenant, name: text, href: to('jobs', '', { tenant: text }) }] : []),
  ];
}

// The smallest building blocks of pages.
import { serverNow, useSecond } from '../lib/clock.js';
import { duration, shortId, utc, visible, when } from '../lib/format.js';
import { html, useState } from '../lib/html.js';
import { to } from '../lib/router.js';
import { w } from '../lib/words.js';

/** A time in the reader's zone, with UTC on hover. */
export function Time({ at }) {
  return at ? html`<time datetime=${at} title=${utc(at)}>${when(at)}</time>` : html`<span class="none">–</span>`;
}

/** How long ago, or how far ahead, by the server's clock. */
export function Ago({ at, plain }) {
  useSecond();
  if (!at) return html`<span class="none">–</span>`;
  const seconds = (serverNow() - Date.parse(at)) / 1000;
  const text = plain ? duration(Math.max(0, seconds))
    : Math.abs(seconds) < 1 ? w.now : seconds >= 0 ? w.ago(duration(Math.floor(seconds))) : w.ahead(duration(Math.ceil(-seconds)));
  return html`<time datetime=${at} title=${`${when(at)} · ${utc(at)}`}>${text}</time>`;
}

const glyphs = {
  Scheduled: '◷', Ready: '◌', Throttled: '◔', Running: '◐',
  Succeeded: '✓', Failed: '✕', Cancelled: '⊘', Active: '●', Paused: '‖', Lost: '✕', Released: '↩',
  Snoozed: '◷', Cordoned: '⊘', Stopped: '■', Done: '✓', Firing: '!', Resolved: '✓', Ended: '■', Inactive: '■', Fired: '✓', Skipped: '⊘',
  Coalesced: '⊕', RunByHand: '▸', Gone: '✕', Parked: '‖',
};

/** A state by word, sign and colour, so that each of them is enough alone. */
export function State({ of, label }) {
  return html`<span class=${`state is-${of}`}><span aria-hidden="true">${glyphs[of] ?? '•'}</span>${label ?? w.states[of] ?? of}</span>`;
}

export function Id({ id, page = 'jobs' }) {
  return html`<a class="id" href=${to(page, id)} title=${id}>${shortId(id)}</a>`;
}

export function Copy({ text, label = w.copy }) {
  const [isDone, setDone] = useState(false);
  const copy = async () => {
    await copyText(text);
    setDone(true);
    setTimeout(() => setDone(false), 1500);
  };
  return html`<button type="button" class="quiet" onClick=${copy}>${isDone ? w.copied : label}</button>`;
}

/** Browsers give the clipboard to pages of https and localhost only; elsewhere a selection is copied. */
async function copyText(text) {
  if (navigator.clipboard) return navigator.clipboard.writeText(text);
  const area = document.createElement('textarea');
  area.value = text;
  document.body.append(area);
  area.select();
  document.execCommand('copy');
  area.remove();
  return undefined;
}

/** An empty page says how to fill it. */
export function Empty({ title, text, code }) {
  return html`<div class="empty">
    <p class="empty-title">${title}</p>
    ${text && html`<p>${text}</p>`}
    ${code && html`<pre tabindex="0"><code>${code}</code></pre>`}
  </div>`;
}

export function Skeleton({ lines = 6 }) {
  return html`<div class="skeleton" role="status" aria-label=${w.loading}>
    ${Array.from({ length: lines }, (_, index) => html`<span key=${index}></span>`)}
  </div>`;
}

export function ProblemBox({ problem, retry }) {
  return html`<div class="problem" role="alert">
    ${problem.status > 0 && html`<p><strong>${w.refused(problem.status)}</strong></p>`}
    <p>${problem.status === 0 ? html`<strong>${problem.message}</strong>` : visible(problem.message)}</p>
    ${retry && html`<button type="button" onClick=${retry}>${w.tryAgain}</button>`}
  </div>`;
}

/** The result of a read: nothing yet, a problem, or data, which may be old. */
export function Loaded({ from, children, lines }) {
  if (from.isLoading) return html`<${Skeleton} lines=${lines} />`;
  if (from.data === null || from.data === undefined) return html`<${ProblemBox} problem=${from.error} retry=${from.reload} />`;
  return html`
    ${from.isStale && html`<p class="stale">${w.stale} <${Ago}
        at=${new Date(from.at).toISOString()} /> <span role="status">${visible(from.error.message)}</span>
      <button type="button" class="quiet" onClick=${from.reload}>${w.tryAgain}</button></p>`}
    <div class=${`loaded ${from.isStale ? 'is-stale' : ''}`}>${children(from.data)}</div>`;
}

/** A text of others, cut after three lines; whole on hover. */
export function Clamped({ text }) {
  return html`<span class="clamped" title=${visible(text)}>${visible(text)}</span>`;
}

/** Who has done it, and why. */
export const By = ({ of: { by, reason } }) => html`<${Clamped} text=${reason ? `${by}: ${reason}` : by} />`;

export function Meter({ part, label }) {
  const percent = Math.round(Math.min(1, Math.max(0, part)) * 100);
  return html`<span class="meter" role="img" aria-label=${label ?? `${percent} %`}>
    <span class="meter-bar" style=${{ width: `${percent}%` }}></span></span>`;
}

export function Facts({ of }) {
  return html`<dl class="facts">${of.filter(Boolean).map(([name, found]) => html`
    <div key=${name}><dt>${name}</dt><dd>${found ?? html`<span class="none">–</span>`}</dd></div>`)}</dl>`;
}

export function Panel({ title, id, more, children }) {
  return html`<section class="panel" id=${id}>
    <header class="panel-head"><h2>${title}</h2><div class="panel-more">${more}</div></header>
    ${children}
  </section>`;
}

/** A button for one action; the key presses it while its row or page has the focus. */
export function Act({ label, press, onClick, kind = '', title }) {
  return html`<button type="button" class=${kind} data-press=${press} aria-keyshortcuts=${press} onClick=${onClick}
    title=${press ? `${title ?? label} (${press})` : title}>${label}</button>`;
}

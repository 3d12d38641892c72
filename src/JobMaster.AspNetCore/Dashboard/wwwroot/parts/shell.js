// The frame around every page.
import { isSignedOut } from '../lib/api.js';
import { serverNow, useSecond } from '../lib/clock.js';
import { duration, visible, zoneName } from '../lib/format.js';
import { html, useEffect, useRef, useState } from '../lib/html.js';
import { overlay, pageKeys } from '../lib/keys.js';
import { live, status, useLive } from '../lib/live.js';
import { address, route, to } from '../lib/router.js';
import { clusterOf, isOutdated, me, signOut } from '../lib/session.js';
import { theme, turn } from '../lib/theme.js';
import { useValue } from '../lib/value.js';
import { w } from '../lib/words.js';

/** Pages in the order of the menu, with the permission each needs. */
export const menu = [
  ['overview', 'whole'], ['jobs', 'read'], ['failures', 'whole'], ['schedules', 'read'], null,
  ['lanes', 'whole'], ['workers', 'whole'], ['limits', 'whole'], ['definitions', 'readDefinitions'], null,
  ['operations', 'whole'], ['audit', 'whole'], ['submit', 'submit'],
];

export function Shell({ may, children }) {
  const here = useValue(route);
  const answer = useValue(me);
  const [isOpen, setOpen] = useState(false);
  const main = useRef(null);
  const shownBefore = useRef(false);

  // Every page shows the state of the connection, so every page listens to something.
  useLive(may.whole ? 'overview' : '');
  useEffect(() => {
    setOpen(false);
    document.title = `${w.pages[here.page] ?? here.page} · ${answer.environment} · JobMaster`;
    if (shownBefore.current) main.current.focus({ preventScroll: true });
    shownBefore.current = true;
    scrollTo(0, 0);
  }, [here.page, here.argument]);
  useEffect(() => {
    const style = document.documentElement.style;
    style.setProperty('--environment', answer.environmentColor);
    style.setProperty('--on-environment', isLight(answer.environmentColor) ? '#1a2230' : '#fff');
  }, [answer.environmentColor]);
  return html`
    <a class="skip" href="#main" onClick=${(event) => { event.preventDefault(); main.current.focus(); }}>${w.skip}</a>
    <header class="top">
      <button type="button" class="menu-button" aria-expanded=${isOpen} aria-controls="menu" onClick=${() => setOpen(!isOpen)}>
        <span aria-hidden="true">☰</span><span class="unseen">${w.menu}</span></button>
      <a class="brand" href=${to('overview')}><span class="brand-mark" aria-hidden="true"></span>JobMaster</a>
      <p class="environment" title=${w.environment}><span class="unseen">${w.environment}: </span>${visible(answer.environment)}</p>
      <${Clusters} answer=${answer} here=${here} />
      <span class="space"></span>
      <button type="button" class="search-button" onClick=${() => overlay.set('palette')}>
        <span aria-hidden="true">⌕</span><span class="unseen">${w.find}</span><span class="search-text" aria-hidden="true">${w.find}</span>
        <kbd aria-hidden="true">Ctrl K</kbd></button>
      <${Connection} />
    </header>
    <nav id="menu" class=${`menu ${isOpen ? 'is-open' : ''}`} aria-label=${w.menu}>
      <ul>${menu.map((entry, index) => (entry === null ? html`<li key=${index} class="gap"
          aria-hidden="true"></li>` : may[entry[1]] && html`
        <li key=${entry[0]}><a href=${to(entry[0])} aria-current=${isAt(here, entry[0]) ? 'page' : undefined}>
          ${w.pages[entry[0]]}<kbd>g ${pageKeys[entry[0]]}</kbd></a></li>`))}</ul>
      <${MenuFoot} answer=${answer} />
    </nav>
    <div class="content">
      <${Banners} answer=${answer} here=${here} />
      <main id="main" ref=${main} tabindex="-1">${children}</main>
    </div>`;
}

/** Whether dark text is more readable on it, by the relative luminance of WCAG. */
function isLight(color) {
  const [red, green, blue] = [1, 3, 5].map((place) => parseInt(color.slice(place, place + 2), 16) / 255)
    .map((part) => (part <= 0.03928 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4));
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue > 0.18;
}

const isAt = (here, page) => here.page === page || (page === 'jobs' && here.page === 'job');

function MenuFoot({ answer }) {
  const drawn = useValue(theme);
  const has = answer.permissions;
  return html`<div class="menu-foot">
    <p class="who">${visible(answer.name)}<span>${has.includes('Admin') ? 'Admin' : has.join(', ')}</span></p>
    <div class="menu-acts">
      <button type="button" class="quiet" onClick=${turn}>${drawn === 'dark' ? w.light : w.dark}</button>
      <button type="button" class="quiet" onClick=${() => overlay.set('help')}>${w.keys}</button>
      <button type="button" class="quiet" onClick=${signOut}>${w.signOut}</button>
    </div>
    <p class="hint">${w.version(answer.version.split('+')[0])}<br />${zoneName}</p>
  </div>`;
}

function Clusters({ answer, here }) {
  if (answer.clusters.length < 2) return html`<p class="cluster">${visible(here.cluster)}</p>`;
  return html`<label class="cluster"><span class="unseen">${w.cluster}</span>
    <select value=${here.cluster} onChange=${(event) => { location.hash = address(event.target.value, 'overview'); }}>
      ${answer.clusters.map((one) => html`<option key=${one.id} value=${one.id}>${visible(one.id)}</option>`)}
    </select></label>`;
}

/** The transport and the age of the data on screen. It ticks, so screen readers do not read it aloud. */
function Connection() {
  useSecond();
  const { state, at, store } = useValue(status);
  const shown = state === 'live' && !store ? 'store' : state;
  const age = at ? (Date.now() - at) / 1000 : null;
  return html`<button type="button" class=${`connection is-${shown}`} title=${w.connection[shown].more} onClick=${live.reconnect}>
    <span class="dot" aria-hidden="true"></span><span class="connection-text">${w.connection[shown].name}</span>
    ${age !== null && age > 20 && html`<span class="connection-age">${duration(Math.floor(age))}</span>`}</button>`;
}

function Banners({ answer, here }) {
  useSecond();
  const { state, at, store } = useValue(status);
  const isOld = useValue(isOutdated);
  const isOut = useValue(isSignedOut);
  const mode = live.newest('overview')?.data.mode ?? clusterOf(answer, here.cluster)?.mode;
  const away = state === 'offline' && at ? duration(Math.floor((Date.now() - at) / 1000)) : null;
  return html`<div class="banners">
    ${isOut && html`<p class="banner is-bad" role="alert">${w.signedOut} <button type="button"
        onClick=${() => location.reload()}>${w.signIn}</button></p>`}
    ${isOld && html`<p class="banner" role="status">${w.outdated} <button type="button"
        onClick=${() => location.reload()}>${w.reload}</button></p>`}
    ${away && html`<p class="banner is-bad"><span role="alert">${w.away}</span> ${w.lastSeen(away)}
      <button type="button" onClick=${live.reconnect}>${w.tryAgain}</button></p>`}
    ${!store && state === 'live' && html`<p class="banner is-bad" role="alert">${w.storeAway}</p>`}
    ${mode === 'Passive' && html`<p class="banner" role="status">${w.passive}</p>`}
    ${mode === 'Archive' && html`<p class="banner" role="status">${w.archive}</p>`}
    ${Math.abs(Date.now() - serverNow()) > 60_000 && html`<p class="banner" role="status">${w.clockOff}</p>`}
  </div>`;
}

// The progress of a bulk operation on jobs.
import { number, visible } from '../lib/format.js';
import { html } from '../lib/html.js';
import { to } from '../lib/router.js';
import { w } from '../lib/words.js';
import { Ago, Clamped, Id, Meter, State, Time } from './basics.js';

export function Progress({ operation: one, may, steer, done }) {
  const worked = one.changed + one.unchanged + one.running + one.onAgent + one.gone + one.keyHeld + one.unreadable;
  const left = [
    [w.operations.unchanged, one.unchanged], [w.operations.running, one.running], [w.operations.onAgent, one.onAgent],
    [w.operations.gone, one.gone], [w.operations.keyHeld, one.keyHeld], [w.operations.unreadable, one.unreadable],
    [w.operations.waiting, one.waiting],
  ].filter(([, count]) => count > 0);
  return html`<article class="operation">
    <p class="operation-head"><strong>${w.kinds[one.kind]}</strong> <${State} of=${one.state} label=${w.operations.states[one.state]} />
      <span class="hint">${visible(one.who)} · <${Ago} at=${one.createdAt} /></span></p>
    <p class="operation-head">${meantBy(one.filter)}</p>
    ${one.reason && html`<p class="entry-text"><${Clamped} text=${one.reason} /></p>`}
    <${Meter} part=${one.matched > 0 ? worked / one.matched : one.endedAt ? 1 : 0} />
    <p class="hint">${w.operations.changedOf(number(one.changed), one.isCapped ? w.over(number(one.matched)) : number(one.matched))}
      ${one.jobsPerSecond > 0 && !one.endedAt && ` · ${w.operations.rate(number(one.jobsPerSecond))}`}
      ${left.map(([name, count]) => ` · ${name} ${number(count)}`)}</p>
    ${one.note && html`<p class="entry-text">${withLinks(one.note)}</p>`}
    ${may.operateWhole && !one.endedAt && html`<div class="acts">
      ${one.state === 'Running' && html`<button type="button"
          onClick=${() => steer(one, 'pause', done)}>${w.acts.steer.pause.action}</button>`}
      ${one.state === 'Paused' && html`<button type="button"
          onClick=${() => steer(one, 'resume', done)}>${w.acts.steer.resume.action}</button>`}
      <button type="button" class="danger-quiet" onClick=${() => steer(one, 'cancel', done)}>${w.acts.steer.cancel.action}</button></div>`}
  </article>`;
}

const pieces = {
  fingerprint: (found) => html`<a href=${to('failures', found)}>${w.operations.group} ${visible(found.slice(0, 12))}</a>`,
  scheduleId: (found) => html`<a href=${to('schedules', found)}>${w.jobPage.schedule}</a>`,
  definitionId: (found) => html`${w.definition} <a href=${to('definitions', found)}>${visible(found)}</a>`,
  workerLane: (found) => html`${w.lane} <a href=${to('jobs', '', { workerLane: found })}>${visible(found)}</a>`,
  tenant: (found) => html`${w.tenant} <a href=${to('jobs', '', { tenant: found })}>${visible(found)}</a>`,
  state: (found) => html`${w.state} ${w.states[found] ?? visible(found)}`,
  priority: (found) => html`${w.priority} ${w.priorities[found] ?? visible(found)}`,
};

/** Which jobs it is for, in words. */
function meantBy(filter) {
  const given = Object.entries(filter ?? {}).filter(([, found]) => found !== undefined && found !== null);
  if (given.length === 0) return w.operations.marked;
  return given.map(([name, found]) => html`<span key=${name}>${pieces[name]?.(found)
    ?? html`${w.filter[name] ?? name} ${/(From|Before)$/.test(name) ? html`<${Time} at=${found} />` : visible(found)}`}</span>`);
}

const idPattern = /([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})/i;

/** A note names a job by its id. */
const withLinks = (note) => note.split(idPattern).map((piece, place) => (place % 2 === 1 ? html`<${Id} id=${piece} />` : visible(piece)));

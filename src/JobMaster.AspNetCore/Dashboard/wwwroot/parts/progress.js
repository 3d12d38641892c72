// The progress of a bulk operation on jobs.
import { number, visible } from '../lib/format.js';
import { html } from '../lib/html.js';
import { w } from '../lib/words.js';
import { Ago, Meter, State } from './basics.js';

export function Progress({ operation: one, may, steer, done }) {
  const worked = one.changed + one.unchanged + one.running + one.onAgent + one.gone + one.keyHeld + one.unreadable;
  const left = [
    [w.operations.unchanged, one.unchanged], [w.operations.running, one.running], [w.operations.onAgent, one.onAgent],
    [w.operations.gone, one.gone], [w.operations.keyHeld, one.keyHeld], [w.operations.unreadable, one.unreadable],
    [w.operations.waiting, one.waiting],
  ].filter(([, count]) => count > 0);
  return html`<article class="operation">
    <p class="operation-head"><strong>${w.kinds[one.kind]}</strong> <${State} of=${one.state} label=${w.operations.states[one.state]} />
      <span class="hint">${visible(one.who)} · <${Ago} at=${one.createdAt} />${one.reason && ` · ${visible(one.reason)}`}</span></p>
    <${Meter} part=${one.matched > 0 ? worked / one.matched : one.endedAt ? 1 : 0} />
    <p class="hint">${w.operations.changedOf(number(one.changed), one.isCapped ? w.over(number(one.matched)) : number(one.matched))}
      ${one.jobsPerSecond > 0 && !one.endedAt && ` · ${w.operations.rate(number(one.jobsPerSecond))}`}
      ${left.map(([name, count]) => ` · ${name} ${number(count)}`)}</p>
    ${one.note && html`<p class="entry-text">${visible(one.note)}</p>`}
    ${may.operateWhole && !one.endedAt && html`<div class="acts">
      ${one.state === 'Running' && html`<button type="button"
          onClick=${() => steer(one, 'pause', done)}>${w.acts.steer.pause.action}</button>`}
      ${one.state === 'Paused' && html`<button type="button"
          onClick=${() => steer(one, 'resume', done)}>${w.acts.steer.resume.action}</button>`}
      <button type="button" class="danger-quiet" onClick=${() => steer(one, 'cancel', done)}>${w.acts.steer.cancel.action}</button></div>`}
  </article>`;
}

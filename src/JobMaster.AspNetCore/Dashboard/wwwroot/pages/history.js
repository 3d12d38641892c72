// The history of a job: its timeline, its attempts and its log lines.
import { duration, number, visible } from '../lib/format.js';
import { html, useState } from '../lib/html.js';
import { useGet } from '../lib/load.js';
import { w } from '../lib/words.js';
import { Empty, Loaded, Panel, State, Time } from '../parts/basics.js';
import { ErrorText, Json } from '../parts/json.js';

/** Read again when the job has changed, and now and then while it runs. */
const every = (job) => (job.finalizedAt ? 0 : 5_000);
const mark = (job) => `${job.state}${job.failures}`;

export function Timeline({ job }) {
  return html`<${TimelineOf} key=${mark(job)} job=${job} />`;
}

function TimelineOf({ job }) {
  const read = useGet(`jobs/${job.id}/timeline`, { every: every(job) });
  return html`<${Panel} title=${w.jobPage.timeline}><${Loaded} from=${read} lines=${4}>${(answer) => html`
    <ol class="timeline">${answer.entries.map((entry, index) => html`<li key=${index}
        class=${`entry is-${entry.result ?? entry.state ?? entry.kind}`}>
      <${Time} at=${entry.at} /><div><p>${sentenceOf(entry)}</p>
        ${entry.text && entry.kind !== 'Changed' && html`<p class="entry-text">${visible(firstLine(entry.text))}</p>`}</div></li>`)}</ol>
    ${!answer.isComplete && html`<p class="hint">${w.jobPage.timelineCut}</p>`}`}<//><//>`;
}

const firstLine = (text) => text.split('\n')[0];

function sentenceOf(entry) {
  const words = w.entries;
  switch (entry.kind) {
    case 'Scheduled': return words.scheduled(w.sources[entry.triggerSource] ?? '', visible(entry.node ?? ''));
    case 'AttemptStarted': return words.started(entry.attempt, visible(entry.worker ?? ''), visible(entry.node ?? ''));
    case 'AttemptEnded': return words.ended(entry.attempt, w.results[entry.result] ?? entry.result,
      entry.durationSeconds === undefined ? '' : duration(entry.durationSeconds));
    case 'Parked': return w.parkedAs(w.parked[entry.parkedReason] ?? '');
    case 'Finished': return words.finished(w.states[entry.state] ?? entry.state);
    case 'Changed': return changeOf(entry.change);
    default: return entry.kind;
  }
}

function changeOf(change) {
  const action = w.audit.actions[change?.action] ?? change?.action ?? '';
  return w.entries.changed(visible(change?.who), action, visible(change?.reason));
}

export function Attempts({ job }) {
  return html`<${AttemptsOf} key=${mark(job)} job=${job} />`;
}

function AttemptsOf({ job }) {
  const read = useGet(`jobs/${job.id}/attempts`, { every: every(job) });
  const log = useGet(`jobs/${job.id}/log`, { every: every(job) });
  return html`<${Panel} title=${w.jobPage.attempts}><${Loaded} from=${read} lines=${3}>${(answer) => (answer.attempts.length === 0
    ? html`<${Empty} title=${w.jobPage.noAttempts} />`
    : html`<ol class="attempts">${[...answer.attempts].reverse().map((attempt, index) => html`
        <${Attempt} key=${attempt.attempt} attempt=${attempt} isFirst=${index === 0}
            lines=${log.data?.lines.filter((line) => line.attempt === attempt.attempt)} />`)}</ol>
      ${log.data?.next && html`<p class="hint">${w.jobPage.firstLines(number(log.data.lines.length))}</p>`}`)}<//><//>`;
}

function Attempt({ attempt, lines = [], isFirst }) {
  const [isOpen, setOpen] = useState(isFirst);
  return html`<li class="attempt"><button type="button" class="attempt-head" aria-expanded=${isOpen} onClick=${() => setOpen(!isOpen)}>
      <span>${w.jobPage.attempt(attempt.attempt)}</span><${State} of=${attempt.result} label=${w.results[attempt.result]} />
      <span class="hint"><${Time}
          at=${attempt.attemptedAt} /> · ${duration(attempt.durationSeconds)}
        ${lines.length > 0 && ` · ${w.jobPage.lines(lines.length)}`}</span></button>
    ${isOpen && html`<div class="attempt-body">
      ${attempt.error && html`<${ErrorText} text=${attempt.error} />`}
      ${attempt.progressText && html`<p class="hint">${visible(attempt.progressText)}</p>`}
      ${lines.length > 0 ? html`<ol class="log" tabindex="0" aria-label=${w.jobPage.log}>${lines.map((line, index) => html`
        <li key=${index} class=${`is-${line.level}`}><${Time} at=${line.at} /> <span
            class="log-level">${line.level}</span> ${visible(line.text)}</li>`)}</ol>`
      : !attempt.error && html`<p class="hint">${w.jobPage.noLines}</p>`}
      ${attempt.replacedPayload !== undefined && html`<p class="hint">${w.jobPage.replaced}</p><${Json} of=${attempt.replacedPayload}
          label=${w.jobPage.replaced} />`}
    </div>`}</li>`;
}

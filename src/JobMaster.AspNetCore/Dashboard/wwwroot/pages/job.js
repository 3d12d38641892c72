// One job: its details, its history, and the possible actions.
import { cancelJob, changeJob, discardJob, restoreJob, revealJob, runJobNow } from '../lib/acts.js';
import { duration, link, traceIdOf, utc, visible } from '../lib/format.js';
import { html, useEffect, useState } from '../lib/html.js';
import { useLive } from '../lib/live.js';
import { useGet } from '../lib/load.js';
import { to } from '../lib/router.js';
import { me } from '../lib/session.js';
import { useValue } from '../lib/value.js';
import { w } from '../lib/words.js';
import { Act, Ago, Copy, Empty, Facts, Id, Loaded, Meter, Panel, State, Time } from '../parts/basics.js';
import { ErrorText, Json } from '../parts/json.js';
import { stateOf } from '../parts/jobtable.js';
import { runAgain } from '../parts/replay.js';
import { Attempts, Timeline } from './history.js';

export function Job({ id, may }) {
  const read = useGet(`jobs/${encodeURIComponent(id)}`, { every: 15_000 });
  const topic = useLive(read.data && !read.data.finalizedAt ? `job:${id}` : '');
  const now = topic(`job:${id}`);
  const seen = now && `${now.state} ${now.failures} ${now.losses} ${now.attemptedAt} ${now.isCancelRequested} ${now.parkedReason}`;
  useEffect(() => { if (seen) read.reload(); }, [seen]);
  if (read.error?.status === 404) return html`<h1>${w.job}</h1><${Empty} title=${w.jobPage.gone} text=${w.jobPage.goneText} />`;
  return html`<${Loaded} from=${read} lines=${12}>${(job) => html`
    <${Whole} job=${{ ...job, ...(job.finalizedAt ? {} : now ?? {}) }} may=${may} reload=${read.reload} />`}<//>`;
}

function Whole({ job, may, reload }) {
  const done = () => setTimeout(reload, 300);
  if (job.isOnAgent) return html`<${OnAgent} job=${job} may=${may} done=${done} />`;
  return html`
    <div class="page-head">
      <div><p class="crumbs"><a href=${to('jobs')}>${w.pages.jobs}</a> / <a
          href=${to('jobs', '', { definitionId: job.definitionId })}>${visible(job.definitionId)}</a></p>
        <h1>${visible(job.definitionId)} <${State} of=${job.state} label=${stateOf(job)} /></h1>
        <p class="id-line"><span class="id">${job.id}</span> <${Copy} text=${job.id} label=${w.copyId} />
          <${Copy} text=${ticketOf(job)} label=${w.copyTicket} /> <${Links} job=${job} /></p></div>
      ${may.operate && html`<${JobActs} job=${job} done=${done} />`}
    </div>
    ${job.state === 'Running' && job.progress !== undefined && html`<div class="progress"><${Meter} part=${job.progress} />
      <span>${Math.round(job.progress * 100)} %${job.progressText && ` · ${visible(job.progressText)}`}</span></div>`}
    ${job.error && html`<${Panel} title=${job.state === 'Failed' ? w.jobPage.cause : w.jobPage.lastError}
      more=${job.fingerprint && may.whole && html`<a href=${to('failures', job.fingerprint)}>${w.jobPage.sameCause}</a>`}><${ErrorText}
          text=${job.error} /><//>`}
    ${!job.finalizedAt && html`<${Why} job=${job} />`}
    <div class="columns is-uneven">
      <div><${Timeline} job=${job} /><${Attempts} job=${job} /></div>
      <div>
        <${Panel} title=${w.jobPage.facts}><${Facts} of=${factsOf(job)} /><//>
        <${Payload} key=${job.id} job=${job} may=${may} />
        ${job.result !== undefined && html`<${Panel} title=${w.jobPage.result}><${Json} of=${job.result} label=${w.jobPage.result} /><//>`}
        ${job.metadata !== undefined && html`<${Panel} title=${w.jobPage.metadata}><${Json} of=${job.metadata}
            label=${w.jobPage.metadata} /><//>`}
      </div>
    </div>`;
}

/** The master knows only when it was sent. It can be cancelled there; anything else would be refused. */
function OnAgent({ job, may, done }) {
  return html`
    <div class="page-head">
      <div><p class="crumbs"><a href=${to('jobs')}>${w.pages.jobs}</a></p><h1>${w.jobPage.onAgent}</h1>
        <p class="id-line"><span class="id">${job.id}</span> <${Copy} text=${job.id} label=${w.copyId} /></p></div>
      ${may.operate && html`<div class="acts"><${Act} label=${w.acts.cancelJob.action} press="x" kind="danger-quiet"
          onClick=${() => cancelJob({ ...job, definitionId: w.jobPage.onAgent }, done)} /></div>`}
    </div>
    <${Why} job=${job} />
    <${Panel} title=${w.jobPage.facts}><${Facts} of=${[[w.jobPage.pushed, html`<${Time} at=${job.createdAt} />
      <span class="hint">(<${Ago} at=${job.createdAt} />)</span>`]]} /><p class="hint">${w.jobPage.onAgentText}</p><//>`;
}

function Payload({ job, may }) {
  const [shown, setShown] = useState(null);
  const { payload, isPayloadEncrypted } = shown ?? job;
  const more = job.isPayloadEncrypted && may.reveal && (shown ? html`<${Act} label=${w.jobPage.hide} onClick=${() => setShown(null)} />`
    : html`<${Act} label=${w.acts.revealJob.action} onClick=${() => revealJob(job, setShown)} />`);
  return html`<${Panel} title=${w.payload} more=${more}>${payload !== undefined ? html`<${Json} of=${payload} label=${w.payload} />`
    : html`<p class="hint">${isPayloadEncrypted ? (shown ? w.jobPage.noKey : w.jobPage.encrypted) : w.jobPage.noPayload}</p>`}<//>`;
}

function JobActs({ job, done }) {
  const isWaiting = ['Scheduled', 'Ready', 'Throttled'].includes(job.state);
  return html`<div class="acts">
    ${job.state === 'Failed' && html`<${Act} label=${w.acts.replayJob.action} press="r" kind="main"
        onClick=${() => runAgain(job.id, 'replay', done)} />`}
    ${job.state === 'Scheduled' && html`<${Act} label=${w.acts.runJobNow.action} press="n" kind="main"
        onClick=${() => runJobNow(job, done)} />`}
    ${isWaiting && html`<${Act} label=${w.acts.changeJob.action} press="e" onClick=${() => changeJob(job.id, done)} />`}
    ${job.state === 'Failed' && html`<${Act} label=${w.acts.discardJob.action} press="x" kind="danger-quiet"
        onClick=${() => discardJob(job, done)} />`}
    ${job.state === 'Cancelled' && job.fingerprint && html`<${Act} label=${w.acts.restoreJob.action}
        onClick=${() => restoreJob(job, done)} />`}
    ${job.finalizedAt && html`<${Act} label=${w.acts.copyJob.action} press="c" onClick=${() => runAgain(job.id, 'copy', done)} />`}
    ${(isWaiting || job.state === 'Running') && !job.isCancelRequested && html`
      <${Act} label=${w.acts.cancelJob.action} press="x" kind="danger-quiet" onClick=${() => cancelJob(job, done)} />`}
  </div>`;
}

function Links({ job }) {
  const answer = useValue(me);
  const definition = useGet(`definitions/${encodeURIComponent(job.definitionId)}`);
  const values = { traceId: traceIdOf(job.traceParent), jobId: job.id };
  const links = [[w.jobPage.runbook, link(definition.data?.runbookUrl, {})], [w.jobPage.trace, link(answer.traceUrl, values)], 
    [w.jobPage.logs, link(answer.logsUrl, values)]]
    .filter(([, href]) => href);
  return links.map(([name, href]) => html`<a key=${name} href=${href} target="_blank" rel="noopener noreferrer">${name} ↗</a>`);
}

function Why({ job }) {
  const read = useGet(`jobs/${job.id}/explanation`, { every: 5_000 });
  return html`<${Panel} title=${job.state === 'Running' ? w.jobPage.now : w.jobPage.why}>
    <${Loaded} from=${read} lines=${2}>${(answer) => (answer.reasons.length === 0
      ? html`<p>${answer.wouldBeTaken ? w.jobPage.wouldBeTaken : w.jobPage.noReason}</p>`
      : html`<ul class="reasons">${answer.reasons.map((reason, index) => html`<li key=${index}>
          <span class="reason-kind">${w.reasons[reason.kind] ?? reason.kind}</span> ${visible(reason.text)}
          ${reason.otherJobId && html` <${Id} id=${reason.otherJobId} />`}</li>`)}</ul>`)}<//><//>`;
}

function factsOf(job) {
  return [
    [w.columns.lane, html`<a href=${to('jobs', '', { workerLane: job.workerLane })}>${visible(job.workerLane)}</a>`],
    [w.priority, w.priorities[job.priority] ?? job.priority],
    job.tenant && [w.columns.tenant, html`<a href=${to('jobs', '', { tenant: job.tenant })}>${visible(job.tenant)}</a>`],
    [w.columns.created, html`<${Time} at=${job.createdAt} />`],
    [w.columns.due, html`<${Time} at=${job.dueAt} /> <span class="hint">(<${Ago} at=${job.dueAt} />)</span>`],
    job.attemptedAt && [w.jobPage.started, html`<${Time} at=${job.attemptedAt} />`],
    job.attemptedAt && [w.jobPage.waited, duration(Math.max(0, (Date.parse(job.attemptedAt) - Date.parse(job.dueAt)) / 1000))],
    job.finalizedAt && [w.columns.ended, html`<${Time} at=${job.finalizedAt} />`],
    job.durationSeconds !== undefined && [w.columns.took, duration(job.durationSeconds)],
    [w.jobPage.failures, w.jobPage.failuresOf(job.failures, job.maxRetries)],
    job.losses > 0 && [w.jobPage.losses, job.losses],
    job.timeoutSeconds > 0 && [w.jobPage.timeout, duration(job.timeoutSeconds)],
    job.expiresAt && [w.jobPage.expires, html`<${Time} at=${job.expiresAt} />`],
    job.idempotencyKey && [w.columns.key, html`<a
        href=${to('jobs', '', { idempotencyKey: job.idempotencyKey })}>${visible(job.idempotencyKey)}</a>`],
    job.scheduleId && [w.jobPage.schedule, html`<${Id} id=${job.scheduleId} page="schedules" />`],
    job.payloadVersion !== undefined && [w.jobPage.version, job.payloadVersion],
    [w.jobPage.source, w.sources[job.triggerSource] ?? job.triggerSource],
    job.traceParent && [w.jobPage.trace, html`<span class="id">${visible(job.traceParent)}</span>`],
  ];
}

/** The text for a ticket, without the payload. */
function ticketOf(job) {
  return [
    `${job.definitionId} ${job.id}: ${w.states[job.state]}`, location.href, `${w.columns.lane}: ${job.workerLane}`,
    ...(job.tenant ? [`${w.columns.tenant}: ${job.tenant}`] : []), `${w.columns.created}: ${utc(job.createdAt)}`,
    ...(job.finalizedAt ? [`${w.columns.ended}: ${utc(job.finalizedAt)}`] : []),
    `${w.jobPage.failures}: ${w.jobPage.failuresOf(job.failures, job.maxRetries)}`, ...(job.error ? ['', job.error] : []),
  ].join('\n');
}

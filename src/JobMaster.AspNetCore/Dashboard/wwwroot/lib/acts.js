// The changes that a reader can make, each with its confirmation. docs/dashboard.md lists them.
import { call, clusterPath, getHere } from './api.js';
import { digits } from './checks.js';
import { number, visible, when } from './format.js';
import { limitName, settingsText } from './limits.js';
import { go, route, to } from './router.js';
import { w } from './words.js';
import { confirm, notify, refuseNothing } from '../parts/dialog.js';

const hours = 3_600_000;
const untilChoices = [['1', w.until.hour], ['8', w.until.shift], ['24', w.until.day], ['168', w.until.week]];
const at = (choice, now) => (choice ? new Date(now + Number(choice) * hours).toISOString() : undefined);
const untilField = (more = []) => {
  const options = [...more, ...untilChoices];
  return { name: 'until', label: w.until.label, kind: 'select', options, value: options[0][0] };
};
const one = encodeURIComponent;

/** An action on one thing that only takes a reason. */
function simple(words, path, name, done, more = {}) {
  confirm({
    title: words.title(name), text: words.text, action: words.action, undo: words.undo, done, ...more,
    run: async ({ reason }, { post }) => {
      await post(path, { reason });
      return words.done(name);
    },
  });
}

export const cancelJob = (job, done) => simple(w.acts.cancelJob, `jobs/${job.id}/cancel`, job.definitionId, done, { danger: true });
export const discardJob = (job, done) => simple(w.acts.discardJob, `jobs/${job.id}/discard`, job.definitionId, done, { danger: true });
export const restoreJob = (job, done) => simple(w.acts.restoreJob, `jobs/${job.id}/restore`, job.definitionId, done);

/** show: gets the job with its payload, decrypted if the app has the key. Only the parts that the page shows are kept. */
export function revealJob(job, show) {
  const words = w.acts.revealJob;
  confirm({
    title: words.title(visible(job.definitionId)), text: words.text, action: words.action,
    run: async ({ reason }, { post }) => {
      show(await post(`jobs/${job.id}/reveal`, { reason }, { isKeyed: false }));
      return words.done(visible(job.definitionId));
    },
  });
}

export const runJobNow = (job, done) => simple(w.acts.runJobNow, `jobs/${job.id}/run-now`, job.definitionId, done);

export function pauseLane(lane, done) {
  const words = w.acts.pauseLane;
  confirm({
    title: words.title(visible(lane)), text: words.text, action: words.action, undo: words.undo, done,
    fields: [untilField([['', w.until.resumed]])],
    run: async ({ until, reason }, { post, now }) => {
      await post(`lanes/${one(lane)}/pause`, { until: at(until, now()), reason });
      return words.done(visible(lane));
    },
  });
}

export const resumeLane = (lane, done) => simple(w.acts.resumeLane, `lanes/${one(lane)}/resume`, visible(lane), done);

export const drainAgent = (agent, done) => simple(w.acts.drainAgent, `agents/${one(agent)}/drain`, visible(agent), done);
export const resumeAgent = (agent, done) => simple(w.acts.resumeAgent, `agents/${one(agent)}/resume`, visible(agent), done);

/** key: its override is changed; null lets the reader choose. now: its current settings. own: the override in force, if any. */
export function overrideLimit(limit, { key = null, now, own }, done) {
  const words = w.acts.overrideLimit;
  const name = limitName(limit, key);
  const field = (member, label, min) => (
    { name: member, label, kind: 'digits', check: digits({ min, canBeEmpty: true }), value: own?.settings[member] ?? '' });
  confirm({
    title: words.title(name), text: words.text(settingsText(now)), action: words.action, undo: words.undo, done,
    fields: [
      ...(key === null ? [{ name: 'key', label: words.key, hint: words.keyHint }] : []),
      field('maxConcurrent', words.max, 0), field('starts', words.starts, 1),
      { name: 'perSeconds', label: words.per, kind: 'number', min: 0, step: 'any', value: own?.settings.perSeconds ?? '' },
      field('burst', words.burst, 1), untilField([...(own?.until ? [['own', words.ownEnd(when(own.until))]] : []), ['', words.lifted]]),
    ],
    run: async ({ key: given, until, reason, ...values }, { post, now }) => {
      const body = Object.fromEntries(Object.entries(values).map(([member, text]) => [member, text === '' ? undefined : Number(text)]));
      const one = key ?? (given.trim() || undefined);
      await post(`limits/${encodeURIComponent(limit)}/override`, {
        key: one, ...body, until: until === 'own' ? own.until : at(until, now()), reason,
      });
      return words.done(limitName(limit, one));
    },
  });
}

export function liftLimit(limit, key, done) {
  const words = w.acts.liftLimit;
  confirm({
    title: words.title(limitName(limit, key)), text: words.text, action: words.action, undo: words.undo, done,
    run: async ({ reason }, { post }) => {
      const { result } = await post(`limits/${encodeURIComponent(limit)}/lift`, { key, reason });
      return result === 'changed' ? words.done(limitName(limit, key)) : words.none;
    },
  });
}

export function setMode(mode) {
  const words = w.acts.setMode;
  confirm({
    title: words.title, text: words.text, action: words.action, undo: words.undo, danger: true,
    fields: [{ name: 'mode', label: words.mode, kind: 'select', options: words.modes, value: mode }],
    run: async ({ mode: wanted, reason }, { put }) => {
      await put('mode', { mode: wanted || null, reason });
      return words.done;
    },
  });
}

export function pauseDefinition(id, done) {
  const words = w.acts.pauseDefinition;
  confirm({
    title: words.title(visible(id)), text: words.text, action: words.action, undo: words.undo, done,
    fields: [untilField([['', w.until.resumed]])],
    run: async ({ until, reason }, { post, now }) => {
      await post(`definitions/${one(id)}/pause`, { until: at(until, now()), reason });
      return words.done(visible(id));
    },
  });
}

export const resumeDefinition = (id, done) => simple(w.acts.resumeDefinition, `definitions/${one(id)}/resume`, visible(id), done);

/** Orders to a worker apply to its name on its host. */
function order(words, worker, verb, done, { fields = [], body = () => ({}), danger } = {}) {
  const name = `${visible(worker.name)} · ${visible(worker.host)}`;
  confirm({
    title: words.title(name), text: words.text, action: words.action, undo: words.undo, done, fields, danger,
    run: async ({ reason, ...values }, { post }) => {
      await post(`workers/${one(worker.name)}/${verb}`, { host: worker.host, reason, ...body(values) });
      return words.done(name);
    },
  });
}

export const cordonWorker = (worker, done) => order(w.acts.cordonWorker, worker, 'cordon', done);
export const uncordonWorker = (worker, done) => order(w.acts.uncordonWorker, worker, 'uncordon', done);
export function startWorker(worker, done) {
  const isCordoned = worker.orders.some((one) => one.isCordoned);
  order(isCordoned ? { ...w.acts.startWorker, ...w.acts.startWorker.cordoned } : w.acts.startWorker, worker, 'start', done);
}

export const stopWorker = (worker, done) => order(w.acts.stopWorker, worker, 'stop', done, {
  danger: true, fields: [{ name: 'grace', label: w.acts.stopWorker.grace, kind: 'digits', check: digits(), value: 60 }],
  body: ({ grace }) => ({ graceSeconds: Number(grace) }),
});
export const setConcurrency = (worker, done) => order(w.acts.setConcurrency, worker, 'concurrency', done, {
  fields: [{ name: 'count', label: w.acts.setConcurrency.count, kind: 'digits', value: worker.concurrency,
    check: digits({ canBeEmpty: true }), hint: w.acts.setConcurrency.hint }],
  body: ({ count }) => ({ concurrency: count === '' ? null : Number(count) }),
});

export function muteFailure(group, done) {
  const words = w.acts.muteFailure;
  confirm({
    title: words.title, text: visible(group.title), action: words.action, undo: words.undo, done,
    fields: [untilField(), { name: 'growth', label: words.growth, kind: 'digits', check: digits({ min: 2 }), value: 10 }],
    run: async ({ until, growth, reason }, { post, now }) => {
      await post(`failures/${one(group.fingerprint)}/mute`, { until: at(until, now()), growth: Number(growth), reason });
      return words.done;
    },
  });
}

export const unmuteFailure = (group, done) =>
  simple(w.acts.unmuteFailure, `failures/${one(group.fingerprint)}/unmute`, visible(group.title), done);

/** Starts a bulk operation on jobs and says where to see its progress. */
async function startOperation(post, body) {
  const operation = await post('operations', body);
  return w.operationStarted(w.kinds[operation.kind]);
}

export function replayGroup(group, done) {
  const words = w.acts.replayGroup;
  const filter = { fingerprint: group.fingerprint };
  confirm({
    title: words.title, text: visible(group.title), action: words.action, undo: words.undo, done,
    dry: () => ({ kind: 'Replay', filter }),
    fields: [
      {
        name: 'first', label: words.first, kind: 'digits', value: 5, check: digits({ empty: words.giveFirst }),
        hint: ({ first }, counted) => (/^0+$/.test(first) ? words.atOnce(counted && countOf(counted)) : words.firstHint),
      },
      { name: 'rate', label: words.rate, kind: 'digits', value: '', check: digits({ min: 1, canBeEmpty: true }), hint: words.rateHint },
    ],
    run: ({ first, rate, reason }, { post }) => startOperation(post, {
      kind: 'Replay', filter, tryFirst: Number(first) || undefined, maxPerSecond: Number(rate) || undefined, reason,
    }),
  });
}

const countOf = ({ count, isCapped }) => (isCapped ? w.over(number(count)) : number(count));

export function discardGroup(group, done) {
  const words = w.acts.discardGroup;
  const filter = { fingerprint: group.fingerprint };
  confirm({
    title: words.title, text: visible(group.title), action: words.action, undo: words.undo, done, danger: true,
    dry: () => ({ kind: 'Discard', filter }),
    run: ({ reason }, { post }) => startOperation(post, { kind: 'Discard', filter, reason }),
  });
}

/** target: { ids } or { filter }, the latter with all: true if it says no more than the kind does. */
export function operate(kind, target, done) {
  const words = w.acts.many[kind];
  const change = ({ priority, lane, now }) => ({
    priority: priority || undefined, workerLane: lane || undefined, runNow: now === 'yes' ? true : undefined,
  });
  const isChange = kind === 'Change';
  confirm({
    title: words.title, text: words.text, action: words.action, undo: words.undo, done, danger: kind === 'Cancel' || kind === 'Discard',
    dry: (values) => ({ kind, ...target, ...(isChange ? { change: orNow(change(values)) } : {}) }),
    fields: isChange ? [
      { name: 'priority', label: w.priority, kind: 'select', options: [['', w.unchanged], ...w.priorityList] },
      { name: 'lane', label: w.lane, hint: w.emptyIsUnchanged },
      { name: 'now', label: w.acts.many.Change.now, kind: 'select', options: [['', w.unchanged], ['yes', w.yes]] },
    ] : [],
    run: async ({ reason, ...values }, { post }) => {
      if (isChange) refuseNothing(change(values));
      return startOperation(post, { kind, ...target, ...(isChange ? { change: change(values) } : {}), reason });
    },
  });
}

/** A count needs a change with an effect. */
const orNow = (change) => (Object.values(change).some(Boolean) ? change : { runNow: true });

export function steerOperation(operation, verb, done) {
  simple(w.acts.steer[verb], `operations/${operation.id}/${verb}`, w.kinds[operation.kind], done, { danger: verb === 'cancel' });
}

export function pauseSchedule(schedule, done) {
  simple(w.acts.pauseSchedule, `schedules/${schedule.id}/pause`, nameOf(schedule), done);
}

export function resumeSchedule(schedule, done) {
  simple(w.acts.resumeSchedule, `schedules/${schedule.id}/resume`, nameOf(schedule), done);
}

export function cancelSchedule(schedule, done) {
  simple(w.acts.cancelSchedule, `schedules/${schedule.id}/cancel`, nameOf(schedule), done, { danger: true });
}

export const nameOf = (schedule) => visible(schedule.key ?? schedule.profileId ?? schedule.definitionId);

export function runScheduleNow(schedule, done) {
  const words = w.acts.runSchedule;
  confirm({
    title: words.title(nameOf(schedule)), text: words.text, action: words.action, undo: words.undo, done,
    run: async ({ reason }, { post, isHere }) => {
      const job = await post(`schedules/${schedule.id}/run-now`, { reason });
      if (isHere()) location.hash = to('jobs', job.id);
      return words.done(nameOf(schedule));
    },
  });
}

/** The current job, and the tag that makes the API refuse a change if the job has changed meanwhile. */
export async function readToChange(id) {
  const asked = route.get();
  try {
    const { body, tag } = await call('GET', clusterPath(`jobs/${id}`));
    if (route.get() !== asked) return null;
    return { job: body, more: tag ? { 'If-Match': tag } : {} };
  } catch (problem) {
    notify(problem.message, 'bad');
    return null;
  }
}

export async function changeJob(id, done) {
  const read = await readToChange(id);
  if (!read) return;
  const { job, more } = read;
  const words = w.acts.changeJob;
  confirm({
    title: words.title(visible(job.definitionId)), text: words.text, action: words.action, undo: words.undo, done,
    fields: [
      { name: 'priority', label: w.priority, kind: 'select', options: w.priorityList, value: job.priority },
      { name: 'lane', label: w.lane, value: job.workerLane },
      { name: 'due', label: words.due, kind: 'datetime-local', value: '', hint: w.emptyIsUnchanged },
    ],
    run: async ({ priority, lane, due, reason }, { patch }) => {
      const change = {
        priority: priority === job.priority ? undefined : priority, workerLane: lane === job.workerLane ? undefined : lane,
        at: due ? new Date(due).toISOString() : undefined,
      };
      refuseNothing(change);
      await patch(`jobs/${id}`, { ...change, reason }, { more });
      return words.done(visible(job.definitionId));
    },
  });
}

export async function copyResult(copy) {
  const job = await getHere(`jobs/${copy.id}`).catch(() => null);
  if (job) go('jobs', copy.id);
}

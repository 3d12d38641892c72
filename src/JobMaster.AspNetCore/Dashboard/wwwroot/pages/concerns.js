// Problems that need an operator, the worst first. Each is based on a fact from the API; nothing is guessed.
import { duration, number, visible } from '../lib/format.js';
import { mostGroups } from '../lib/groups.js';
import { to } from '../lib/router.js';
import { w } from '../lib/words.js';

const recent = 15 * 60_000;
const longWait = 5 * 60_000;
export const mostSchedules = 5;
const order = { bad: 0, warn: 1, note: 2 };

/** A worker that is cordoned or stopped takes no more jobs. */
const takesJobs = (worker) => worker.isLive && worker.state === 'Active';

export function concerns({ alerts, lanes, failures, workers, definitions, schedules, paused, operations, agents, oldest }, now) {
  return [
    ...(alerts?.alerts ?? []).map((alert) => ({
      key: `alert ${alert.id}`, level: alert.severity === 'Critical' ? 'bad' : alert.severity === 'Warning' ? 'warn' : 'note',
      name: w.concerns.alert, text: visible(alert.text), href: hrefOf(alert),
    })),
    ...lanes.lanes.filter((lane) => lane.ready > 0 && !lane.pause && !lane.workers.some(takesJobs)).map((lane) => ({
      key: `lane ${lane.name}`, level: 'bad', name: w.concerns.noWorker,
      text: w.concerns.noWorkerText(visible(lane.name), number(lane.ready)), href: to('lanes'),
    })),
    ...failures.groups.filter((group) => now - Date.parse(group.lastAt) < recent && !isMuted(group, now)).map((group) => ({
      key: `failure ${group.fingerprint}`, level: 'bad', name: w.concerns.failing,
      text: w.concerns.failingText(visible(group.title), number(group.count), duration(Math.max(0, now - Date.parse(group.lastAt)) / 1000)),
      href: to('failures', group.fingerprint),
    })),
    ...(failures.groups.length >= mostGroups ? [{
      key: 'many causes', level: 'warn', name: w.concerns.failing, text: w.failures.cut(number(mostGroups)), href: to('failures'),
    }] : []),
    ...waiting(oldest, now),
    ...(workers?.workers ?? []).filter((worker) => !worker.isLive).map((worker) => ({
      key: `worker ${worker.sessionId}`, level: 'warn', name: w.concerns.silent,
      text: w.concerns.silentText(visible(worker.name), visible(worker.host), duration((now - Date.parse(worker.lastBeatAt)) / 1000)),
      href: to('workers'),
    })),
    ...(schedules ?? []).filter((one) => one.nextAt && now - Date.parse(one.nextAt) > 60_000).map((one) => ({
      key: `schedule ${one.id}`, level: 'warn', name: w.concerns.late,
      text: w.concerns.lateText(visible(one.key ?? one.definitionId), duration((now - Date.parse(one.nextAt)) / 1000)),
      href: to('schedules', one.id),
    })),
    ...lanes.lanes.filter((lane) => lane.pause).map((lane) => ({
      key: `paused lane ${lane.name}`, level: 'note', name: w.concerns.lanePaused,
      text: w.concerns.pausedText(visible(lane.name), visible(lane.pause.by), visible(lane.pause.reason)), href: to('lanes'),
    })),
    ...(definitions?.definitions ?? []).filter((one) => one.pause).map((one) => ({
      key: `paused definition ${one.id}`, level: 'note', name: w.concerns.definitionPaused,
      text: w.concerns.pausedText(visible(one.id), visible(one.pause.by), visible(one.pause.reason)), href: to('definitions'),
    })),
    ...pausedSchedules(paused?.schedules ?? []),
    ...(operations?.operations ?? []).filter((one) => one.state === 'Paused').map((one) => ({
      key: `paused operation ${one.id}`, level: 'note', name: w.concerns.operationPaused,
      text: w.concerns.pausedText(w.kinds[one.kind], visible(one.who), visible(one.reason)), href: to('operations'),
    })),
    ...(agents?.agents ?? []).filter((agent) => agent.drain).map((agent) => ({
      key: `drained agent ${agent.name}`, level: 'note', name: w.concerns.draining,
      text: w.concerns.pausedText(visible(agent.name), visible(agent.drain.by), visible(agent.drain.reason)), href: to('workers'),
    })),
    ...(workers?.workers ?? []).filter((worker) => worker.isLive && worker.state !== 'Active').map((worker) => ({
      key: `held ${worker.sessionId}`, level: 'note', name: w.states[worker.state],
      text: w.concerns.heldText(visible(worker.name), visible(worker.host)), href: to('workers'),
    })),
  ].sort((one, other) => order[one.level] - order[other.level]);
}

export const isMuted = (group, now) => Boolean(group.mutedUntil) && Date.parse(group.mutedUntil) > now
  && (group.mutedBelow === undefined || group.count < group.mutedBelow);

/** A cluster may have thousands of them: more than a few are one line. */
function pausedSchedules(list) {
  const all = { level: 'note', name: w.concerns.schedulePaused };
  return list.length > mostSchedules
    ? [{
      ...all, key: 'paused schedules', text: w.concerns.manyPaused(number(list.length)), href: to('schedules', '', { state: 'Paused' }),
    }]
    : list.map((one) => ({
      ...all, key: `paused schedule ${one.id}`, text: visible(one.key ?? one.profileId ?? one.definitionId), href: to('schedules', one.id),
    }));
}

function waiting(job, now) {
  const waited = job ? now - Date.parse(job.dueAt) : 0;
  return waited < longWait ? [] : [{
    key: `oldest ${job.id}`, level: 'warn', name: w.concerns.waiting,
    text: w.concerns.waitingText(visible(job.definitionId), visible(job.workerLane), duration(waited / 1000)), href: to('jobs', job.id),
  }];
}

function hrefOf(alert) {
  if (alert.rule.startsWith('failure')) return to('failures', alert.subject);
  if (alert.rule.startsWith('missed')) return to('schedules');
  return alert.rule.startsWith('stale') ? to('workers') : to('lanes');
}

// The texts of a limit, its keys and its settings.
import { duration, number, visible } from './format.js';
import { w } from './words.js';

export const limitName = (limit, key) => visible(key === undefined || key === null ? limit : `${limit}:${key}`);

/** The settings of a limit, in words. */
export function settingsText({ maxConcurrent, starts, perSeconds, burst, keepOrder }) {
  const parts = [
    keepOrder !== undefined && (w.limits.order[keepOrder] ?? keepOrder),
    maxConcurrent !== undefined && (keepOrder === undefined || maxConcurrent !== 1) && w.limits.atOnce(number(maxConcurrent)),
    starts !== undefined && w.limits.rate(number(starts), duration(perSeconds)), burst !== undefined && w.limits.burst(number(burst)),
  ];
  return parts.filter(Boolean).join(', ') || w.limits.unlimited;
}

/** The filter of the jobs that wait for a key; null if no filter finds exactly these. */
export function jobsOf(limit, key) {
  const name = limit?.of ?? key;
  const filter = { Tenant: 'tenant', Lane: 'workerLane', Definition: 'definitionId' }[limit?.kind];
  return limit?.kind === 'Cluster' ? { state: 'Throttled' } : filter && name ? { state: 'Throttled', [filter]: name } : null;
}

// The numbers of the overview, from what the API gives.

/** points: of a series. stepSeconds: how long each of them is. */
export function sum(points, stepSeconds) {
  const all = { succeeded: 0, failed: 0, wait95: null, minutes: (points.length * stepSeconds) / 60 };
  for (const point of points) {
    all.succeeded += point.succeeded;
    all.failed += point.failed;
    if (point.wait.p95Seconds !== undefined) all.wait95 = Math.max(all.wait95 ?? 0, point.wait.p95Seconds);
  }

  return all;
}

const mostRounds = 5;

/**
 * The job that was due first, or null. The API lists jobs by their ids, and a late id may have been due before an early one: each round
 * looks for jobs that were due before the first one of the round before. read: gives jobs that were due before a time, if one is given.
 */
export async function longestWaiting(read) {
  let first = null;
  for (let round = 0; round < mostRounds; round++) {
    const { jobs } = await read(first?.dueAt);
    if (jobs.length === 0) break;
    first = jobs.reduce((one, other) => (Date.parse(other.dueAt) < Date.parse(one.dueAt) ? other : one));
  }

  return first;
}

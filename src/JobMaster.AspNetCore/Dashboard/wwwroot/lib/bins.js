// Counts over time.
export const bins = 24;

/** jobs: rows with fingerprint and finalizedAt. from, length: the span, in milliseconds. */
export function countsOf(jobs, from, length) {
  const counts = new Map();
  for (const job of jobs) {
    const bin = Math.min(bins - 1, Math.max(0, Math.floor(((Date.parse(job.finalizedAt) - from) / length) * bins)));
    const line = counts.get(job.fingerprint) ?? Array(bins).fill(0);
    line[bin]++;
    counts.set(job.fingerprint, line);
  }

  return counts;
}

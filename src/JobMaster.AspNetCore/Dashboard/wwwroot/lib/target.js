// Which jobs an operation over all that a filter finds is for.

/** Replays and discards are for failed jobs anyway, and restores for cancelled ones: the state alone is no condition to the API. */
const meant = { Replay: 'Failed', Discard: 'Failed', Restore: 'Cancelled' };

export function targetOf(kind, filter) {
  const given = Object.fromEntries(Object.entries(filter).filter(([name, found]) => name !== 'order' && found));
  const isAll = Object.keys(given).length === 1 && given.state !== undefined && given.state === meant[kind];
  return { filter: given, ...(isAll ? { all: true } : {}) };
}

// The groups of failed jobs. The API lists the largest first, so a new one stands at the end.

/** The most that the API lists, and the most that the live stream sends. */
export const mostGroups = 1_000;
const mostLive = 100;

/** live: the topic's data. Whether there may be groups that it leaves out. */
export const isCut = (live) => (live?.groups.length ?? 0) >= mostLive;

/** The groups as the stream has them, and those that only the read of all has. */
export function allGroups(live, all) {
  if (!live || !isCut(live) || !all) return live;
  const seen = new Set(live.groups.map((group) => group.fingerprint));
  return { groups: [...live.groups, ...all.groups.filter((group) => !seen.has(group.fingerprint))] };
}

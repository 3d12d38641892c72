// Decides which of this browser's tabs holds the stream. Only a visible tab is a candidate.

/**
 * Calls lead(signal) when this tab must lead; the signal stops it. Returns a function that gives up permanently.
 * Web Locks need https or localhost; elsewhere the tabs announce themselves to each other, and the first name leads.
 * A browser may freeze a tab that holds the lock, so the leader beats: after a long silence, another tab takes the lock from it.
 */
export function stand(name, lead) {
  return navigator.locks ? standByLock(name, lead) : standByName(name, lead);
}

const beat = 5_000;
const mostMissed = 4;

function standByLock(name, lead) {
  const channel = new BroadcastChannel(`${name}:lock`);
  let isOver = false;
  let leading = null;
  let waiting = null;
  let missed = 0;
  channel.onmessage = () => { missed = 0; };

  /** The browser refuses a signal together with steal. */
  const request = (options) => navigator.locks.request(name, options, () => {
    if (isOver) return undefined;
    const mine = new AbortController();
    leading = mine;
    channel.postMessage('beat');
    lead(mine.signal);
    return new Promise((release) => mine.signal.addEventListener('abort', release));
  });
  const queue = () => {
    const mine = new AbortController();
    waiting = mine;
    request({ signal: mine.signal }).catch(() => mine.signal.aborted || lost());
  };
  const lost = () => {
    if (!leading) return;
    leading.abort();
    leading = null;
    if (!isOver) queue();
  };
  const timer = setInterval(() => {
    if (leading) {
      channel.postMessage('beat');
    } else if (++missed > mostMissed) {
      missed = 0;
      waiting.abort();
      request({ steal: true }).catch(lost);
    }
  }, beat);
  queue();
  return () => {
    isOver = true;
    clearInterval(timer);
    channel.close();
    waiting.abort();
    leading?.abort();
  };
}

const every = 1_000;
const forgotten = 3_500;

function standByName(name, lead) {
  const mine = `${Date.now()}-${Math.random()}`;
  const others = new Map();
  const channel = new BroadcastChannel(`${name}:leader`);
  let leading = null;
  channel.onmessage = ({ data }) => {
    if (data.left) {
      others.delete(data.tab);
    } else {
      // A new tab gets this tab's announcement at once, so that it does not lead too.
      if (!others.has(data.tab)) channel.postMessage({ tab: mine });
      others.set(data.tab, Date.now());
    }

    choose();
  };
  const tell = () => {
    channel.postMessage({ tab: mine });
    choose();
  };
  function choose() {
    for (const [tab, heardAt] of others) if (Date.now() - heardAt > forgotten) others.delete(tab);
    const isFirst = [...others.keys()].every((tab) => mine < tab);
    if (isFirst && !leading && Date.now() - startedAt > every / 2) {
      leading = new AbortController();
      lead(leading.signal);
    } else if (!isFirst && leading) {
      leading.abort();
      leading = null;
    }
  }

  const startedAt = Date.now();
  const timer = setInterval(tell, every);
  tell();
  return () => {
    clearInterval(timer);
    channel.postMessage({ tab: mine, left: true });
    channel.close();
    leading?.abort();
  };
}

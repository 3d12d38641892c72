// Decides which of this browser's tabs holds the stream. Only a visible tab is a candidate.

/**
 * Calls lead(signal) when this tab must lead; the signal stops it. Returns a function that gives up permanently.
 * Web Locks need https or localhost; elsewhere the tabs announce themselves to each other, and the first name leads.
 */
export function stand(name, lead) {
  return navigator.locks ? standByLock(name, lead) : standByName(name, lead);
}

function standByLock(name, lead) {
  const stop = new AbortController();
  navigator.locks.request(name, { signal: stop.signal }, () => new Promise((release) => {
    stop.signal.addEventListener('abort', release);
    lead(stop.signal);
  })).catch(() => null);
  return () => stop.abort();
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

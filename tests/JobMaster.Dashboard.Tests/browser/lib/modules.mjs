// The dashboard's modules for Node: a copy of its files, and as much of a browser as they look for when they are loaded.
import { cpSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { pathToFileURL } from 'node:url';

export const root = new URL('../../../../src/JobMaster.AspNetCore/Dashboard/wwwroot/', import.meta.url);

/** The copy says what its files are: not every Node takes a .js for a module by itself. version: stands in the address, as in a browser. */
export function copyOfModules(version = '0123456789abcdef') {
  const folder = mkdtempSync(path.join(tmpdir(), 'jobmaster-modules-'));
  const copy = path.join(folder, 'assets', version);
  cpSync(root, copy, { recursive: true });
  writeFileSync(path.join(copy, 'package.json'), '{"type":"module"}');
  return {
    load: (file) => import(pathToFileURL(path.join(copy, file))), urlOf: (file) => pathToFileURL(path.join(copy, file)).href,
    remove: () => rmSync(folder, { recursive: true, force: true }),
  };
}

/** Tabs of one browser that are in this process. */
class Channel {
  static all = new Set();

  constructor(name) {
    this.name = name;
    Channel.all.add(this);
  }

  postMessage(data) {
    for (const one of Channel.all) {
      if (one !== this && one.name === this.name) queueMicrotask(() => Channel.all.has(one) && one.onmessage?.({ data }));
    }
  }

  close() {
    Channel.all.delete(this);
  }
}

/** Locks as a browser has them: one holder for each name, a queue, and a request that takes the lock from its holder. */
function locks() {
  const held = new Map();
  const queues = new Map();
  const grant = (name) => {
    if (held.has(name)) return;
    const next = queues.get(name)?.shift();
    if (!next) return;
    held.set(name, next);
    Promise.resolve(next.run()).then((found) => {
      if (held.get(name) === next) held.delete(name);
      next.resolve(found);
      grant(name);
    });
  };
  return {
    request: (name, options, run) => new Promise((resolve, reject) => {
      if (options.steal && options.signal) throw new DOMException('steal with a signal', 'NotSupportedError');
      const mine = { run, resolve, reject };
      const queue = queues.get(name) ?? [];
      queues.set(name, queue);
      options.signal?.addEventListener('abort', () => {
        if (!queue.includes(mine)) return;
        queue.splice(queue.indexOf(mine), 1);
        reject(new DOMException('given up', 'AbortError'));
      });
      if (options.steal) {
        held.get(name)?.reject(new DOMException('stolen', 'AbortError'));
        held.delete(name);
        queue.unshift(mine);
      } else {
        queue.push(mine);
      }

      queueMicrotask(() => grant(name));
    }),
  };
}

/** What the modules take for the browser's; returns the page's listeners, so that a test can call them. */
export function pretendBrowser({ hash = '#/default/overview', hasLocks = true } = {}) {
  const page = new EventTarget();
  const store = () => {
    const kept = new Map();
    return {
      getItem: (name) => kept.get(name) ?? null, setItem: (name, text) => kept.set(name, text), removeItem: (name) => kept.delete(name),
    };
  };
  const given = {
    location: { hash }, BroadcastChannel: Channel, localStorage: store(), sessionStorage: store(),
    addEventListener: (...all) => page.addEventListener(...all), removeEventListener: (...all) => page.removeEventListener(...all),
    document: Object.assign(new EventTarget(), { baseURI: 'http://localhost/jobmaster/', visibilityState: 'visible' }),
    navigator: { locks: hasLocks ? locks() : undefined },
  };
  for (const [name, found] of Object.entries(given)) {
    Object.defineProperty(globalThis, name, { value: found, configurable: true, writable: true });
  }

  return page;
}

/** A clock that the test moves. A timer of a frozen owner does not fire. */
export function fakeClock() {
  const timers = new Map();
  let now = Date.parse('2031-01-01T00:00:00Z');
  let last = 0;
  const set = (every) => (run, wait = 0) => {
    timers.set(++last, { at: now + wait, run, every: every ? wait : 0 });
    return last;
  };
  const clear = (id) => timers.delete(id);
  Object.assign(globalThis, { setTimeout: set(false), setInterval: set(true), clearTimeout: clear, clearInterval: clear });
  Date.now = () => now;
  const settle = async () => {
    for (let turn = 0; turn < 20; turn++) await new Promise((resolve) => setImmediate(resolve));
  };
  return {
    settle, now: () => now,
    /** The timers that are set while it runs. */
    timersOf(run) {
      const before = new Set(timers.keys());
      run();
      return [...timers.keys()].filter((id) => !before.has(id));
    },
    freeze: (ids) => ids.forEach(clear),
    async pass(milliseconds) {
      const end = now + milliseconds;
      await settle();
      for (;;) {
        const [id, next] = [...timers].filter(([, one]) => one.at <= end).sort(([, one], [, other]) => one.at - other.at)[0] ?? [];
        if (!next) break;
        now = Math.max(now, next.at);
        if (next.every) next.at += next.every;
        else timers.delete(id);
        next.run();
        await settle();
      }

      now = end;
    },
  };
}

// The changes of a payload as a JSON patch (RFC 6902): unnamed parts stay, also those hidden from the reader.
import { Exact, print } from './json.js';

const isObject = (found) => found !== null && typeof found === 'object' && !Array.isArray(found) && !(found instanceof Exact);
const step = (name) => `/${name.replaceAll('~', '~0').replaceAll('/', '~1')}`;

export function patchOf(before, after, path = '') {
  if (print(before) === print(after)) return [];
  if (!isObject(before) || !isObject(after)) return [{ op: 'replace', path, value: after }];
  return [
    ...Object.keys(before).filter((name) => !Object.hasOwn(after, name)).map((name) => ({ op: 'remove', path: path + step(name) })),
    ...Object.keys(after).flatMap((name) => (Object.hasOwn(before, name)
      ? patchOf(before[name], after[name], path + step(name))
      : [{ op: 'add', path: path + step(name), value: after[name] }])),
  ];
}

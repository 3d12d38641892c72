// What the fields of dialogs take. A check returns what is wrong with a text, or nothing.
import { parse } from './json.js';
import { w } from './words.js';

/** A whole number in plain digits, short enough that each is exact. An empty text is refused unless it has a meaning. */
export const digits = ({ min = 0, canBeEmpty = false, empty = w.giveNumber } = {}) => (text) => {
  const given = String(text).trim();
  if (given === '') return canBeEmpty ? undefined : empty;
  return /^\d{1,9}$/.test(given) && Number(given) >= min ? undefined : w.noDigits(min);
};

export const filled = (words) => (text) => (text.trim() === '' ? words : undefined);

export function json(text) {
  try {
    parse(text);
    return undefined;
  } catch (error) {
    return w.noJson(error.message);
  }
}

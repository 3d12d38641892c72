// Light or dark: the system's setting, or the reader's choice.
import { value } from './value.js';

const name = 'jobmaster-theme';
const system = matchMedia('(prefers-color-scheme: dark)');

/** The drawn theme: light or dark. */
export const theme = value('light');

function apply() {
  const chosen = localStorage.getItem(name);
  const drawn = chosen ?? (system.matches ? 'dark' : 'light');
  document.documentElement.dataset.theme = drawn;
  theme.set(drawn);
}

export function turn() {
  localStorage.setItem(name, theme.get() === 'dark' ? 'light' : 'dark');
  apply();
}

system.addEventListener('change', apply);
apply();

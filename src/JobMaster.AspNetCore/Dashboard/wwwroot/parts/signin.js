// Asks the reader to sign in when the API does not know them.
import { visible } from '../lib/format.js';
import { html, useState } from '../lib/html.js';
import { signIn, useKey } from '../lib/session.js';
import { w } from '../lib/words.js';

export function SignIn({ problem }) {
  const [failure, setFailure] = useState(null);
  const [isBusy, setBusy] = useState(false);
  const submit = (attempt) => async (event) => {
    event.preventDefault();
    setBusy(true);
    setFailure(null);
    try {
      await attempt(new FormData(event.target));
    } catch (error) {
      setFailure(error);
    }

    setBusy(false);
  };
  return html`<main class="sign-in">
    <h1><span class="brand-mark" aria-hidden="true"></span>JobMaster</h1>
    <form class="panel" onSubmit=${submit((form) => signIn(form.get('name'), form.get('password')))}>
      <h2>${w.signIn}</h2>
      <div class="field"><label for="name">${w.userName}</label><input id="name" name="name"
          autocomplete="username" required autofocus /></div>
      <div class="field"><label for="password">${w.password}</label>
        <input id="password" name="password" type="password" autocomplete="current-password" required /></div>
      <button type="submit" class="main" disabled=${isBusy}>${w.signIn}</button>
    </form>
    <details class="panel"><summary>${w.withKey}</summary>
      <form onSubmit=${submit((form) => useKey(form.get('key')))}>
        <div class="field"><label for="key">${w.apiKey}</label>
          <input id="key" name="key" type="password" autocomplete="off" required placeholder="jmk_…" />
          <p class="hint">${w.keyHint}</p></div>
        <button type="submit" disabled=${isBusy}>${w.signIn}</button>
      </form></details>
    ${failure && html`<p class="problem" role="alert">${visible(failure.message)}</p>`}
    <details class="why"><summary>${w.whyClosed}</summary><p>${visible(problem?.message ?? '')}</p></details>
  </main>`;
}

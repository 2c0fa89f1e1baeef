// Brings the page up to date by itself, in place, so that whoever reads it stays where they are.
'use strict';

(() => {
  const main = document.querySelector('main');
  const seconds = Number(main.dataset.refresh);
  if (!seconds) {
    return;
  }

  const refresh = async () => {
    if (document.hidden) {
      return;
    }
    try {
      const answer = await fetch(location.href, { headers: { Accept: 'text/html' } });
      if (answer.status === 401) {
        location.reload();
        return;
      }
      if (!answer.ok) {
        throw new Error(String(answer.status));
      }
      const next = new DOMParser().parseFromString(await answer.text(), 'text/html');
      main.replaceChildren(...next.querySelector('main').childNodes);
      document.title = next.title;
      main.classList.remove('late');
    } catch (unreachable) {
      main.classList.add('late');
    }
  };

  setInterval(refresh, seconds * 1000);
  document.addEventListener('visibilitychange', refresh);
})();

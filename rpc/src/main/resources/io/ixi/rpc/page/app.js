// The page: settings, sections, and which one is shown.
import { $, el, problem } from './dom.js';
import { explain } from './act.js';
import { drawSpark, explore, speak, startExplorer } from './explorer.js';
import { agentsView, marketView, moreView, networkView, passportView } from './places.js';
import { kept, me, onChange, remember, remembered } from './session.js';
import { talkView } from './talk.js';
import { currentLanguage, setLanguage, startLanguage, t } from './text.js';
import { walletView } from './wallet.js';

const SECTIONS = { wallet: walletView, market: marketView, talk: talkView, passport: passportView, agents: agentsView, network: networkView, more: moreView };

let shown = 0;

function section() {
  return location.hash.match(/^#\/([a-z]+)$/)?.[1];
}

function showLanguage() {
  document.documentElement.lang = currentLanguage();
  for (const node of document.querySelectorAll('[data-t]')) node.textContent = t(node.dataset.t);
  for (const node of document.querySelectorAll('[data-t-label]')) node.setAttribute('aria-label', t(node.dataset.tLabel));
  for (const node of document.querySelectorAll('[data-t-placeholder]')) node.placeholder = t(node.dataset.tPlaceholder);
  $('lang-en').setAttribute('aria-pressed', String(currentLanguage() === 'en'));
  $('lang-ru').setAttribute('aria-pressed', String(currentLanguage() === 'ru'));
  speak();
  showWho();
  route();
}

function chooseLanguage(language) {
  setLanguage(language);
  remember('ixi-language', language);
  showLanguage();
}

function showTheme(theme) {
  document.documentElement.dataset.theme = theme;
  drawSpark();
}

function startTheme() {
  const dark = matchMedia('(prefers-color-scheme: dark)');
  showTheme(remembered('ixi-theme') || (dark.matches ? 'dark' : 'light'));
  dark.addEventListener('change', (event) => {
    if (!remembered('ixi-theme')) showTheme(event.matches ? 'dark' : 'light');
  });
  $('theme').addEventListener('click', () => {
    const next = document.documentElement.dataset.theme === 'dark' ? 'light' : 'dark';
    remember('ixi-theme', next);
    showTheme(next);
  });
}

/** The wallet's place in the menu says whether it is open. */
function showWho() {
  $('who').dataset.state = me() ? 'on' : kept() ? 'wait' : 'off';
}

async function route() {
  const mine = ++shown;
  const name = section();
  const view = SECTIONS[name];
  $('explorer').hidden = Boolean(view);
  $('screen').hidden = !view;
  for (const node of document.querySelectorAll('#menu a')) {
    const here = node.getAttribute('href') === (view ? `#/${name}` : '#/');
    if (here) {
      node.setAttribute('aria-current', 'page');
      node.scrollIntoView({ block: 'nearest', inline: 'center' });
    }
    if (!here) node.removeAttribute('aria-current');
  }
  if (!view) {
    explore();
    return;
  }
  if ($('screen').dataset.name !== name) {
    $('screen').dataset.name = name;
    $('screen').replaceChildren(el('p', { class: 'empty' }, t('loading')));
  }
  let content;
  try {
    content = await view(again);
  } catch (e) {
    content = [problem(explain(e))];
  }
  // a later click wins over an earlier answer
  if (mine === shown) $('screen').replaceChildren(...content.filter(Boolean));
}

/** Draws the section again, once no dialog is open. */
function again() {
  if (document.querySelector('dialog')) setTimeout(again, 500);
  else route();
}

startLanguage(remembered('ixi-language'));
startTheme();
$('endpoint').textContent = location.origin;
$('lang-en').addEventListener('click', () => chooseLanguage('en'));
$('lang-ru').addEventListener('click', () => chooseLanguage('ru'));
$('skip').addEventListener('click', (event) => {
  event.preventDefault();
  $(section() in SECTIONS ? 'screen' : 'detail').focus();
});
addEventListener('hashchange', route);
onChange(() => { showWho(); route(); });
showLanguage();
startExplorer();
// from its files alone the page still opens, shows the wallet's address and says that the node does not answer
navigator.serviceWorker?.register('/sw.js').catch(() => {});

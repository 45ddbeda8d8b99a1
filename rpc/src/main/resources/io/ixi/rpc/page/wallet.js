// The wallet: made or restored here, kept here under a passphrase, and signing here.
import { Account, decodePhrase, newPhrase } from './client/ixi.js';
import { addressBytes } from './client/codec.js';
import { Light, currentSet, proven } from './client/light.js';
import { explain, propose } from './act.js';
import { button, card, copyLine, dialog, el, empty, field, link, money, problem, rows, short, units } from './dom.js';
import { qrImage } from './qr.js';
import { adopt, close, forget, ixi, kept, me, open } from './session.js';
import { age, number, t } from './text.js';

const MIN_PASSPHRASE = 8;
const TEST_FUNDS = 1_000_000_000n;
const SHOWN = 20;
const LOOPBACK = ['localhost', '127.0.0.1', '[::1]'];

function form(action, ...content) {
  const fault = el('div');
  const submit = el('button', { type: 'submit', class: 'primary' }, action.text);
  return el('form', { class: 'fields', onsubmit: async (event) => {
    event.preventDefault();
    submit.disabled = true;
    try {
      fault.replaceChildren();
      await action.run();
    } catch (e) {
      fault.replaceChildren(problem(e.fault ? t(`fault_${e.fault}`) : explain(e)));
    }
    submit.disabled = false;
  } }, ...content, fault, el('div', { class: 'buttons' }, submit));
}

const secret = (autocomplete) => el('input', { type: 'password', required: true, minlength: MIN_PASSPHRASE, autocomplete });

/** Two equal passphrases, long enough. */
function chosen(first, second) {
  if (first.value.length < MIN_PASSPHRASE) throw Object.assign(new Error(), { fault: 'short' });
  if (first.value !== second.value) throw Object.assign(new Error(), { fault: 'differ' });
  return first.value;
}

function create() {
  const phrase = newPhrase();
  const first = secret('new-password');
  const second = secret('new-password');
  const written = el('input', { type: 'checkbox', required: true });
  const box = dialog(t('createWallet'),
    el('p', {}, t('writeDown')),
    el('ol', { class: 'words', translate: 'no' }, phrase.split(' ').map((word) => el('li', {}, word))),
    form({ text: t('createWallet'), run: async () => { await adopt(phrase, chosen(first, second)); box.close(); } },
      field(t('passphrase'), first, t('passphraseHint')), field(t('passphraseAgain'), second),
      el('label', { class: 'check' }, written, ' ', t('wroteDown'))));
}

function restore() {
  const words = el('textarea', { rows: 4, required: true, autocomplete: 'off', spellcheck: 'false', autocapitalize: 'off' });
  const first = secret('new-password');
  const second = secret('new-password');
  const box = dialog(t('restoreWallet'), form({ text: t('restoreWallet'), run: async () => {
    decodePhrase(words.value).fill(0);
    await adopt(words.value, chosen(first, second));
    words.value = '';
    box.close();
  } }, field(t('phrase'), words, t('phraseHint')), field(t('passphrase'), first), field(t('passphraseAgain'), second)));
}

function locked(vault) {
  const passphrase = secret('current-password');
  return card(t('walletLocked'), el('p', { class: 'note' }, el('code', {}, vault.address)),
    form({ text: t('unlock'), run: () => open(passphrase.value) }, field(t('passphrase'), passphrase)),
    el('div', { class: 'buttons' }, button(t('forgetWallet'), () => {
      const box = dialog(t('forgetWallet'), el('p', {}, t('forgetSure')), el('div', { class: 'buttons' },
        button(t('forgetWallet'), () => { box.close(); forget(); }, 'danger'), button(t('cancel'), () => box.close())));
    })));
}

/** What others show where a wallet is needed. */
export function gate() {
  const vault = kept();
  if (vault) return el('div', { class: 'narrow' }, locked(vault));
  return el('div', { class: 'narrow' }, card(t('noWallet'), el('p', {}, t('noWalletText')), el('div', { class: 'buttons' },
    button(t('createWallet'), create, 'primary'), button(t('restoreWallet'), restore))));
}

function sendForm(balances, again) {
  const to = el('input', { type: 'text', required: true, autocomplete: 'off', spellcheck: 'false', class: 'mono', placeholder: 'ixi1…' });
  const amount = el('input', { type: 'text', required: true, inputmode: 'decimal', autocomplete: 'off' });
  const asset = el('select', {}, balances.map((b) => el('option', { value: b.asset }, b.asset)));
  return card(t('send'), form({ text: t('preview'), run: async () => {
    const target = to.value.trim();
    try { addressBytes(target); } catch { throw Object.assign(new Error(), { fault: 'address' }); }
    const decimals = asset.value === 'ixi' || !asset.value ? 6 : Number((await (await ixi()).query('bank/asset', { asset: asset.value })).decimals ?? 0);
    const base = units(amount.value, decimals);
    if (!base || base === '0') throw Object.assign(new Error(), { fault: 'amount' });
    const value = asset.value && asset.value !== 'ixi' ? { to: target, asset: asset.value, amount: base } : { to: target, amount: base };
    if (await propose(t('send'), [{ name: 'bank.Send', value }])) again();
  } }, field(t('toAddress'), to), el('div', { class: 'pair' }, field(t('amount'), amount), balances.length ? field(t('asset'), asset) : '')));
}

function receive(address) {
  return card(t('receive'), el('div', { class: 'receive' }, qrImage(address.toUpperCase(), t('qrOf', address)),
    el('div', {}, el('p', { class: 'note' }, t('receiveText')), copyLine(address))));
}

/** Money on the published demo keys of a local network is anybody's; elsewhere nobody has funded them. */
async function testFunds(chain, balance, again) {
  if (!LOOPBACK.includes(location.hostname) || BigInt(balance) >= TEST_FUNDS / 10n) return '';
  const demo = await Account.demo('carol');
  const { free } = await chain.query('bank/balance', { account: demo.address });
  if (BigInt(free) < 2n * TEST_FUNDS) return '';
  return el('div', { class: 'notice' }, el('span', {}, t('testFundsText')), button(t('testFunds'), async (event) => {
    event.target.disabled = true;
    await propose(t('testFunds'), [{ name: 'bank.Send', value: { to: me().address, amount: TEST_FUNDS.toString() } }], { account: demo });
    again();
  }, 'primary'));
}

async function staking(chain, again) {
  const [stake, { validators }] = await Promise.all([chain.find('staking/stake', { account: me().address }), chain.query('staking/validators')]);
  const mine = new Map((stake?.delegations ?? []).map((d) => [d.validator, d]));
  const amount = el('input', { type: 'text', inputmode: 'decimal', autocomplete: 'off' });
  const target = el('select', {}, validators.filter((v) => !v.jailed).map((v) => el('option', { value: v.validator }, `${short(v.validator)} · ${money(v.tokens)}`)));
  const act = (name) => async () => {
    const base = units(amount.value);
    if (!base || base === '0') throw Object.assign(new Error(), { fault: 'amount' });
    if (await propose(t('staking'), [{ name, value: { validator: target.value, amount: base } }])) again();
  };
  return card(t('staking'), stake ? rows([[t('staked'), money(stake.total)]]) : '',
    el('ul', { class: 'lines' }, [...mine].map(([validator, d]) => el('li', {}, el('span', { class: 'mono' }, short(validator)), el('strong', {}, money(d.amount)),
      button(t('claim'), async () => { if (await propose(t('claim'), [{ name: 'staking.ClaimRewards', value: { validator } }])) again(); }),
      button(t('undelegate'), async () => {
        await propose(t('undelegate'), [{ name: 'staking.Undelegate', value: { validator, amount: d.amount } }]);
        again();
      })))),
    form({ text: t('delegate'), run: act('staking.Delegate') }, field(t('validatorOne'), target), field(t('amount'), amount)));
}

/** Newest first: what the node's last blocks hold of this account. */
const history = [];
let watched = '';
let unwatch = () => {};

function watch(chain) {
  if (watched === me().address) return;
  unwatch();
  watched = me().address;
  history.length = 0;
  unwatch = chain.onTransaction([watched], (transaction) => {
    history.unshift(transaction);
    history.length = Math.min(history.length, SHOWN);
    if (!me()) return;
    // in place: somebody may be filling in a form beside it
    document.getElementById('history')?.replaceWith(past());
    showBalance(chain);
  });
}

function past() {
  const line = (x) => el('li', {}, link(`tx/${x.id}`, short(x.id)), el('span', {}, (x.body?.messages ?? []).map((m) => m.name ?? m.type).join(', ')),
    el('span', { class: x.receipt?.code === 0 ? 'badge' : 'badge bad' }, x.receipt?.code === 0 ? t('final') : x.receipt?.name ?? t('pending')),
    x.time_ms ? el('span', { class: 'note' }, age(x.time_ms)) : '');
  const list = card(t('history'), history.length ? el('ul', { class: 'lines' }, history.map(line)) : empty(t('historyEmpty')),
    el('p', {}, link(`account/${me().address}`, t('inExplorer'), false)));
  list.id = 'history';
  return list;
}

async function showBalance(chain) {
  const { free } = await chain.query('bank/balance', { account: me().address });
  const place = document.getElementById('balance');
  if (place) place.textContent = money(free);
}

let light = null;

/** The balance out of a state proof that this page checks itself, down to the validators' signatures. */
async function check(chain) {
  const account = me().address;
  const { proof } = await chain.call('ixi_query', { path: 'bank/balance', params: { account, asset: 'ixi' }, prove: true });
  if (light?.trust.epoch !== proof.header.epoch) light = new Light(await currentSet(chain));
  const checked = light.proof(proof);
  const balance = proven(chain.codec, checked, 'bank.Balance', { account, asset: 'ixi' });
  return t('provenAt', money(balance?.free ?? '0'), number(checked.height));
}

/** Says what was proven, once it is. */
function assurance(chain) {
  const line = el('p', { class: 'stat-note', role: 'status' }, t('proving'));
  check(chain).then((text) => { line.textContent = `✓ ${text}`; }, (e) => { line.textContent = t('notProven', e.message); });
  return line;
}

export async function walletView(again) {
  if (!me()) return [gate()];
  const chain = await ixi();
  watch(chain);
  const account = await chain.call('ixi_getAccount', { address: me().address });
  const balances = account.balances?.balances ?? [];
  const native = balances.find((b) => !b.asset || b.asset === 'ixi');
  const [funds, stakes] = await Promise.all([testFunds(chain, native?.free ?? 0, again), staking(chain, again)]);
  return [
    funds,
    el('section', { class: 'card hero' },
      el('div', {}, el('p', { class: 'stat-label' }, t('balance')), el('p', { class: 'big', id: 'balance' }, money(native?.free ?? '0')),
        native && native.held !== '0' ? el('p', { class: 'stat-note' }, t('held', money(native.held))) : '',
        ...balances.filter((b) => b !== native).map((b) => el('p', { class: 'stat-note' }, `${number(b.free)} ${b.asset}`))),
      el('div', { class: 'buttons' }, button(t('lock'), close)), assurance(chain)),
    el('div', { class: 'grid' }, sendForm(balances, again), receive(me().address), stakes, past()),
  ];
}

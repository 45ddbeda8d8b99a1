// Contacts on the chain, and messages sealed here: the chain holds a commitment to the chat key and who knows whom; the
// sealed text itself goes any way that people like.
import { explain, propose } from './act.js';
import { button, card, copyLine, el, empty, field, link, problem, rows, short } from './dom.js';
import { fromBase64, toBase64, toHex } from './client/bytes.js';
import { open, seal } from './client/chat.js';
import { sha256 } from './client/sha256.js';
import { ixi, me, myChat } from './session.js';
import { t } from './text.js';
import { gate } from './wallet.js';

const YEAR_MS = 360 * 86_400_000;

function form(label, run, ...fields) {
  const out = el('div', { role: 'status' });
  return el('form', { class: 'fields', onsubmit: async (event) => {
    event.preventDefault();
    try {
      out.replaceChildren(await run() ?? '');
    } catch (e) {
      out.replaceChildren(problem(e.fault ? t(`fault_${e.fault}`) : e.data || e.receipt ? explain(e) : t('fault_sealed')));
    }
  } }, ...fields, out, el('div', { class: 'buttons' }, el('button', { type: 'submit', class: 'primary small' }, label)));
}

const text = (rowCount) => el('textarea', { rows: rowCount, required: true, spellcheck: 'false' });
const addressInput = () => el('input', { type: 'text', class: 'mono', required: true, placeholder: 'ixi1…', autocomplete: 'off', spellcheck: 'false' });

/** The receiver's key must be the one that the chain holds a commitment to: no one in between puts in another. */
async function committed(chain, account, key) {
  const found = await chain.find('chat/keyPackages', { account });
  const hash = toHex(sha256(key));
  if (!found?.packages.some((p) => p.key_package.hash === hash)) throw Object.assign(new Error(), { fault: 'chatKey' });
}

export async function talkView(again) {
  if (!me()) return [gate()];
  const chain = await ixi();
  if (!chain.description.queries['chat/keyPackages']) return [empty(t('noChat'))];
  const mine = toBase64(myChat().publicKey);
  const hash = toHex(sha256(myChat().publicKey));
  const { packages } = await chain.query('chat/keyPackages', { account: me().address });
  const published = packages.some((p) => p.key_package.hash === hash);
  const publish = button(t('publishKey'), async () => {
    const value = { packages: [{ hash, until_ms: String(Date.now() + YEAR_MS), last_resort: true }] };
    if (await propose(t('publishKey'), [{ name: 'chat.PublishKeyPackages', value }])) again();
  }, 'primary small');
  const [to, key, plain, sealed, other] = [addressInput(), text(2), text(3), text(4), addressInput()];
  const ask = (name, value) => async () => { if (await propose(t('contacts'), [{ name, value }])) again(); };
  return [el('div', { class: 'grid' },
    card(t('myChatKey'), el('p', { class: 'note' }, t('myChatKeyText')), el('div', { class: 'clip' }, copyLine(mine)),
      published ? el('span', { class: 'badge' }, t('published')) : publish),
    card(t('writeSealed'), form(t('sealIt'), async () => {
      const publicKey = fromBase64(key.value.trim());
      await committed(chain, to.value.trim(), publicKey);
      return el('div', { class: 'clip sealed' }, copyLine(toBase64(await seal(me(), to.value.trim(), publicKey, plain.value))));
    }, field(t('toAddress'), to), field(t('theirChatKey'), key), field(t('message'), plain))),
    card(t('readSealed'), form(t('openIt'), async () => {
      const read = await open(myChat(), me().address, fromBase64(sealed.value.trim()));
      return el('div', { class: 'item letter' }, rows([[t('from'), link(`account/${read.from}`, short(read.from))], [t('message'), read.text]]));
    }, field(t('sealedText'), sealed))),
    card(t('contacts'), form(t('contactHow'), async () => {
      const there = other.value.trim();
      const [out, incoming] = await Promise.all([chain.find('chat/contact', { from: me().address, to: there }), chain.find('chat/contact', { from: there, to: me().address })]);
      const known = out ?? incoming;
      const actions = !known ? [button(t('askContact'), async () => {
        const inbox = await chain.find('chat/inbox', { account: there });
        await ask('chat.RequestContact', { to: there, max_deposit: inbox?.deposit ?? '0' })();
      })] : incoming?.state === 'CONTACT_REQUESTED' ? [button(t('accept'), ask('chat.AcceptContact', { from: there })), button(t('decline'), ask('chat.RefuseContact', { from: there }))]
        : [button(t('remove'), ask('chat.RemoveContact', { other: there }))];
      return el('div', {}, el('p', {}, t(known?.state ?? 'CONTACT_NONE')), el('div', { class: 'buttons' }, actions));
    }, field(t('toAddress'), other))))];
}

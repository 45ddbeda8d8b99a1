// Every write: a form from the message's description, a preview by simulation in plain words, then the signature.
import { FailedError } from './client/ixi.js';
import { button, dialog, el, empty, field, link, money, named, problem, rows, short, show } from './dom.js';
import { ixi, me } from './session.js';
import { number, t } from './text.js';

const LONG = ['uint64', 'int64', 'uint32', 'int32'];

/** What a message means, for people; null where only its fields say it. */
function sentence(name, value) {
  const who = (address) => short(address ?? '');
  const plain = {
    'bank.Send': () => t('doSend', money(value.amount, value.asset), who(value.to)),
    'staking.Delegate': () => t('doDelegate', money(value.amount), who(value.validator)),
    'staking.Undelegate': () => t('doUndelegate', money(value.amount), who(value.validator)),
    'staking.ClaimRewards': () => t('doClaim', who(value.validator)),
    'agents.RevokeAll': () => t('doRevokeAll'),
    'agents.RevokeMandate': () => t('doRevoke'),
    'agents.GrantMandate': () => t('doGrant', who(value.grantee), (value.limits?.budgets ?? []).map((b) => money(b.total, b.asset)).join(', ')),
    'market.PlaceOrder': () => t('doOrder', money(value.max_total)),
    'market.CreateListing': () => t('doList', money(value.details?.price ?? '0', value.asset)),
    'ssi.Accept': () => t('doAccept'),
  }[name];
  return plain ? plain() : null;
}

/** How the account's free balances move, from the bank's events: {asset: change}. */
function deltas(simulation, address) {
  const sums = new Map();
  const add = (asset, amount) => sums.set(asset || 'ixi', (sums.get(asset || 'ixi') ?? 0n) + amount);
  for (const { name, value } of simulation.events) {
    const amount = BigInt(value.amount ?? 0);
    if (name === 'bank.Transfer') {
      if (value.from === address) add(value.asset, -amount);
      if (value.to === address) add(value.asset, amount);
    } else if ((name === 'bank.Held' || name === 'bank.Burned') && value.account === address) add(value.asset, -amount);
    else if (name === 'bank.Released' && value.account === address) add(value.asset, amount);
  }
  return sums;
}

function signed(amount, asset) {
  return `${amount < 0n ? '−' : '+'}${money(amount < 0n ? -amount : amount, asset)}`;
}

/** Shows what would happen, asks, signs, sends and waits. Resolves with the final receipt, or null if it was called off. */
export async function propose(title, messages, { account = me() } = {}) {
  const body = el('div', { class: 'preview' }, empty(t('checking')));
  const box = dialog(title, body);
  const chain = await ixi();
  return new Promise((resolve) => {
    let result = null;
    box.addEventListener('close', () => resolve(result));
    chain.prepare(account, messages).then(({ draft, simulation }) => {
      const act = button(t('sign'), async () => {
        act.disabled = true;
        act.textContent = t('sending');
        try {
          result = await chain.submit(draft.signed(account));
          body.replaceChildren(el('p', { class: 'done', role: 'status' }, t('isFinal', number(result.height))),
            el('p', {}, link(`tx/${result.id}`, short(result.id))), button(t('close'), () => box.close(), 'primary'));
        } catch (e) {
          body.append(problem(explain(e)));
        }
      }, 'primary');
      body.replaceChildren(
        el('ul', { class: 'plain' }, messages.map(({ name, value }) => el('li', {}, sentence(name, value)
          ?? el('span', {}, el('strong', {}, name), ' ', show(value))))),
        rows([
          ...[...deltas(simulation, (me() ?? account).address)].filter(([, amount]) => amount).map(([asset, amount]) => [t('balanceChange'), signed(amount, asset)]),
          [t('feeNow'), money(simulation.fee)],
          [t('feeMost'), money(draft.body.max_fee)],
          [t('signsAs'), el('code', {}, short(account.address))],
        ]),
        el('details', {}, el('summary', {}, t('allEvents')), ...named(simulation.events)),
        el('p', { class: 'note' }, t('cannotUndo')),
        el('div', { class: 'buttons' }, act, button(t('cancel'), () => box.close())));
      act.focus();
    }, (e) => body.replaceChildren(problem(explain(e)), button(t('close'), () => box.close())));
  });
}

export function explain(e) {
  if (e instanceof FailedError) return t('wouldFail', e.receipt.text || e.receipt.name);
  return e.data?.text ? `${e.message}` : e instanceof TypeError ? t('unreachable') : e.message;
}

/** Inputs for a type's fields; `read()` gives the JSON form, leaving out what was left empty. */
function inputs(codec, typeName, preset = {}, depth = 0) {
  const parts = codec.type(typeName).fields.map((f) => {
    const given = preset[f.name];
    const label = `${f.name.replaceAll('_', ' ')}${f.required ? ' *' : ''}`;
    if (f.repeated) return list(codec, f, label, given ?? [], depth);
    if (f.type === 'message') return nested(codec, f, label, given, depth);
    const input = single(codec, f, given);
    return { node: field(label, input, f.doc), read: () => take(f, input), name: f.name };
  });
  return {
    node: el('div', { class: 'fields' }, parts.map((part) => part.node)),
    read: () => Object.fromEntries(parts.map((part) => [part.name, part.read()]).filter(([, value]) => value !== undefined)),
  };
}

function single(codec, f, given) {
  if (f.type === 'bool') return el('input', { type: 'checkbox', checked: given === true });
  if (f.type === 'enum') {
    const names = Object.keys(codec.description.enums[f.of]);
    return el('select', {}, names.map((name) => el('option', { value: name, selected: name === given }, name.replaceAll('_', ' ').toLowerCase())));
  }
  const numeric = LONG.includes(f.type) || f.format === 'amount';
  return el('input', { type: 'text', value: given ?? '', inputmode: numeric ? 'numeric' : null, autocomplete: 'off', spellcheck: 'false',
    class: f.type === 'bytes' && !numeric ? 'mono' : null, required: f.required === true });
}

function take(f, input) {
  if (f.type === 'bool') return input.checked || undefined;
  if (f.type === 'enum') return input.value;
  const text = input.value.trim();
  if (text === '') return undefined;
  return f.type.endsWith('32') ? Number(text) : text;
}

function nested(codec, f, label, given, depth) {
  if (depth > 3) return { node: '', read: () => given, name: f.name };
  const inside = inputs(codec, f.of, given, depth + 1);
  const box = el('details', { class: 'nested', open: given !== undefined }, el('summary', {}, label), f.doc ? el('p', { class: 'note' }, f.doc) : null, inside.node);
  return { node: box, name: f.name, read: () => (box.open ? inside.read() : undefined) };
}

function list(codec, f, label, given, depth) {
  const items = [];
  const holder = el('div', { class: 'items' });
  const add = (value) => {
    const part = f.type === 'message' ? inputs(codec, f.of, value, depth + 1) : (() => {
      const input = single(codec, f, value);
      input.setAttribute('aria-label', label);
      return { node: input, read: () => take(f, input) };
    })();
    const row = el('div', { class: 'item' }, part.node, button(t('remove'), () => { items.splice(items.indexOf(part), 1); row.remove(); }));
    items.push(part);
    holder.append(row);
  };
  given.forEach(add);
  return {
    name: f.name,
    node: el('fieldset', {}, el('legend', {}, label), f.doc ? el('p', { class: 'note' }, f.doc) : null, holder, button(t('addItem'), () => add())),
    read: () => { const values = items.map((part) => part.read()).filter((v) => v !== undefined); return values.length ? values : undefined; },
  };
}

/** A dialog with a form for any message of any module. Resolves with the receipt or null. */
export async function fill(name, preset = {}, title = name) {
  const { codec } = await ixi();
  const spec = codec.description.messages[name];
  const form = inputs(codec, spec.of, preset);
  const fault = el('div');
  const box = dialog(title, el('p', { class: 'note' }, codec.description.types[spec.of].doc ?? ''), el('form', { onsubmit: (event) => {
    event.preventDefault();
    try {
      const value = form.read();
      codec.encode(spec.of, value);
      box.close('go');
      done([{ name, value }]);
    } catch (e) {
      fault.replaceChildren(problem(e.message));
    }
  } }, form.node, fault, el('div', { class: 'buttons' }, el('button', { type: 'submit', class: 'primary' }, t('preview')))));
  let done;
  const messages = await new Promise((resolve) => {
    done = resolve;
    box.addEventListener('close', () => { if (box.returnValue !== 'go') resolve(null); });
  });
  return messages ? propose(title, messages) : null;
}

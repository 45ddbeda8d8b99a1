// What modules offer: market, passport, agents, the network, and a form for everything else.
import { fill, propose } from './act.js';
import { button, card, copyLine, el, empty, field, link, money, rows, short, show, units } from './dom.js';
import { recent } from './explorer.js';
import { ixi, me } from './session.js';
import { moment, number, span, t } from './text.js';
import { gate } from './wallet.js';

const WORLD = (1n << 60n).toString();
const NEAR_LEVEL = 11;
const KINDS = ['LISTING_GOODS', 'LISTING_SERVICE', 'LISTING_RENTAL', 'LISTING_DIGITAL', 'LISTING_JOB'];
const DAY_MS = 86_400_000;
const QUARTERS = 96;
/** Nine o'clock, in quarters of an hour. */
const MORNING = 36;

/** The market's cell of a place: longitude and latitude halved in turn, longitude first, then a one (its README). */
export function cellOf(longitude, latitude, level = NEAR_LEVEL) {
  let cell = 0n;
  const ranges = [[-180, 180, longitude], [-90, 90, latitude]];
  for (let i = 0; i < 2 * level; i++) {
    const range = ranges[i % 2];
    const middle = (range[0] + range[1]) / 2;
    const upper = range[2] >= middle;
    range[upper ? 0 : 1] = middle;
    cell = (cell << 1n) | (upper ? 1n : 0n);
  }
  return (((cell << 1n) | 1n) << BigInt(60 - 2 * level)).toString();
}

const where = () => new Promise((resolve, reject) => { navigator.geolocation.getCurrentPosition((p) => resolve(p.coords), reject, { timeout: 8000 }); });

const choice = { kind: KINDS[0], cells: [WORLD], near: false };

async function order(chain, { id, listing }, again) {
  const details = listing.details;
  const value = { lines: [{ listing: id, version: listing.version, quantity: 1 }], max_total: details.price };
  if (details.calendar) {
    const today = Math.floor(Date.now() / DAY_MS);
    const { days } = await chain.query('market/slots', { calendar: details.calendar, day: today, days: 14 });
    const cells = details.slot_cells || 1;
    const found = days.map((day) => ({ day: day.day, from: firstFree(day.free, cells, day.day === today) })).find((d) => d.from >= 0);
    if (found) value.slot = { calendar: details.calendar, day: found.day, from: found.from, cells };
  }
  await fill('market.PlaceOrder', value, t('order'));
  again();
}

/** The first run of free quarters of a day: a byte a quarter says how many bookings still fit. */
function firstFree(free, cells, today) {
  // today not before two hours from now: the seller accepts first
  const now = today ? Math.ceil((Date.now() % DAY_MS) / (DAY_MS / QUARTERS)) + 8 : MORNING;
  for (let from = now; from + cells <= QUARTERS; from++) {
    if (Array.from({ length: cells }, (_, i) => Number.parseInt(free.slice(2 * (from + i), 2 * (from + i) + 2), 16)).every((n) => n > 0)) return from;
  }
  return -1;
}

function listingCard(chain, info, again) {
  const { listing } = info;
  return el('article', { class: 'item offer' },
    el('p', { class: 'big-price' }, money(listing.details.price, listing.asset)),
    el('p', { class: 'note' }, t('seller'), ' ', link(`account/${listing.seller}`, short(listing.seller))),
    el('p', { class: 'note' }, listing.details.unlimited ? t('unlimited') : t('left', number(listing.details.stock))),
    listing.details.calendar ? el('span', { class: 'badge' }, t('bookable')) : '',
    me() && me().address !== listing.seller ? button(listing.details.calendar ? t('book') : t('order'), () => order(chain, info, again), 'primary small') : '');
}

/** What either side may do in a state of an order. */
const STEPS = {
  selling: { ORDER_FUNDED: ['AcceptOrder', 'RejectOrder'], ORDER_ACCEPTED: ['StartService', 'Deliver', 'CancelOrder'], ORDER_STARTED: ['Deliver'] },
  buying: { ORDER_FUNDED: ['CancelOrder'], ORDER_ACCEPTED: ['CancelOrder', 'OpenDispute'], ORDER_STARTED: ['OpenDispute'],
    ORDER_DELIVERED: ['Confirm', 'OpenDispute'], ORDER_COMPLETED: ['Review'] },
};

function orderLine(info, side, again) {
  return el('div', { class: 'item' }, rows([[t('state'), t(info.order.state)], [t('total'), money(info.order.total, info.order.asset)],
    [t(side === 'selling' ? 'buyer' : 'seller'), link(`account/${side === 'selling' ? info.order.buyer : info.order.seller}`, short(side === 'selling' ? info.order.buyer : info.order.seller))]]),
  el('div', { class: 'buttons' }, (STEPS[side][info.order.state] ?? []).map((step) => button(t(`step_${step}`), async () => {
    const plain = ['AcceptOrder', 'RejectOrder', 'StartService', 'Confirm', 'CancelOrder'].includes(step);
    if (plain) await propose(t(`step_${step}`), [{ name: `market.${step}`, value: { order: info.id } }]);
    else await fill(`market.${step}`, { order: info.id }, t(`step_${step}`));
    again();
  }))));
}

export async function marketView(again) {
  const chain = await ixi();
  const mine = me()?.address;
  const [near, buying, selling] = await Promise.all([
    chain.query('market/near', { kind: choice.kind, cells: choice.cells }),
    mine ? chain.find('market/myOrders', { account: mine, selling: false }) : null,
    mine ? chain.find('market/myOrders', { account: mine, selling: true }) : null,
  ]);
  const kind = el('select', { onchange: () => { choice.kind = kind.value; again(); } }, KINDS.map((k) => el('option', { value: k, selected: k === choice.kind }, t(k))));
  const nearMe = button(t('nearMe'), async () => {
    try {
      const { longitude, latitude } = await where();
      Object.assign(choice, { near: true, cells: [cellOf(longitude, latitude)] });
    } catch {
      Object.assign(choice, { near: false, cells: [WORLD] });
    }
    again();
  });
  nearMe.setAttribute('aria-pressed', String(choice.near));
  const orders = (list, side) => (list?.orders?.length ? list.orders.map((info) => orderLine(info, side, again)) : [empty(t('noOrders'))]);
  return [
    card(t('market'), el('div', { class: 'bar' }, field(t('kind'), kind), nearMe, button(t('everywhere'), () => { Object.assign(choice, { near: false, cells: [WORLD] }); again(); }),
      mine ? button(t('offer'), async () => {
        const price = units('1');
        await fill('market.CreateListing', { kind: choice.kind, details: { content_hash: '0'.repeat(64), price, unlimited: true, cell: choice.cells[0],
          terms: { accept_s: '3600', deliver_s: '86400', confirm_s: '86400' } } }, t('offer'));
        again();
      }, 'primary small') : ''),
    near.listings.length ? el('div', { class: 'offers' }, near.listings.map((info) => listingCard(chain, info, again))) : empty(t('noListings'))),
    mine ? el('div', { class: 'grid' }, card(t('myOrders'), ...orders(buying, 'buying')), card(t('mySales'), ...orders(selling, 'selling'))) : gate(),
  ];
}

export async function passportView(again) {
  if (!me()) return [gate()];
  const chain = await ixi();
  const account = me().address;
  const [passport, offers, transcript] = await Promise.all([
    chain.find('ssi/passport', { account, hidden_too: true }), chain.find('ssi/offers', { account }), chain.find('education/transcript', { learner: account })]);
  const credential = (info, actions) => el('div', { class: 'item' }, el('strong', {}, info.kind?.toLowerCase().replaceAll('_', ' ') ?? ''),
    el('span', { class: info.live ? 'badge' : 'badge wait' }, t(info.live ? 'live1' : 'notLive')),
    rows([[t('issuer'), link(`account/${info.credential.issuer}`, short(info.credential.issuer))], [t('since'), moment(info.credential.from_ms)],
      info.credential.until_ms !== '0' && [t('until'), moment(info.credential.until_ms)]]), el('div', { class: 'buttons' }, actions));
  const act = (name, value, title) => button(title, async () => { if (await propose(title, [{ name, value }])) again(); });
  return [el('div', { class: 'grid' },
    card(t('passport'), passport?.did ? copyLine(passport.did) : '', ...(passport?.credentials?.length ? passport.credentials.map((info) => credential(info, [
      act('ssi.SetVisibility', info.credential.hidden ? { credential: info.id } : { credential: info.id, hidden: true }, t(info.credential.hidden ? 'unhide' : 'hide'))])) : [empty(t('noCredentials'))])),
    card(t('offers'), ...(offers?.offers?.length ? offers.offers.map((info) => credential(info, [
      act('ssi.Accept', { credential: info.id }, t('accept')), act('ssi.Decline', { credential: info.id }, t('decline'))])) : [empty(t('noOffers'))])),
    card(t('badges'), transcript?.awards?.length ? show(transcript.awards) : empty(t('noBadges'))))];
}

export async function agentsView(again) {
  if (!me()) return [gate()];
  const chain = await ixi();
  const account = me().address;
  const [granted, held] = await Promise.all([chain.find('agents/mandates', { account }), chain.find('agents/mandates', { account, as_agent: true })]);
  const live = (granted?.mandates ?? []).filter((m) => m.mandate.status === 'MANDATE_ACTIVE');
  const grantee = el('input', { type: 'text', class: 'mono', required: true, placeholder: 'ixi1…', autocomplete: 'off', spellcheck: 'false' });
  const budget = el('input', { type: 'text', inputmode: 'decimal', required: true, autocomplete: 'off' });
  const once = el('input', { type: 'text', inputmode: 'decimal', autocomplete: 'off' });
  const days = el('input', { type: 'number', min: 1, max: 365, value: 7, required: true });
  const fault = el('div');
  const grant = async (event) => {
    event.preventDefault();
    const total = units(budget.value);
    const each = once.value ? units(once.value) : null;
    if (!total || (once.value && !each)) { fault.replaceChildren(el('p', { class: 'problem', role: 'alert' }, t('fault_amount'))); return; }
    const send = chain.description.messages['bank.Send'].type;
    const limits = { rules: [{ type: send }], budgets: [{ asset: 'ixi', total, ...(each && { per_tx: each }) }], until_ms: String(Date.now() + Number(days.value) * DAY_MS) };
    if (await propose(t('grant'), [{ name: 'agents.GrantMandate', value: { grantee: grantee.value.trim(), limits } }])) again();
  };
  const mandate = (info, own) => el('div', { class: 'item' }, rows([
    [t(own ? 'agent' : 'grantor'), link(`account/${own ? info.mandate.grantee : info.mandate.grantor}`, short(own ? info.mandate.grantee : info.mandate.grantor))],
    [t('state'), t(info.mandate.status)],
    [t('budget'), (info.mandate.limits?.budgets ?? []).map((b) => money(b.total, b.asset)).join(', ') || '–'],
    [t('used'), number(info.mandate.uses)], [t('until'), moment(info.mandate.limits?.until_ms ?? 0)]]),
  own && live.includes(info) ? el('div', { class: 'buttons' }, button(t('revoke'), async () => {
    if (await propose(t('revoke'), [{ name: 'agents.RevokeMandate', value: { mandate: info.id } }])) again();
  })) : '');
  return [
    el('div', { class: 'notice' }, el('span', {}, t('killText', number(live.length))), button(t('kill'), async () => {
      if (await propose(t('kill'), [{ name: 'agents.RevokeAll', value: { cancel_open: true } }])) again();
    }, 'danger')),
    el('div', { class: 'grid' },
      card(t('grant'), el('p', { class: 'note' }, t('grantText')), el('form', { class: 'fields', onsubmit: grant }, field(t('agentAddress'), grantee),
        field(t('budgetTotal'), budget), field(t('budgetOnce'), once), field(t('forDays'), days), fault,
        el('div', { class: 'buttons' }, el('button', { type: 'submit', class: 'primary' }, t('preview'))))),
      card(t('mandates'), ...(granted?.mandates?.length ? granted.mandates.map((m) => mandate(m, true)) : [empty(t('noMandates'))])),
      card(t('asAgent'), ...(held?.mandates?.length ? held.mandates.map((m) => mandate(m, false)) : [empty(t('noMandates'))])))];
}

const BARS = 60;
const BAR = { width: 6, height: 80 };

/** Time between final blocks as bars, oldest first; the tallest is named. */
function finality() {
  const times = recent().slice(0, BARS + 1).map((b) => [Number(b.time_ms), BigInt(b.height)]);
  const gaps = times.slice(1).map(([time, height], i) => (times[i][0] - time) / Number(times[i][1] - height)).reverse();
  if (!gaps.length) return empty(t('blocksEmpty'));
  const most = Math.max(...gaps, 1);
  const sorted = [...gaps].sort((a, b) => a - b);
  const svg = document.createElementNS('http://www.w3.org/2000/svg', 'svg');
  svg.setAttribute('viewBox', `0 0 ${BARS * BAR.width} ${BAR.height}`);
  svg.setAttribute('class', 'bars');
  svg.setAttribute('role', 'img');
  svg.setAttribute('aria-label', t('finality'));
  gaps.forEach((gap, i) => {
    const bar = document.createElementNS('http://www.w3.org/2000/svg', 'rect');
    const height = Math.max(2, (gap / most) * BAR.height);
    for (const [name, value] of Object.entries({ x: i * BAR.width, y: BAR.height - height, width: BAR.width - 1.5, height, rx: 1 })) bar.setAttribute(name, value);
    svg.append(bar);
  });
  return el('div', {}, svg, rows([[t('median'), span(sorted[sorted.length >> 1])], [t('longest'), span(most)]]));
}

export async function networkView() {
  const chain = await ixi();
  const [status, { validators }, set, totals] = await Promise.all([
    chain.call('ixi_status'), chain.query('staking/validators'), chain.find('staking/set'), chain.find('staking/totals')]);
  const power = new Map((set?.current ?? []).map((m) => [m.validator, BigInt(m.power)]));
  const all = [...power.values()].reduce((a, b) => a + b, 0n);
  const line = (v) => el('tr', {}, el('td', {}, link(`account/${v.validator}`, short(v.validator))), el('td', {}, money(v.tokens)),
    el('td', {}, power.has(v.validator) ? `${Number((power.get(v.validator) * 1000n) / all) / 10} %` : '–'), el('td', {}, `${v.commission_ppm / 10_000} %`),
    el('td', {}, el('span', { class: v.jailed ? 'badge bad' : power.has(v.validator) ? 'badge' : 'badge wait' }, t(v.jailed ? 'jailed' : power.has(v.validator) ? 'votes' : 'waits'))));
  return [
    card(t('validators'), el('div', { class: 'scroll' }, el('table', { class: 'rows' }, el('thead', {}, el('tr', {}, ['validatorOne', 'stake', 'votingPower', 'commission', 'state'].map((k) => el('th', { scope: 'col' }, t(k))))),
      el('tbody', {}, validators.map(line))))),
    el('div', { class: 'grid' }, card(t('finality'), finality()),
      card(t('thisNode'), rows([[t('name'), status.name], [t('height'), number(status.height)], [t('view'), number(status.view)], [t('peersNow'), number(status.peers)],
        [t('waiting'), number(status.pending_transactions)], [t('keptFrom'), number(status.earliest_block)], [t('epoch'), set ? number(set.epoch) : '–']])),
      card(t('staking'), totals ? rows(Object.entries(totals).map(([name, amount]) => [name.replaceAll('_', ' '), money(amount)])) : empty('–')))];
}

export async function moreView(again) {
  const { description } = await ixi();
  const modules = new Map();
  for (const name of Object.keys(description.messages)) {
    const [module] = name.split('.');
    modules.set(module, [...(modules.get(module) ?? []), name]);
  }
  return [card(t('everything'), el('p', { class: 'note' }, t('everythingText'))), me() ? '' : gate(),
    el('div', { class: 'grid' }, [...modules].map(([module, names]) => card(module, el('ul', { class: 'lines' }, names.map((name) => el('li', {},
      el('span', {}, el('strong', {}, name.split('.')[1]), el('span', { class: 'note block-note' }, description.types[description.messages[name].of].doc ?? '')),
      me() ? button(t('open'), async () => { if (await fill(name)) again(); }) : ''))))))];
}

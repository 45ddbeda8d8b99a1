// Blocks as they become final, and whatever of the chain one looks up.
import { call, follow, RpcError } from './rpc.js';
import { $, copyLine, el, group, link, named, rows, short, show } from './dom.js';
import { age, bytes, decimal, moment, number, span, t } from './text.js';

const NOT_FOUND = -32001;
const SHOWN_BLOCKS = 40;
const RATE_WINDOW_MS = 10_000;
const SPARK_SECONDS = 60;
const FULL_LIMIT = 200;
const FILLED_BLOCKS = 12;

const state = { blocks: [], paused: false, connection: 'wait', status: null, filled: false, seconds: new Map(), route: 0 };

// ---- status and live blocks

export function showConnection() {
  const syncing = state.connection === 'on' && state.status?.syncing;
  $('live').dataset.state = syncing ? 'wait' : state.connection;
  $('live-text').textContent = t(syncing ? 'syncing' : { wait: 'connecting', on: 'live', off: 'offline' }[state.connection]);
}

export function showStatus() {
  const latest = state.blocks[0];
  const status = state.status;
  if (latest || status) {
    $('stat-height').textContent = number(latest?.height ?? status.height);
    $('stat-age').textContent = latest ? age(latest.time_ms) : '';
  }
  if (latest) {
    $('stat-tps').textContent = decimal(rate(Date.now() - RATE_WINDOW_MS, Date.now()), 1);
  }
  if (state.blocks.length > 1) {
    const oldest = state.blocks[state.blocks.length - 1];
    $('stat-interval').textContent = span((Number(latest.time_ms) - Number(oldest.time_ms)) / Number(BigInt(latest.height) - BigInt(oldest.height)));
  }
  if (status) {
    $('chain').textContent = status.chain_id;
    $('chain').hidden = false;
    $('stat-validators').textContent = number(status.validators);
    $('stat-peers').textContent = t('peers', number(status.peers));
    $('stat-waiting').textContent = number(status.pending_transactions);
    $('stat-node').textContent = t('node', status.name);
    $('version').textContent = `IXI ${status.version}`;
    document.title = `IXI · ${status.chain_id}`;
  }
}

/** Transactions per second of blocks whose time lies in the window. */
function rate(from, to) {
  const count = state.blocks
    .filter((b) => Number(b.time_ms) > from && Number(b.time_ms) <= to)
    .reduce((sum, b) => sum + b.transaction_count, 0);
  return (count * 1000) / (to - from);
}

export function drawSpark() {
  const canvas = $('spark');
  const pen = canvas.getContext('2d');
  const now = Math.floor(Date.now() / 1000) * 1000;
  const rates = Array.from({ length: SPARK_SECONDS }, (_, i) => state.seconds.get(now - (SPARK_SECONDS - 1 - i) * 1000) ?? 0);
  const top = Math.max(...rates, 1);
  const step = canvas.width / SPARK_SECONDS;
  pen.clearRect(0, 0, canvas.width, canvas.height);
  pen.fillStyle = getComputedStyle(document.documentElement).getPropertyValue('--accent');
  rates.forEach((value, i) => {
    const height = value === 0 ? 1 : Math.max(2, (value / top) * (canvas.height - 4));
    pen.globalAlpha = value === 0 ? 0.25 : 0.65;
    pen.fillRect(i * step, canvas.height - height, step - 1.5, height);
  });
}

function blockRow(block) {
  const count = block.transaction_count;
  return el('li', { 'data-height': block.height },
    el('a', { class: 'block', href: `#/block/${block.height}` },
      el('b', {}, number(block.height)),
      el('span', { class: count ? 'some' : null }, number(count)),
      el('span', {}, count ? bytes(block.transaction_bytes) : '–'),
      el('span', { class: 'age', 'data-time': block.time_ms }, age(block.time_ms))));
}

export function showBlocks() {
  if (state.paused) return;
  $('blocks-empty').hidden = state.blocks.length > 0;
  $('blocks').replaceChildren(...state.blocks.slice(0, SHOWN_BLOCKS).map(blockRow));
  markCurrent();
}

function markCurrent() {
  const height = location.hash.match(/^#\/block\/(\d+)$/)?.[1];
  for (const row of $('blocks').children) {
    if (row.dataset.height === height) row.firstChild.setAttribute('aria-current', 'true');
    else row.firstChild.removeAttribute('aria-current');
  }
}

/** Takes a block's summary, old or new, once; the list stays in order. */
function addBlock(block, isNew = true) {
  const height = BigInt(block.height);
  const at = state.blocks.findIndex((b) => BigInt(b.height) <= height);
  if (at >= 0 && BigInt(state.blocks[at].height) === height) return;
  state.blocks.splice(at < 0 ? state.blocks.length : at, 0, block);
  // more than is shown: the rate needs them when blocks are fast
  state.blocks.length = Math.min(state.blocks.length, 10 * SHOWN_BLOCKS);
  const second = Math.floor(Number(block.time_ms) / 1000) * 1000;
  state.seconds.set(second, (state.seconds.get(second) ?? 0) + block.transaction_count);
  const oldest = Date.now() - 2 * SPARK_SECONDS * 1000;
  for (const key of state.seconds.keys()) if (key < oldest) state.seconds.delete(key);
  if (!state.paused) insertRow(block, height, isNew);
  showStatus();
}

function insertRow(block, height, isNew) {
  const row = blockRow(block);
  if (isNew) row.firstChild.classList.add('new');
  const below = [...$('blocks').children].find((r) => BigInt(r.dataset.height) < height);
  $('blocks').insertBefore(row, below ?? null);
  while ($('blocks').children.length > SHOWN_BLOCKS) $('blocks').lastChild.remove();
  $('blocks-empty').hidden = true;
  markCurrent();
}

/** A block from the WebSocket; what was missed before it is read again. */
async function arrived(block) {
  const latest = state.blocks[0];
  addBlock(block);
  const height = BigInt(block.height);
  if (latest && height > BigInt(latest.height) + 1n) await readBlocks(BigInt(latest.height) + 1n, height - 1n);
}

/** Reads finished blocks, the last ones if they are many. */
async function readBlocks(from, to) {
  const most = BigInt(FILLED_BLOCKS);
  for (let h = to - from >= most ? to - most + 1n : from; h <= to; h++) {
    const block = await call('ixi_getBlock', { block: h.toString() });
    addBlock({ ...block.header, hash: block.hash, transaction_bytes: block.transaction_bytes }, false);
  }
}

async function refresh() {
  try {
    state.status = await call('ixi_status');
    if (!state.filled) {
      state.filled = true;
      await readBlocks(0n, BigInt(state.status.height));
    }
  } catch {
    // the WebSocket shows whether the node answers
    return;
  }
  showStatus();
  showConnection();
}

function tick() {
  for (const node of document.querySelectorAll('.age')) node.textContent = age(node.dataset.time);
  showStatus();
  drawSpark();
}

// ---- details

const badge = (transaction) => {
  if (transaction.status === 'pending') return el('span', { class: 'badge wait' }, t('pending'));
  return transaction.receipt.code === 0
    ? el('span', { class: 'badge' }, t('final'))
    : el('span', { class: 'badge bad', title: transaction.receipt.text }, transaction.receipt.name);
};

async function blockView(key) {
  let block = await call('ixi_getBlock', { block: key });
  const header = block.header;
  if (header.transaction_count > 0 && header.transaction_count <= FULL_LIMIT) {
    block = await call('ixi_getBlock', { block: header.height, transactions: 'full' });
  }
  const height = BigInt(header.height);
  const signers = block.finalization?.signers;
  return [
    el('div', { class: 'title' },
      el('h2', {}, t('block', number(header.height))),
      el('span', { class: 'badge' }, t('final')),
      el('div', { class: 'steps' },
        height > 0n ? el('a', { href: `#/block/${height - 1n}`, 'aria-label': t('earlier'), class: 'quiet' }, '←') : null,
        el('a', { href: `#/block/${height + 1n}`, 'aria-label': t('later'), class: 'quiet' }, '→'))),
    copyLine(block.hash),
    rows([
      [t('time'), moment(header.time_ms)],
      [t('transactions'), number(header.transaction_count)],
      header.transaction_count > 0 && [t('size'), bytes(block.transaction_bytes)],
      [t('proposer'), t('validator', header.proposer)],
      signers && [t('signers'), t('signersOf', signers.length, signers.join(', '))],
      [t('view'), number(header.view)],
      [t('parent'), height > 0n ? link(`block/${height - 1n}`, short(header.parent)) : '–'],
      [t('stateRoot'), el('code', { title: header.parent_state_root }, short(header.parent_state_root))],
    ]),
    group(t('transactions'), block.transactions.length ? transactionTable(block.transactions) : el('p', { class: 'empty' }, t('noTransactions'))),
  ];
}

function transactionTable(list) {
  const shown = list.slice(0, FULL_LIMIT);
  const decoded = typeof shown[0] !== 'string';
  const line = (x) => (decoded
    ? el('tr', {},
      el('td', {}, link(`tx/${x.id}`, short(x.id))),
      el('td', {}, (x.body?.messages ?? []).map((m) => m.name ?? m.type).join(', ')),
      el('td', {}, x.body ? link(`account/${x.body.account}`, short(x.body.account)) : '–'),
      el('td', {}, badge(x)))
    : el('tr', {}, el('td', {}, link(`tx/${x}`, short(x)))));
  const heads = decoded ? ['id', 'does', 'from', 'result'] : ['id'];
  return el('div', { class: 'scroll' },
    el('table', { class: 'rows' },
      el('thead', {}, el('tr', {}, heads.map((key) => el('th', { scope: 'col' }, t(key))))),
      el('tbody', {}, shown.map(line))),
    list.length > shown.length ? el('p', { class: 'empty' }, t('more', number(list.length - shown.length))) : null);
}

async function transactionView(id) {
  const found = await call('ixi_getTransaction', { id });
  const body = found.body;
  const receipt = found.receipt;
  return [
    el('div', { class: 'title' }, el('h2', {}, t('transaction')), badge(found)),
    copyLine(found.id),
    receipt && receipt.code !== 0 ? el('p', { class: 'problem' }, `${receipt.name}: ${receipt.text}`) : null,
    rows([
      found.height && [t('inBlock'), link(`block/${found.height}`, number(found.height), false)],
      found.height && [t('position'), number(found.index)],
      body && [t('sender'), link(`account/${body.account}`, short(body.account))],
      body && [t('sequence'), number(body.sequence)],
      receipt && [t('fee'), number(receipt.fee)],
      body && [t('maxFee'), number(body.max_fee)],
      receipt && [t('gas'), number(receipt.gas)],
      body && [t('validUntil'), number(body.valid_until_height)],
      found.signatures && [t('signature'), found.signatures.map((s) => s.scheme).join(', ')],
      [t('size'), bytes(found.size)],
    ]),
    body ? group(t('messages'), ...named(body.messages)) : null,
    receipt ? group(t('events'), ...(receipt.events.length ? named(receipt.events) : [el('p', { class: 'empty' }, t('noEvents'))])) : null,
  ];
}

async function accountView(address) {
  const { address: text, next_sequence: sequence, ...rest } = await call('ixi_getAccount', { address });
  return [
    el('div', { class: 'title' }, el('h2', {}, t('account'))),
    copyLine(text),
    rows([[t('nextSequence'), number(sequence)]]),
    ...Object.entries(rest).map(([name, value]) => group(name, show(value))),
  ];
}

function welcome() {
  return el('div', { class: 'welcome' }, el('h2', {}, t('welcome')),
    el('ul', {}, ['welcomeBlock', 'welcomeAccount', 'welcomeTransaction'].map((key) => el('li', {}, t(key)))));
}

function problem(kind, error) {
  if (!(error instanceof RpcError)) return t('unreachable');
  if (error.code === NOT_FOUND && kind === 'tx') return t('notFoundTransaction');
  return error.code === NOT_FOUND ? t('notFoundBlock') : t('problem', error.message);
}

export async function explore() {
  const mine = ++state.route;
  const [, kind, key] = location.hash.match(/^#\/(block|tx|account)\/([0-9a-z]+)$/) ?? [];
  const view = { block: blockView, tx: transactionView, account: accountView }[kind];
  markCurrent();
  if (!view) {
    $('detail-body').replaceChildren(welcome());
    return;
  }
  const waiting = setTimeout(() => $('detail-body').replaceChildren(el('p', { class: 'empty' }, t('loading'))), 200);
  let content;
  try {
    content = await view(key);
  } catch (error) {
    content = [el('h2', {}, t({ block: 'blocks', tx: 'transaction', account: 'account' }[kind])), el('p', { class: 'problem' }, problem(kind, error))];
  }
  clearTimeout(waiting);
  // a later click wins over an earlier answer
  if (mine === state.route) $('detail-body').replaceChildren(...content.filter(Boolean));
}

async function lookUp(event) {
  event.preventDefault();
  const text = $('query').value.trim().toLowerCase().replace(/^#/, '');
  $('search-error').textContent = '';
  let target = null;
  if (/^ixi1[0-9a-z]+$/.test(text)) target = `account/${text}`;
  else if (/^[0-9]{1,18}$/.test(text)) target = `block/${BigInt(text)}`;
  else if (/^[0-9a-f]{64}$/.test(text)) target = (await isBlock(text)) ? `block/${text}` : `tx/${text}`;
  if (!target) {
    $('search-error').textContent = t('searchUnknown');
    return;
  }
  if (location.hash === `#/${target}`) explore();
  else location.hash = `/${target}`;
  $('detail').focus({ preventScroll: false });
}

async function isBlock(hash) {
  try {
    await call('ixi_getBlock', { block: hash });
    return true;
  } catch {
    return false;
  }
}

/** The last blocks, newest first. */
export const recent = () => state.blocks;

/** After the language changed. */
export function speak() {
  $('pause').textContent = t(state.paused ? 'resume' : 'pause');
  $('search-error').textContent = '';
  showConnection();
  showStatus();
  showBlocks();
}

export function startExplorer() {
  $('search').addEventListener('submit', lookUp);
  $('pause').addEventListener('click', () => {
    state.paused = !state.paused;
    $('pause').setAttribute('aria-pressed', String(state.paused));
    $('pause').textContent = t(state.paused ? 'resume' : 'pause');
    showBlocks();
  });
  refresh();
  follow(arrived, (connection) => {
    state.connection = connection;
    showConnection();
  });
  setInterval(refresh, 3000);
  setInterval(tick, 1000);
}

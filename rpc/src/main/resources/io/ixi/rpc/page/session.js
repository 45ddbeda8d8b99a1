// Who uses the page: the chain's client, the locked wallet in this browser, the unlocked account in this tab only.
import { chatKey } from './client/chat.js';
import { Account, Ixi } from './client/ixi.js';
import { keySeed, phraseSeed } from './client/phrase.js';
import { lock, unlock } from './client/vault.js';

const PLACE = 'ixi-wallet';
const IDLE_MS = 15 * 60_000;

let client;
let account = null;
let chat = null;
let idle;
const listeners = new Set();

/** The client, connected at the first use; a failed attempt is made again. */
export function ixi() {
  client ??= Ixi.connect(`${location.origin}/`).catch((e) => {
    client = undefined;
    throw e;
  });
  return client;
}

export const me = () => account;
/** The unlocked account's key for sealed messages. */
export const myChat = () => chat;
export const onChange = (listener) => listeners.add(listener);
const changed = () => listeners.forEach((listener) => listener());

export function remembered(key) {
  try { return localStorage.getItem(key); } catch { return null; }
}

export function remember(key, value) {
  try { localStorage.setItem(key, value); } catch { /* private windows may refuse; the choice then lasts for this visit */ }
}

/** The vault kept here, or null. */
export function kept() {
  try { return JSON.parse(remembered(PLACE)); } catch { return null; }
}

function use(next, key = null) {
  account?.key.erase();
  account = next;
  chat = key;
  watch();
  changed();
}

function watch() {
  clearTimeout(idle);
  if (account) idle = setTimeout(() => use(null), IDLE_MS);
}

async function take(phrase) {
  const master = await phraseSeed(phrase);
  const seed = await keySeed(master);
  use(Account.fromSeed(seed), chatKey(seed));
  master.fill(0);
  seed.fill(0);
}

export async function adopt(phrase, passphrase) {
  const { address, key } = await Account.fromPhrase(phrase);
  key.erase();
  remember(PLACE, JSON.stringify(await lock(phrase, passphrase, address)));
  await take(phrase);
}

export async function open(passphrase) {
  await take(await unlock(kept(), passphrase));
}

export const close = () => use(null);

export function forget() {
  try { localStorage.removeItem(PLACE); } catch { /* nothing was kept */ }
  use(null);
}

for (const event of ['pointerdown', 'keydown']) addEventListener(event, watch, { passive: true });

// console.mjs url language screens: ways through the console in headless Chromium
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { chromium } from 'playwright-core';
import jsqr from 'jsqr';
import { fromBase64, toBase64, toHex } from './client/bytes.js';
import { chatKey, open, seal } from './client/chat.js';
import { Account, Ixi, encodePhrase } from './client/ixi.js';
import { keySeed, phraseSeed } from './client/phrase.js';
import { sha256 } from './client/sha256.js';

const [url, language, screens] = process.argv.slice(2);
const ru = language === 'ru';
const axe = readFileSync('node_modules/axe-core/axe.min.js', 'utf8');
const ixi = await Ixi.connect(url);
const bob = await Account.demo('bob');
const flags = ['--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking', '--disable-component-update', '--disable-sync'];
const browser = await chromium.launch({ executablePath: '/usr/bin/chromium', args: flags });
const context = await browser.newContext({ viewport: { width: ru ? 400 : 1280, height: 900 }, locale: ru ? 'ru-RU' : 'en-GB', colorScheme: ru ? 'dark' : 'light', reducedMotion: 'reduce' });
const page = await context.newPage();
page.setDefaultTimeout(30_000);
const faults = [];
page.on('pageerror', (e) => faults.push(e.message));
page.on('console', (m) => { if (m.type() === 'error' && !/400|404/.test(m.text())) faults.push(m.text()); });

const say = (english, russian) => (ru ? russian : english);
const press = (name, scope = page) => scope.getByRole('button', { name, exact: true }).click();
const SIGN = say('Sign and send', 'Подписать и отправить');
const PREVIEW = say('Preview', 'Проверить');

/** No serious finding of axe-core; a screenshot is kept. */
async function look(name) {
  await page.screenshot({ path: `${screens}/${language}-${name}.png`, fullPage: true });
  const session = await context.newCDPSession(page);
  // past the page's policy, which lets no other script in
  await session.send('Runtime.evaluate', { expression: axe });
  await session.detach();
  const { violations } = await page.evaluate(() => globalThis.axe.run({ resultTypes: ['violations'] }));
  const bad = violations.filter((v) => ['serious', 'critical'].includes(v.impact));
  assert.deepEqual(bad.map((v) => `${v.id}: ${v.nodes.map((n) => n.html.slice(0, 120)).join(' | ')}`), [], name);
}

async function section(name) {
  await page.locator(`#menu a[href="#/${name}"]`).click();
  await page.locator('#screen .card').first().waitFor();
}

/** Reads the preview, signs and waits for finality. */
async function sign() {
  const dialog = page.locator('dialog').last();
  await dialog.getByRole('button', { name: SIGN }).waitFor();
  const text = await dialog.innerText();
  await press(SIGN, dialog);
  await dialog.locator('.done').waitFor();
  await dialog.locator('.primary').click();
  await dialog.waitFor({ state: 'detached' });
  return text;
}

await page.goto(url);
await page.locator('.block').first().waitFor();
assert.equal(await page.evaluate(() => document.documentElement.lang), language);
await look('explorer');

// a wallet of one's own
await page.locator('#menu a[href="#/wallet"]').click();
await press(say('Create a wallet', 'Создать кошелёк'));
const words = await page.locator('dialog .words li').allInnerTexts();
assert.equal(words.length, 24);
const passwords = page.locator('dialog input[type=password]');
await passwords.nth(0).fill('correct horse');
await passwords.nth(1).fill('correct house');
await page.locator('dialog input[type=checkbox]').check();
await page.locator('dialog button[type=submit]').click();
await page.locator('dialog .problem').waitFor();
await look('create');
await passwords.nth(1).fill('correct horse');
await page.locator('dialog button[type=submit]').click();
await page.locator('.hero').waitFor();
const address = await page.locator('.receive code').innerText();
assert.equal((await Account.fromPhrase(words.join(' '))).address, address);
assert(!(await page.evaluate(() => JSON.stringify(localStorage))).includes(words[3]), 'the phrase lies in clear text');
const picture = await page.locator('.qr').evaluate(async (svg) => {
  const image = new Image();
  const copy = svg.cloneNode(true);
  copy.setAttribute('xmlns', 'http://www.w3.org/2000/svg');
  image.src = `data:image/svg+xml,${encodeURIComponent(copy.outerHTML)}`;
  await image.decode();
  const canvas = new OffscreenCanvas(410, 410);
  const pen = canvas.getContext('2d');
  pen.fillStyle = '#fff';
  pen.fillRect(0, 0, 410, 410);
  pen.drawImage(image, 0, 0, 410, 410);
  return [...pen.getImageData(0, 0, 410, 410).data];
});
assert.equal(jsqr(Uint8ClampedArray.from(picture), 410, 410).data.toLowerCase(), address);

// test money, then a payment
await press(say('Get test money', 'Получить тестовые деньги'));
assert.match(await sign(), /1.000 ixi/);
await page.locator('.big', { hasText: /1.000/ }).waitFor();
const before = BigInt((await ixi.query('bank/balance', { account: bob.address })).free);
const send = page.locator('.card', { has: page.getByRole('heading', { name: say('Send', 'Отправить'), exact: true }) });
await send.locator('input.mono').fill(`${bob.address.slice(0, -1)}${bob.address.endsWith('q') ? 'p' : 'q'}`);
await send.locator('input[inputmode=decimal]').fill(say('12.5', '12,5'));
await press(PREVIEW, send);
await send.locator('.problem').waitFor();
await send.locator('input.mono').fill(bob.address);
await press(PREVIEW, send);
await page.locator('dialog').getByRole('button', { name: SIGN }).waitFor();
await look('preview');
assert.match(await sign(), /12[.,]5 ixi/);
assert.equal(BigInt((await ixi.query('bank/balance', { account: bob.address })).free), before + 12_500_000n);
await page.locator('.lines .badge').first().waitFor();
await page.locator('.hero .stat-note', { hasText: '✓' }).waitFor();
await look('wallet');

// somebody offers a thing; buying it
const listed = await ixi.send(bob, [{ name: 'market.CreateListing', value: { kind: 'LISTING_GOODS', details: {
  content_hash: 'ab'.repeat(32), price: '3000000', unlimited: true, cell: (1n << 60n).toString(),
  terms: { accept_s: '3600', deliver_s: '86400', confirm_s: '86400' } } } }]);
assert.equal(listed.receipt.code, 0);
await section('market');
await page.locator('.offer .primary').first().waitFor();
await look('market');
await page.locator('.offer .primary').first().click();
await press(PREVIEW, page.locator('dialog'));
await sign();
await page.getByRole('button', { name: say('Cancel order', 'Отменить заказ') }).first().waitFor();
const { orders } = await ixi.query('market/myOrders', { account: address, selling: false });
assert.equal(orders.length, 1);
await look('orders');

// a service by appointment
const told = async (messages, name) => (await ixi.send(bob, messages)).receipt.events.find((e) => e.value[name]).value[name];
const calendar = await told([{ name: 'market.CreateCalendar', value: { utc_offset: 1440, week: 'ff'.repeat(84), horizon_days: 30, capacity: 8 } }], 'calendar');
await ixi.send(bob, [{ name: 'market.CreateListing', value: { kind: 'LISTING_SERVICE', details: {
  content_hash: 'cd'.repeat(32), price: '2000000', unlimited: true, calendar, slot_cells: 4, cell: (1n << 60n).toString(),
  terms: { accept_s: '3600', deliver_s: '86400', confirm_s: '86400' } } } }]);
await page.locator('#screen select').selectOption('LISTING_SERVICE');
await press(say('Book', 'Записаться'), page.locator('.offer').first());
await press(PREVIEW, page.locator('dialog'));
await sign();
const booked = (await ixi.query('market/myOrders', { account: address, selling: false })).orders.map((o) => o.order.slot).find((slot) => slot);
assert.equal(booked.cells, 4);

// a credential offered, taken into the passport, and shown there as valid
const type = await told([{ name: 'ssi.DefineType', value: { kind: 'KIND_OTHER', schema_hash: 'ab'.repeat(32), criteria_hash: 'ab'.repeat(32) } }], 'type');
await ixi.send(bob, [{ name: 'ssi.Offer', value: { type, subject: address, claims_root: 'ef'.repeat(32) } }]);
await section('passport');
await press(say('Accept', 'Принять'));
await sign();
await page.locator('#screen .badge', { hasText: say('valid', 'действует') }).waitFor();
assert.equal((await ixi.query('ssi/passport', { account: address, hidden_too: true })).credentials.length, 1);

// an agent on a leash, and the kill switch
await section('agents');
await page.locator('form input.mono').fill(bob.address);
await page.locator('form input[inputmode=decimal]').first().fill('5');
await press(PREVIEW, page.locator('#screen form'));
await sign();
const mandate = async () => (await ixi.query('agents/mandates', { account: address })).mandates[0];
const { id } = await mandate();
const pay = (amount) => ixi.send(bob, [{ name: 'bank.Send', value: { to: bob.address, amount }, signer: address }], { mandate: id });
assert.equal((await pay('2000000')).receipt.code, 0);
await assert.rejects(pay('9000000'), (e) => e.name === 'FailedError');
await page.reload();
const locked = page.locator('input[type=password]');
await locked.fill('correct horse');
await page.locator('#screen button[type=submit]').click();
await page.getByRole('heading', { name: say('Mandates you gave', 'Мандаты, выданные вами') }).waitFor();
await look('agents');
await press(say('Stop all agents', 'Остановить всех агентов'));
await sign();
await assert.rejects(pay('1000'), (e) => e.name === 'FailedError' || e.name === 'RpcError');

// sealed messages, both ways round the same browser: to bob, and from bob
const bobSeed = await keySeed(await phraseSeed(encodePhrase(new Uint8Array(32).fill(0x7f))));
const bobChat = chatKey(bobSeed);
const published = { hash: toHex(sha256(bobChat.publicKey)), until_ms: String(Date.now() + 86_400_000), last_resort: true };
if (!(await ixi.query('chat/keyPackages', { account: bob.address })).packages.length) {
  await ixi.send(bob, [{ name: 'chat.PublishKeyPackages', value: { packages: [published] } }]);
}
await section('talk');
await press(say('Publish the fingerprint', 'Опубликовать отпечаток'));
await sign();
await page.locator('#screen .badge').first().waitFor();
const write = page.locator('.card', { has: page.getByRole('heading', { name: say('Write', 'Написать'), exact: true }) });
await write.locator('input').fill(bob.address);
await write.locator('textarea').nth(0).fill(toBase64(bobChat.publicKey));
await write.locator('textarea').nth(1).fill('Привет, Bob');
await write.locator('button[type=submit]').click();
const letter = await write.locator('.sealed code').textContent();
assert.deepEqual(await open(bobChat, bob.address, fromBase64(letter)), { from: address, text: 'Привет, Bob' });
const myKey = fromBase64(await page.locator('.clip code').first().textContent());
const reading = page.locator('.card', { has: page.getByRole('heading', { name: say('Read', 'Прочитать'), exact: true }) });
await reading.locator('textarea').fill(toBase64(await seal(bob, address, myKey, 'Hello')));
await reading.locator('button[type=submit]').click();
assert.match(await reading.locator('.letter').innerText(), /Hello/);
await look('talk');

for (const name of ['passport', 'network', 'more']) {
  await section(name);
  await look(name);
}
// a form that only descriptors know
await page.locator('.lines li', { hasText: 'MultiSend' }).getByRole('button').click();
await look('form');
await page.keyboard.press('Escape');

assert.deepEqual(faults, []);

// without the node the page still opens, and says so
await page.evaluate(() => navigator.serviceWorker.ready);
await page.reload();
await page.locator('.block').first().waitFor({ state: 'attached' });
await context.setOffline(true);
await page.reload();
await page.locator('#live[data-state="off"]').waitFor();
assert.equal(await page.locator('#menu a').count(), 8);
await browser.close();
console.log(`console holds in ${language}`);
process.exit(0);

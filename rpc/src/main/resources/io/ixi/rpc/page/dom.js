// Elements and values for people. Text is never read as HTML.
import { number, t } from './text.js';

export const $ = (id) => document.getElementById(id);

/** An element; children may be text, elements or null. */
export function el(tag, attributes = {}, ...children) {
  const node = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (name.startsWith('on')) node.addEventListener(name.slice(2), value);
    else if (value !== null && value !== undefined && value !== false) node.setAttribute(name, value === true ? '' : value);
  }
  node.append(...children.flat().filter((child) => child !== null && child !== undefined && child !== false));
  return node;
}

export const short = (text) => (text.length > 20 ? `${text.slice(0, 10)}…${text.slice(-6)}` : text);
export const link = (route, text, mono = true) => el('a', { href: `#/${route}`, class: mono ? 'mono' : null, title: route.split('/')[1] }, text);

export function rows(pairs) {
  return el('dl', {}, pairs.filter(Boolean).flatMap(([name, value]) => [el('dt', {}, name), el('dd', {}, value)]));
}

export function group(title, ...content) {
  return el('div', { class: 'group' }, el('h3', {}, title), ...content);
}

export function copyLine(text) {
  const button = el('button', { type: 'button', class: 'quiet', onclick: async () => {
    await navigator.clipboard?.writeText(text);
    button.textContent = t('copied');
    setTimeout(() => { button.textContent = t('copy'); }, 1500);
  } }, t('copy'));
  return el('p', { class: 'copy' }, el('code', {}, text), button);
}

/** Any JSON: addresses become links, objects become rows. */
export function show(value) {
  if (Array.isArray(value)) return value.length ? el('div', {}, value.map((v) => el('div', { class: 'item' }, show(v)))) : '–';
  if (value !== null && typeof value === 'object') return rows(Object.entries(value).map(([k, v]) => [k.replaceAll('_', ' '), show(v)]));
  const text = String(value);
  if (/^ixi1[a-z0-9]{58}$/.test(text)) return link(`account/${text}`, short(text));
  if (/^[0-9]{1,39}$/.test(text) && typeof value === 'string') return number(text);
  if (/^[0-9a-f]{33,}$/.test(text)) return el('code', { title: text }, short(text));
  return text === '' ? '–' : text;
}

export function named(entries) {
  return entries.map((entry) => el('div', { class: 'item' }, el('strong', {}, entry.name ?? String(entry.type)), show(entry.value)));
}

export function button(text, onclick, kind = 'quiet') {
  return el('button', { type: 'button', class: kind, onclick }, text);
}

/** A labelled input. */
export function field(label, input, hint) {
  input.id ||= `f${Math.random().toString(36).slice(2)}`;
  return el('div', { class: 'field' }, el('label', { for: input.id }, label), input, hint ? el('p', { class: 'note' }, hint) : null);
}

/** A card with a heading. */
export function card(title, ...content) {
  return el('section', { class: 'card' }, el('h2', {}, title), ...content);
}

export const empty = (text) => el('p', { class: 'empty' }, text);
export const problem = (text) => el('p', { class: 'problem', role: 'alert' }, text);

/** A modal dialog; closed by Escape, the cross, or what it returns. */
export function dialog(title, ...content) {
  const box = el('dialog', { 'aria-label': title },
    el('div', { class: 'card-head' }, el('h2', {}, title),
      el('button', { type: 'button', class: 'quiet', 'aria-label': t('close'), onclick: () => box.close() }, '×')), ...content);
  box.addEventListener('close', () => box.remove());
  document.body.append(box);
  box.showModal();
  return box;
}

const UNIT = 6;

/** Base units of an asset with so many decimals as people write them. */
export function money(amount, asset = 'ixi', decimals = UNIT) {
  const digits = BigInt(amount).toString().padStart(decimals + 1, '0');
  const whole = digits.slice(0, digits.length - decimals);
  const part = decimals ? digits.slice(-decimals).replace(/0+$/, '') : '';
  const [point] = new Intl.NumberFormat(document.documentElement.lang).format(1.5).match(/[^0-9]/);
  return `${number(whole)}${part ? point + part : ''} ${asset || 'ixi'}`;
}

/** The base units that a person wrote, with a comma or a point; null if it is no amount. */
export function units(text, decimals = UNIT) {
  const match = text.trim().replace(/[\s\u00a0]/g, '').match(/^([0-9]{1,30})(?:[.,]([0-9]*))?$/);
  if (!match || (match[2] ?? '').length > decimals) return null;
  return BigInt(match[1] + (match[2] ?? '').padEnd(decimals, '0')).toString();
}

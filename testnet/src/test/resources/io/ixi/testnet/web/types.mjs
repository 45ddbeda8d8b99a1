import { execFileSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';

const compile = (name, text) => {
  writeFileSync(name, text);
  const flags = ['--noEmit', '--strict', '--module', 'esnext', '--target', 'es2022', '--moduleResolution', 'bundler', '--allowImportingTsExtensions'];
  try {
    execFileSync('node_modules/.bin/tsc', [...flags, name], { stdio: 'pipe' });
    return '';
  } catch (e) {
    return String(e.stdout);
  }
};
const program = (amount) => `
import { Ixi, Account } from './client/ixi.js';
export async function pay(to: \`ixi1\${string}\`): Promise<string> {
  const ixi = await Ixi.connect('http://127.0.0.1/');
  const alice: Account = await Account.demo('alice');
  const sent = await ixi.send(alice, [{ name: 'bank.Send', value: { to, amount: ${amount} } }]);
  const balance = await ixi.query('bank/balance', { account: to });
  return sent.height + (balance.free ?? '');
}`;
const good = compile('good.ts', program("'5'"));
if (good) throw new Error(good);
if (!compile('bad.ts', program('5')).includes('number')) throw new Error('a number passed as an amount');
console.log('types hold');

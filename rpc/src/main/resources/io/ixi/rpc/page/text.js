// Every text of the page, in both languages under the same keys. {0} and {1} are filled in.
export const texts = {
  en: {
    skip: 'Skip to content',
    language: 'Language',
    theme: 'Light or dark',
    status: 'Status',
    connecting: 'Connecting',
    live: 'Live',
    syncing: 'Catching up',
    offline: 'No connection; trying again',
    height: 'Height',
    tps: 'Transactions per second',
    interval: 'Time between blocks',
    intervalNote: 'average of those shown',
    validators: 'Validators',
    peers: 'this node is connected to {0}',
    waiting: 'Waiting transactions',
    node: 'at node {0}',
    searchLabel: 'Look up',
    searchHint: 'Address, transaction, block height or hash',
    searchButton: 'Look up',
    searchUnknown: 'This is no address (ixi1…), no block height and no 64-digit id or hash.',
    blocks: 'Final blocks',
    blocksEmpty: 'No block yet. The first one appears here as soon as it is final.',
    pause: 'Pause',
    resume: 'Resume',
    transactions: 'Transactions',
    size: 'Size',
    age: 'Age',
    welcome: 'Look inside',
    welcomeBlock: 'Choose a block in the list to see its transactions.',
    welcomeAccount: 'Enter an address to see its balances.',
    welcomeTransaction: 'Enter a transaction id to see what it did.',
    loading: 'Loading…',
    block: 'Block {0}',
    transaction: 'Transaction',
    account: 'Account',
    final: 'final',
    pending: 'waiting',
    copy: 'Copy',
    copied: 'Copied',
    earlier: 'Earlier block',
    later: 'Later block',
    time: 'Time',
    proposer: 'Proposed by',
    validator: 'validator {0}',
    signers: 'Finalized by',
    signersOf: '{0} validators: {1}',
    view: 'View',
    parent: 'Parent',
    stateRoot: 'State root of the parent',
    noTransactions: 'This block holds no transaction: the chain had nothing to do and shows that it lives.',
    id: 'Id',
    does: 'Does',
    from: 'From',
    result: 'Result',
    sender: 'Sender',
    sequence: 'Sequence',
    nextSequence: 'Next sequence',
    inBlock: 'In block',
    position: 'Position',
    fee: 'Fee paid',
    maxFee: 'Highest fee',
    gas: 'Gas',
    validUntil: 'Valid until height',
    signature: 'Signature',
    messages: 'Messages',
    events: 'Events',
    noEvents: 'No events.',
    more: 'and {0} more',
    notFoundBlock: 'There is no such final block here.',
    notFoundTransaction: 'No such transaction waits here or is final.',
    problem: 'The node answered: {0}',
    unreachable: 'The node does not answer. It may be stopped.',
    endpoint: 'JSON-RPC',
    described: 'describes itself:',
    seconds: '{0} s',
    milliseconds: '{0} ms',
    minutes: '{0} min',
    hours: '{0} h',
    days: '{0} d',
    now: 'now',
  },
  ru: {
    skip: 'К содержанию',
    language: 'Язык',
    theme: 'Светлая или тёмная',
    status: 'Состояние',
    connecting: 'Подключение',
    live: 'В сети',
    syncing: 'Догоняет сеть',
    offline: 'Нет связи, пробуем снова',
    height: 'Высота',
    tps: 'Транзакций в секунду',
    interval: 'Время между блоками',
    intervalNote: 'среднее по показанным',
    validators: 'Валидаторы',
    peers: 'узел соединён с {0}',
    waiting: 'Ожидают транзакции',
    node: 'на узле {0}',
    searchLabel: 'Найти',
    searchHint: 'Адрес, транзакция, высота или хеш блока',
    searchButton: 'Найти',
    searchUnknown: 'Это не адрес (ixi1…), не высота блока и не идентификатор или хеш из 64 знаков.',
    blocks: 'Финальные блоки',
    blocksEmpty: 'Блоков ещё нет. Первый появится здесь, как только станет финальным.',
    pause: 'Пауза',
    resume: 'Продолжить',
    transactions: 'Транзакции',
    size: 'Размер',
    age: 'Возраст',
    welcome: 'Загляните внутрь',
    welcomeBlock: 'Выберите блок в списке, чтобы увидеть его транзакции.',
    welcomeAccount: 'Введите адрес, чтобы увидеть его остатки.',
    welcomeTransaction: 'Введите идентификатор транзакции, чтобы увидеть, что она сделала.',
    loading: 'Загрузка…',
    block: 'Блок {0}',
    transaction: 'Транзакция',
    account: 'Счёт',
    final: 'финальна',
    pending: 'ожидает',
    copy: 'Копировать',
    copied: 'Скопировано',
    earlier: 'Предыдущий блок',
    later: 'Следующий блок',
    time: 'Время',
    proposer: 'Предложил',
    validator: 'валидатор {0}',
    signers: 'Утвердили',
    signersOf: 'валидаторов: {0} ({1})',
    view: 'Раунд',
    parent: 'Родитель',
    stateRoot: 'Корень состояния родителя',
    noTransactions: 'В этом блоке нет транзакций: сети нечего было делать, она лишь показывает, что жива.',
    id: 'Идентификатор',
    does: 'Действие',
    from: 'От кого',
    result: 'Итог',
    sender: 'Отправитель',
    sequence: 'Номер',
    nextSequence: 'Следующий номер',
    inBlock: 'В блоке',
    position: 'Место',
    fee: 'Уплаченная комиссия',
    maxFee: 'Предел комиссии',
    gas: 'Газ',
    validUntil: 'Действует до высоты',
    signature: 'Подпись',
    messages: 'Сообщения',
    events: 'События',
    noEvents: 'Событий нет.',
    more: 'и ещё {0}',
    notFoundBlock: 'Такого финального блока здесь нет.',
    notFoundTransaction: 'Такая транзакция не ожидает здесь и не финальна.',
    problem: 'Узел ответил: {0}',
    unreachable: 'Узел не отвечает. Возможно, он остановлен.',
    endpoint: 'JSON-RPC',
    described: 'описывает себя сам:',
    seconds: '{0} с',
    milliseconds: '{0} мс',
    minutes: '{0} мин',
    hours: '{0} ч',
    days: '{0} д',
    now: 'сейчас',
  },
};

let language = 'en';

/** Takes the remembered language, else the browser's, else English. */
export function startLanguage(remembered) {
  const wanted = [remembered, ...(navigator.languages || [])].filter(Boolean).map((l) => l.slice(0, 2));
  setLanguage(wanted.find((l) => l in texts) || 'en');
}

export function setLanguage(next) {
  language = next in texts ? next : 'en';
}

export function currentLanguage() {
  return language;
}

export function t(key, ...values) {
  return values.reduce((text, value, i) => text.replace(`{${i}}`, value), texts[language][key]);
}

/** Decimal digits, grouped as the language does; any size. */
export function number(digits) {
  return new Intl.NumberFormat(language).format(BigInt(digits));
}

export function decimal(value, digits) {
  return new Intl.NumberFormat(language, { maximumFractionDigits: digits }).format(value);
}

export function bytes(count) {
  const units = ['byte', 'kilobyte', 'megabyte'];
  const step = count < 1000 ? 0 : count < 1e6 ? 1 : 2;
  return new Intl.NumberFormat(language, {
    style: 'unit', unit: units[step], unitDisplay: 'short', maximumFractionDigits: step === 0 ? 0 : 1,
  }).format(count / 1000 ** step);
}

export function span(ms) {
  if (ms < 1000) return t('milliseconds', decimal(ms, 0));
  if (ms < 60e3) return t('seconds', decimal(ms / 1000, ms < 10e3 ? 1 : 0));
  if (ms < 3600e3) return t('minutes', decimal(ms / 60e3, 0));
  if (ms < 86400e3) return t('hours', decimal(ms / 3600e3, 0));
  return t('days', decimal(ms / 86400e3, 0));
}

export function age(timeMs) {
  const ms = Date.now() - Number(timeMs);
  return ms < 1000 ? t('now') : ms < 60e3 ? t('seconds', decimal(ms / 1000, 0)) : span(ms);
}

export function moment(timeMs) {
  return new Intl.DateTimeFormat(language, { dateStyle: 'medium', timeStyle: 'medium' }).format(new Date(Number(timeMs)));
}

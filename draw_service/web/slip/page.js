// The page: four questions, a slip on paper, three values for the application, and nothing kept.
const HOUSE_DRAW = /^AP-[0-9]{4}-[0-9]{4,}\.[1-9][0-9]*$/;
const ENOUGH = { keys: 30, different: 5 };
const at = (id) => document.getElementById(id);
const chosen = (name) => (document.querySelector('input[name=' + name + ']:checked') || { value: '' }).value;
const english = () => document.documentElement.lang === 'en';
let unprinted = false;

function speak(lang) {
  document.documentElement.lang = lang;
  document.title = lang === 'en' ? 'Witness slip' : '见证凭条';
}

// A draw id as typed: blanks, small letters, full-width characters and a Chinese stop or dash are forgiven.
function tidyDraw(text) {
  return text
    .replace(/[！-～]/g, (wide) => String.fromCharCode(wide.charCodeAt(0) - 0xfee0))
    .replace(/。/g, '.')
    .replace(/[—–−]+/g, '-')
    .replace(/\s/g, '')
    .toUpperCase();
}

function entropyShort(typed) {
  const keys = Array.from(typed);
  return keys.length < ENOUGH.keys || new Set(keys).size < ENOUGH.different;
}

function showParts() {
  document.body.dataset.party = chosen('party');
  at('parts').hidden = chosen('party') !== 'tenderer';
}

function countKeys() {
  const keys = Array.from(at('typed').value);
  const missing = Math.max(0, ENOUGH.keys - keys.length);
  at('count-zh').textContent = '已输入 ' + keys.length + ' 个' + (missing ? '，还差 ' + missing + ' 个' : '，够了');
  at('count-en').textContent = keys.length + ' so far' + (missing ? ', ' + missing + ' to go' : ', enough');
}

function wrongAnswers() {
  const wrong = [];
  if (!chosen('party')) wrong.push('party');
  if (!HOUSE_DRAW.test(tidyDraw(at('draw').value))) wrong.push('draw');
  if (chosen('party') === 'tenderer' && !chosen('part')) wrong.push('part');
  if (entropyShort(at('typed').value)) wrong.push('typed');
  return wrong;
}

function tellWrong(wrong) {
  for (const name of ['party', 'draw', 'part', 'typed']) {
    const here = wrong.includes(name);
    at('wrong-' + name).hidden = !here;
    at('summary-' + name).hidden = !here;
    at('group-' + name).classList.toggle('wrong', here);
  }
  at('summary').hidden = wrong.length === 0;
  document.title = (wrong.length ? (english() ? 'Error: ' : '有误：') : '') + (english() ? 'Witness slip' : '见证凭条');
  if (wrong.length) at('summary').focus();
}

function stopFor(reason) {
  at('ask').hidden = true;
  at('made').hidden = true;
  at('broken').hidden = false;
  at('broken-' + reason).hidden = false;
  at('broken').focus();
}

async function make(event) {
  event.preventDefault();
  const wrong = wrongAnswers();
  tellWrong(wrong);
  if (wrong.length) return;
  const party = chosen('party');
  const part = party === 'tenderer' ? chosen('part') : 'whole';
  const drawId = tidyDraw(at('draw').value);
  let slip;
  try {
    slip = makeSlip(party, drawId, chance(), at('typed').value);
  } catch (failed) {
    stopFor('chance');
    return;
  }
  const second = await browserKey(slip.secretKey);
  slip.secretKey.fill(0);
  if (second !== null && second !== slip.publicKey) {
    stopFor('sums');
    return;
  }
  at('typed').value = '';
  show(slip, party, part, drawId);
}

function fill(name, text) {
  for (const place of document.querySelectorAll('[data-fill=' + name + ']')) place.textContent = text;
}

function draw(name, picture) {
  for (const place of document.querySelectorAll('[data-draw=' + name + ']')) place.replaceChildren(picture);
}

// Groups set in lines of the same length, so that the eye keeps its place.
function inLines(groups, perLine) {
  const lines = [];
  for (let i = 0; i < groups.length; i += perLine) lines.push(groups.slice(i, i + perLine).join(' '));
  return lines.join('\n');
}

function show(slip, party, part, drawId) {
  const witness = part !== 'unseal';
  const unseal = part !== 'witness';
  document.body.dataset.part = part;
  fill('draw', drawId);
  fill('commitment', witness ? slip.commitment : '');
  fill('key', unseal ? slip.publicKey : '');
  fill('commitment-lines', witness ? inLines(slip.commitment.match(/.{8}/g), 4) : '');
  fill('key-lines', unseal ? inLines(slip.publicKey.match(/.{8}/g), 4) : '');
  fill('entry', witness ? slip.entry.slice(0, 4) + ' ' + slip.entry.slice(4) : '');
  fill('share', witness ? inLines(slip.share.split(' '), 6) : '');
  fill('unseal', unseal ? inLines(slip.unseal.split(' '), 6) : '');
  draw('public', qrCode([witness && slip.commitment, unseal && slip.publicKey].filter(Boolean).join(':')));
  if (witness) draw('share', qrCode(slip.share));
  if (unseal) {
    draw('unseal', qrCode(slip.unseal));
    draw('cover', coverPattern(208, 48));
  }
  unprinted = true;
  at('ask').hidden = true;
  at('made').hidden = false;
  document.body.classList.add('has-slip');
  window.scrollTo(0, 0);
  at('made-title').focus();
}

async function copy(button) {
  const value = document.querySelector('#made [data-fill=' + button.dataset.copy + ']');
  let done = false;
  try {
    await navigator.clipboard.writeText(value.textContent);
    done = true;
  } catch (refused) {
    window.getSelection().selectAllChildren(value);
    done = document.execCommand('copy');
  }
  at('copied').hidden = !done;
  at('not-copied').hidden = done;
}

// Nothing of the slip stays in the page; the paper is all there is.
function wipe() {
  unprinted = false;
  for (const name of ['draw', 'commitment', 'key', 'commitment-lines', 'key-lines', 'entry', 'share', 'unseal']) fill(name, '');
  for (const place of document.querySelectorAll('[data-draw]')) place.replaceChildren();
  document.body.classList.remove('has-slip');
  at('answers').reset();
  showParts();
  countKeys();
}

// #draw=AP-2026-0001.1&party=tenderer&part=unseal&lang=en fills the form; a browser never sends that part of an address.
function fromAddress() {
  const given = new URLSearchParams(window.location.hash.slice(1));
  if (given.get('lang') === 'en') speak('en');
  if (given.has('draw')) at('draw').value = tidyDraw(given.get('draw'));
  for (const name of ['party', 'part']) {
    for (const choice of document.querySelectorAll('input[name=' + name + ']')) {
      if (choice.value === given.get(name)) choice.checked = true;
    }
  }
  showParts();
}

function start() {
  at('language').addEventListener('click', () => speak(english() ? 'zh-CN' : 'en'));
  at('answers').addEventListener('submit', make);
  at('answers').addEventListener('change', showParts);
  at('typed').addEventListener('input', countKeys);
  at('print').addEventListener('click', () => window.print());
  for (const button of document.querySelectorAll('[data-copy]')) button.addEventListener('click', () => copy(button));
  at('finish').addEventListener('click', () => {
    wipe();
    at('after-print').hidden = true;
    at('made').hidden = true;
    at('gone').hidden = false;
    at('gone-title').focus();
  });
  at('again').addEventListener('click', () => {
    at('gone').hidden = true;
    at('ask').hidden = false;
    at('ask-title').focus();
  });
  window.addEventListener('afterprint', () => {
    if (document.body.classList.contains('has-slip')) at('after-print').hidden = false;
  });
  window.addEventListener('beforeunload', (event) => {
    if (!unprinted) return;
    event.preventDefault();
    event.returnValue = '';
  });
  window.addEventListener('pagehide', wipe);
  at('needs-script').remove();
  fromAddress();
  countKeys();
  at('ask').hidden = false;
  if (!window.crypto || !calculatesRightly()) stopFor('sums');
}

// For whoever wants to recompute a slip in the console.
window.slipRules = Object.freeze({ commitment, publicKey, codeOf, makeSlip, hex, fromHex });
start();

// Steps 12 and 13: the names behind the sealed seats, and what the auditor's K and a register show.

/** What K gives for one draw (protocol section 2). */
class Keys {
  constructor(k) {
    const keyed = (what) => new Keyed(hkdf(k, `edraw/1 ${what}`), utf8(`edraw/1 ${what}\0`));
    this.handles = keyed("handle");
    this.units = keyed("unit");
    this.salts = keyed("salt");
    this.tags = new Map([["", ""]]);
  }

  handle(id) {
    return toHex(this.handles.mac(utf8(id)));
  }

  salt(id) {
    return this.salts.mac(utf8(id));
  }

  tag(unit) {
    if (!this.tags.has(unit)) this.tags.set(unit, toHex(this.units.mac(utf8(unit)).subarray(0, 16)));
    return this.tags.get(unit);
  }
}

const identityHash = (salt, spelled) => hexHash(utf8("edraw/1 identity\0"), salt, utf8(spelled));

/** Step 12. */
function checkOpenings(bundle, course, seats, lists) {
  const { openings, stage } = bundle;
  if (!course.seal) {
    if (openings.length) throw failed("没有锁定结果却有身份", "there are identities although nothing was sealed");
    throw notApplicable("没有锁定结果", "nothing was sealed");
  }
  if (stage === "public") throw notProven("公开包不含身份", "a public bundle holds no identity");
  if (!course.opened) {
    throw failed("锁定的名单未经启封，只应有公开包", "the roster was never unsealed: only a public bundle may exist");
  }
  if (spell(openings.map((one) => one.slot)) !== spell(course.seal.body.slots)) {
    throw failed("身份与锁定的席位不对应", "there is not one identity for each sealed slot, in order");
  }
  if (new Set(openings.map((one) => one.identity.id)).size !== openings.length) {
    throw failed("同一专家占两席", "one person holds two seats");
  }
  if (!seats) throw notProven("席位未能重放", "the seats could not be replayed");
  if (!lists) throw notProven("选择性抽取没有公开名单可对照", "a selective draw has no list to compare with");
  const pairs = openings.map(({ slot, salt, identity }) => {
    const leaf = lists.pool.get(seats.lastSeal.get(slot));
    if (identityHash(fromHex(salt), spell(identity)) !== leaf.c) {
      throw failed(`第 ${slot} 席身份与名单不符`, `slot ${slot}: another person's leaf`);
    }
    return [identity.unit, leaf.u];
  });
  const different = (values) => new Set(values).size;
  const both = different(pairs.map(spell));
  const agree = different(pairs.map((one) => one[0])) === both && different(pairs.map((one) => one[1])) === both;
  if (!agree || pairs.some(([unit, tag]) => (unit === "") !== (tag === ""))) {
    throw failed("工作单位与单位标记不对应", "employers and employer tags do not agree");
  }
  return [null, `${openings.length} 席身份均与名单相符`, `${openings.length} identities match the leaves they open`];
}

/** Step 13. */
function checkKey(bundle, course, seats, lists, register, progress) {
  if (bundle.stage !== "auditor") throw notProven("只有审计包含密钥 K", "only the auditor's bundle holds K");
  const start = course.lock || course.selection;
  if (!start) {
    if (bundle.k !== null) throw failed("没有封存却有密钥 K", "there is a K although nothing was locked");
    throw notApplicable("封存前终止，没有密钥 K", "ended before the lock: there is no K");
  }
  if (bundle.k === null) throw failed("审计包缺密钥 K", "the auditor's bundle lacks K");
  const k = fromHex(bundle.k);
  if (hexHash(utf8("edraw/1 k\0"), k) !== start.body.k_commit) {
    throw failed("密钥 K 与封存不符", "K is not the one bound");
  }
  const keys = new Keys(k);
  for (const { slot, salt, identity } of bundle.openings) {
    let good = toHex(keys.salt(identity.id)) === salt;
    if (good && seats && lists) {
      const handle = seats.lastSeal.get(slot);
      good = keys.handle(identity.id) === handle && keys.tag(identity.unit) === lists.pool.get(handle).u;
    }
    if (!good) throw failed(`第 ${slot} 席身份与密钥 K 不符`, `slot ${slot}: K gives other values`);
  }
  if (course.selection) return checkChosen(bundle, course, k, register);
  if (register === null) {
    return [null, "密钥 K 与封存相同；未给出名册，名册未核实", "K is the one bound; register NOT PROVEN"];
  }
  if (!lists) throw notProven("没有名单可与名册核对", "there is no list to compare the register with");
  const count = checkRegister(readRegister(register), k, keys, course, lists, progress);
  return [null, `密钥 K 与 ${count} 人名册逐条相符`, `K and all ${count} entries of the register agree`];
}

/** One hash binds a selection, reserves and all: it opens only when the chosen ones are the panel. */
function checkChosen(bundle, course, k, register) {
  const chosen = bundle.openings.map((one) => [one.slot, one.identity.id]);
  if (hexHash(utf8("edraw/1 chosen\0"), k, utf8(spell(chosen))) !== course.selection.body.chosen) {
    throw notProven(
      "密钥 K 与选定时相同；选定名单（含候补）不在文件内，不能证明到场者即经同意选定的人",
      "K is the one bound; who was chosen, reserves included, cannot be opened from the file"
    );
  }
  if (register !== null) {
    throw notProven(
      "到场者即经同意选定的人；选择性抽取未绑定名册",
      "the people seated are the ones chosen; a selective draw binds no register"
    );
  }
  return [
    null,
    "密钥 K 与选定时相同，到场者即经同意选定的人",
    "K is the one bound, and the people seated are the ones chosen",
  ];
}

const expertShape = shape({ id: text, name: text, s: listOf(text), unit: text });

/** Texts ascend as their characters do; in UTF-16 halves of characters would come before some whole ones. */
function byCodePoint(one, other) {
  const weight = (unit) => (unit >= 0xe000 ? unit - 0x800 : unit >= 0xd800 ? unit + 0x2000 : unit);
  for (let at = 0; at < one.length && at < other.length; at++) {
    const [a, b] = [one.charCodeAt(at), other.charCodeAt(at)];
    if (a !== b) return weight(a) - weight(b);
  }
  return one.length - other.length;
}

function readRegister(bytes) {
  let found;
  try {
    found = parse(bytes);
    listOf(expertShape)(found);
  } catch (error) {
    throw failed("名册文件无法读取", `the register cannot be read: ${error.message}`);
  }
  for (const expert of found) expert.s.sort(byCodePoint);
  found.sort((one, other) => byCodePoint(one.id, other.id));
  if (found.some((expert, at) => at && found[at - 1].id === expert.id)) {
    throw failed("名册有重复编号", "an id of the register is used twice");
  }
  return found;
}

function checkRegister(experts, k, keys, course, lists, progress) {
  const commit = new Sha256().add(utf8("edraw/1 register\0")).add(k);
  // Entry and identity hold the same words; put together directly, since a register has many.
  const quoted = JSON.stringify;
  const begin = ({ id, name }) => `{"id":${quoted(id)},"name":${quoted(name)},`;
  const end = ({ unit }) => `"unit":${quoted(unit)}}`;
  experts.forEach((expert, at) => {
    commit.add(utf8(`${at ? "," : "["}${begin(expert)}"s":${quoted(expert.s)},${end(expert)}`));
  });
  commit.add(utf8(experts.length ? "]" : "[]"));
  if (toHex(commit.end()) !== course.lock.body.register_commit) {
    throw failed("名册与封存时不同", "the register is not the one bound at the lock");
  }
  const another = () => failed("名册中有人不在名单，或条目不同", "an expert has no leaf, or another one");
  const known = new Map();
  let listed = 0;
  experts.forEach((expert, at) => {
    if (progress && at % BATCH === 0) progress(at, experts.length);
    const codes = quoted(expert.s);
    if (!known.has(codes)) {
      const asked = course.strata.filter((one) => expert.s.some((code) => code.startsWith(one.code)));
      known.set(codes, spell(asked.map((one) => one.id).sort()));
    }
    const strataHeld = known.get(codes);
    const handle = keys.handle(expert.id);
    const leaf = lists.pool.get(handle);
    if (strataHeld === "[]") {
      if (leaf || lists.excluded.has(handle)) {
        throw failed("名单中有人无相应专业", "the lists hold someone who qualifies for no stratum");
      }
      return;
    }
    listed++;
    if (lists.excluded.has(handle)) return;
    if (!leaf || spell(leaf.s) !== strataHeld || leaf.u !== keys.tag(expert.unit)) throw another();
    if (identityHash(keys.salt(expert.id), begin(expert) + end(expert)) !== leaf.c) throw another();
  });
  if (listed !== lists.pool.size + lists.excluded.size) {
    throw failed("名单中有人不在名册", "the lists hold someone the register does not");
  }
  return experts.length;
}

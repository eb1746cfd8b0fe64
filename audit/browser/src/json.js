// Strict JSON (protocol section 0) and its one spelling. A file is data: no key of it can reach the program,
// because every object it makes is a Record without a prototype chain.

const MAX_DEPTH = 32;
const LOOSE_DEPTH = 500;
const LOOSE_DIGITS = 4300;

function Record() {}
Record.prototype = Object.create(null);

const isRecord = (value) => value !== null && typeof value === "object" && !Array.isArray(value);

const NUMBER = /-?(?:0|[1-9][0-9]*)(?:\.[0-9]+)?(?:[eE][-+]?[0-9]+)?/y;
const INTEGER = /^(?:0|-?[1-9][0-9]{0,15})$/;
const ESCAPES = { '"': '"', "\\": "\\", "/": "/", b: "\b", f: "\f", n: "\n", r: "\r", t: "\t" };
const HEX4 = /^[0-9a-fA-F]{4}$/;

const wellFormed = (text) => decoder.decode(encoder.encode(text)) === text;

/** One document. `loose`: as common readers take it, only to see whether it calls itself a bundle. */
class Reader {
  constructor(text, loose) {
    this.text = text;
    this.at = 0;
    this.loose = loose;
  }

  whole() {
    const value = this.value(1);
    this.blank();
    if (this.at !== this.text.length) throw new Malformed("something stands behind the end");
    return value;
  }

  blank() {
    for (;;) {
      const unit = this.text.charCodeAt(this.at);
      if (unit !== 0x20 && unit !== 0x0a && unit !== 0x0d && unit !== 0x09) return unit;
      this.at++;
    }
  }

  value(depth) {
    const unit = this.blank();
    if (unit === 0x22) return this.string();
    if (unit === 0x7b || unit === 0x5b) {
      if (depth > (this.loose ? LOOSE_DEPTH : MAX_DEPTH)) throw new Malformed("nested too deep");
      this.at++;
      return unit === 0x7b ? this.object(depth + 1) : this.array(depth + 1);
    }
    return this.word();
  }

  array(depth) {
    const found = [];
    if (this.blank() === 0x5d) {
      this.at++;
      return found;
    }
    for (;;) {
      found.push(this.value(depth));
      if (!this.more(0x5d)) return found;
    }
  }

  object(depth) {
    const found = new Record();
    if (this.blank() === 0x7d) {
      this.at++;
      return found;
    }
    for (;;) {
      if (this.blank() !== 0x22) throw new Malformed("a key is missing");
      const key = this.string();
      if (!this.loose) {
        if (found[key] !== undefined) throw new Malformed("an object has the same key twice");
        if (!isAscii(key)) throw new Malformed("an object key is not ASCII text");
      }
      if (this.blank() !== 0x3a) throw new Malformed("a colon is missing");
      this.at++;
      found[key] = this.value(depth);
      if (!this.more(0x7d)) return found;
    }
  }

  /** Past a comma: true; past the closing bracket: false. */
  more(close) {
    const unit = this.blank();
    this.at++;
    if (unit === close) return false;
    if (unit !== 0x2c) throw new Malformed("a comma is missing");
    return true;
  }

  string() {
    const text = this.text;
    let from = ++this.at;
    let found = "";
    let escaped = false;
    for (let at = from; ; at++) {
      const unit = text.charCodeAt(at);
      if (unit === 0x22) {
        this.at = at + 1;
        found = escaped ? found + text.slice(from, at) : text.slice(from, at);
        if (escaped && !this.loose && !wellFormed(found)) throw new Malformed("half a character");
        return found;
      }
      if (!(unit >= 0x20)) throw new Malformed("a text is not closed, or holds a control character");
      if (unit === 0x5c) {
        escaped = true;
        found += text.slice(from, at);
        const letter = text[at + 1];
        if (letter === "u") {
          const digits = text.slice(at + 2, at + 6);
          if (!HEX4.test(digits)) throw new Malformed("a broken escape");
          found += String.fromCharCode(parseInt(digits, 16));
          at += 5;
        } else {
          if (letter === undefined || !Object.prototype.hasOwnProperty.call(ESCAPES, letter)) {
            throw new Malformed("a broken escape");
          }
          found += ESCAPES[letter];
          at += 1;
        }
        from = at + 1;
      }
    }
  }

  word() {
    for (const [word, value] of [["true", true], ["false", false], ["null", null]]) {
      if (this.text.startsWith(word, this.at)) {
        this.at += word.length;
        return value;
      }
    }
    if (this.loose) {
      const special = ["NaN", "Infinity", "-Infinity"].find((word) => this.text.startsWith(word, this.at));
      if (special) {
        this.at += special.length;
        return 0;
      }
    }
    NUMBER.lastIndex = this.at;
    const match = NUMBER.exec(this.text);
    if (match === null) throw new Malformed("not JSON");
    this.at += match[0].length;
    if (this.loose) {
      const whole = !/[.eE]/.test(match[0]);
      if (whole && match[0].replace("-", "").length > LOOSE_DIGITS) throw new Malformed("too many digits");
      return 0;
    }
    const number = Number(match[0]);
    if (!INTEGER.test(match[0]) || !Number.isSafeInteger(number)) {
      throw new Malformed("only integers of 53 bits are numbers here");
    }
    return number;
  }
}

function isAscii(text) {
  for (let at = 0; at < text.length; at++) if (text.charCodeAt(at) > 0x7f) return false;
  return true;
}

function decodeText(bytes) {
  try {
    return decoder.decode(bytes);
  } catch {
    throw new Malformed("not UTF-8");
  }
}

/** The value of strict JSON in UTF-8, or Malformed. */
const parse = (bytes) => new Reader(decodeText(bytes), false).whole();

/** As other programs read JSON: a byte order mark, fractions and doubled keys are let through. */
const parseLoosely = (bytes) => new Reader(decodeText(bytes).replace(/^\ufeff/, ""), true).whole();

/** The canonical spelling (RFC 8785) of a value that `parse` gave or that is as simple. */
function spell(value) {
  if (value === null || typeof value !== "object") return JSON.stringify(value);
  if (Array.isArray(value)) return `[${value.map(spell).join(",")}]`;
  const keys = Object.keys(value).sort();
  return `{${keys.map((key) => `${JSON.stringify(key)}:${spell(value[key])}`).join(",")}}`;
}

function parseCanonical(bytes) {
  const text = decodeText(bytes);
  const value = new Reader(text, false).whole();
  if (spell(value) !== text) throw new Malformed("not in canonical form");
  return value;
}

// The steps of protocol section 8 by name, for the engine and for the page: [zh, en].

const STEP_NAMES = [
  ["格式", "format"],
  ["签名与信任策略", "signatures and policy"],
  ["事件在日志中", "inclusion of the events"],
  ["事件链", "chain of the events"],
  ["事件类型、内容与顺序", "types, bodies and order of the events"],
  ["关口", "gates"],
  ["名单", "lists"],
  ["承诺与份额", "commitments and shares"],
  ["种子", "seed"],
  ["首轮结果", "first result"],
  ["逐席重放", "replay of all seats"],
  ["身份启封", "openings"],
  ["审计密钥与名册", "auditor's key and register"],
  ["封存回执", "lock receipt"],
  ["见证份额", "witness's share"],
  ["通话与签到记录", "call and sign-in records"],
  ["完整日志", "whole log"],
];

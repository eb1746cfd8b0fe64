"""Why a row of a roster cannot stand, in both languages (Art. 2; national data standard, set 212)."""

from __future__ import annotations

REASONS: dict[str, tuple[str, str]] = {
    "missing": ("必填项为空", "A mandatory field is empty"),
    "too-long": ("超过规定长度", "Longer than the standard allows"),
    "id-number": (
        "证件号以数字格式存储，末几位已经丢失，请改为文本重新填写",
        "The identity number is stored as a number and has lost digits; enter it again as text",
    ),
    "id-length": ("证件号应为18位（末位可为X）", "An identity number has 18 characters, the last may be X"),
    "id-check": ("证件号校验位或其中的日期不符", "Check character or date of the identity number is wrong"),
    "birthday-differs": ("出生日期与证件号不一致", "The birthday differs from the identity number"),
    "sex-differs": ("性别与证件号不一致", "The sex differs from the identity number"),
    "name": ("姓名含有不能识别的字符", "The name holds characters that no name has"),
    "phone": ("电话号码不正确", "This is not a telephone number"),
    "credit-code": ("统一社会信用代码校验不符", "The unified social credit code is wrong"),
    "code-number": (
        "代码以数字格式存储，末几位已经丢失，请改为文本",
        "The code is stored as a number and has lost digits; enter it as text",
    ),
    "major-code": (
        "专业编号应为1+2+2+2位（政府采购品目至多11位）",
        "A specialty code has 1+2+2+2 characters, up to 11 in procurement",
    ),
    "major-unknown": ("专业编号不在已导入的专业分类中", "The specialty is not in the imported table"),
    "date": ("日期应为yyyyMMdd", "A date is written yyyyMMdd"),
    "entered-before-birth": ("入库时间早于出生日期", "The date of entry is before the birthday"),
    "end-before-start": ("结束早于开始", "The end is before the start"),
    "choice": ("不是该项允许的取值", "Not one of the values allowed here"),
    "format": ("位数或字符不符合规定", "Wrong number or kind of characters"),
    "kind-of-cell": ("单元格类型不能识别，请改为文本", "This kind of cell cannot be read; make it text"),
    "rows-disagree": ("同一证件号的各行内容不一致", "Rows with the same identity number disagree"),
    "duplicate-row": ("同一证件号和专业重复出现", "The same identity number and specialty appear twice"),
    "in-register": ("该证件号已在库中", "This identity number is already in the register"),
    "unknown-person": ("专家表中没有这个证件号", "The experts' sheet has no such identity number"),
    "header": ("缺少必需的列", "A column that must be there is missing"),
    "header-twice": ("同一列出现两次", "The same column appears twice"),
    "no-sheet": (
        "没有找到专家表（表头应含证件号、姓名、参评专业编号）",
        ("No experts' sheet was found (its header has ID_CARD, EXPERT_NAME and MAJOR_CODE)"),
    ),
}
"""Code -> (Chinese, English)."""

HARMLESS = frozenset({"duplicate-row"})
"""Problems that concern one line only: the person it belongs to is otherwise whole."""

"""Somebody is not let in, or may not do what they ask (Art. 8(2), 10)."""

from __future__ import annotations

from draw_service.rules.refusals.bad_input import BadInput
from draw_service.rules.refusals.not_allowed import NotAllowed


class NotSignedIn(NotAllowed):
    code, status = "not-signed-in", 401
    zh, en = "您尚未登录，或登录已过期。", "You are not signed in, or your session has ended."
    todo_zh, todo_en = "请重新登录；填写的内容请先留存。", "Sign in again; keep what you have typed."


class WrongCredentials(NotAllowed):
    code, status = "wrong-credentials", 401
    zh, en = "账号或密码不正确。", "The login name or the password is wrong."
    todo_zh, todo_en = (
        "请核对后重试；忘记密码请联系系统管理员重置。",
        "Check both and try again; the administrator can reset a forgotten password.",
    )


class CodeWrong(NotAllowed):
    code, status = "code-wrong", 401
    zh, en = "验证码不正确，或已使用、已过期。", "The code is wrong, was used before, or has expired."
    todo_zh, todo_en = "请核对后重试，或换一个新的验证码。", "Check it and try again, or ask for a new one."


class KeyNotAccepted(NotAllowed):
    code, status = "key-not-accepted", 401
    zh, en = "安全密钥未通过验证。", "The security key was not accepted."
    todo_zh, todo_en = (
        "请用已登记的安全密钥重试，或使用恢复码。",
        "Try again with a registered key, or use a recovery code.",
    )


class LockedOut(NotAllowed):
    code, status = "locked-out", 429
    zh, en = "错误次数过多，须等待 {wait} 分钟。", "Too many wrong tries; minutes to wait: {wait}."
    todo_zh, todo_en = (
        "到时可再试；着急时请系统管理员解除锁定。",
        "Then try again; in a hurry, the administrator can unlock the account.",
    )


class NotYourRoom(NotAllowed):
    code, article = "not-your-room", "Art. 2"
    zh, en = "您的角色不能办理这一项。", "Your role may not do this."
    todo_zh, todo_en = (
        "请由相应岗位办理，或请系统管理员核对角色。",
        "Let the right person do it, or ask about your role.",
    )


class NotFresh(NotAllowed):
    code = "not-fresh"
    zh, en = "这一步需要再次验证身份。", "This step asks who you are once more."
    todo_zh, todo_en = (
        "请再输入一次密码或使用安全密钥。",
        "Give your password again or use your security key.",
    )


class SecondFactorMissing(NotAllowed):
    code = "second-factor-missing"
    zh, en = "还缺第二重验证。", "The second factor is still missing."
    todo_zh, todo_en = (
        "请使用安全密钥、动态口令或恢复码；尚未登记的请先登记。",
        "Use your security key, one-time code or a recovery code; set one up if you have none.",
    )


class NoSecurityKeys(NotAllowed):
    code = "no-security-keys"
    zh, en = (
        "本系统没有域名和证书，不能使用安全密钥。",
        "Without a host name and TLS, security keys do not work here.",
    )
    todo_zh, todo_en = (
        "请系统管理员运行 panel tls init 并设置 PANEL_SITE。",
        "Ask the administrator to run panel tls init and set PANEL_SITE.",
    )


class NoOneTimeCodes(NotAllowed):
    code = "no-one-time-codes"
    zh, en = "本系统不使用手机动态口令。", "One-time codes of a phone are not used here."
    todo_zh, todo_en = "请登记安全密钥。", "Register a security key."


class NoLines(NotAllowed):
    code, article = "no-lines", "Art. 5"
    zh, en = "本系统没有短信和电话线路，不能发送验证码。", "The service has no lines, so it can send no code."
    todo_zh, todo_en = (
        "请携带身份证件到中心窗口办理。",
        "Ask at the center's counter; bring your identity card.",
    )


class SetupCodeSpent(NotAllowed):
    code = "setup-code-spent"
    zh, en = "设置码不正确、已使用或已过期。", "The setup code is wrong, was used, or has expired."
    todo_zh, todo_en = (
        "核对设置码；仍不行请系统管理员重发，管理员可在服务器上运行 panel account reset。",
        "Check the code; else ask the administrator for a new one. On the server: panel account reset.",
    )


class PasswordTooShort(NotAllowed):
    code, status = "password-too-short", 422
    zh, en = "密码至少 {least} 个字符。", "A password has at least {least} characters."
    todo_zh, todo_en = (
        "请换一个更长的，例如几个不相干的词。",
        "Take a longer one, such as some unrelated words.",
    )


class PasswordTooLong(NotAllowed):
    code, status = "password-too-long", 422
    zh, en = "密码至多 {most} 个字符。", "A password has at most {most} characters."
    todo_zh, todo_en = "请换一个短一些的。", "Take a shorter one."


class PasswordBreached(NotAllowed):
    code, status = "password-breached", 422
    zh, en = "这个密码人人能猜到。", "This password is easily guessed."
    todo_zh, todo_en = (
        "请避开常用密码、账号和单位名称，例如用几个不相干的词。",
        "Avoid common passwords, your user name and your organisation; take some unrelated words.",
    )


class RolesConflict(NotAllowed):
    code, status, article = "roles-conflict", 422, "Art. 2, 8(2)"
    zh, en = "这些角色不能由同一账户担任。", "One account may not hold these roles together."
    todo_zh, todo_en = (
        "至少选一个角色；管库的与抽取的、各方之间须分开，请另设账户。",
        "Choose at least one; keeping the pool, drawing, and the parties stay apart: use another account.",
    )


class LoginTaken(NotAllowed):
    code, status = "login-taken", 409
    zh, en = "这个账号已有人使用。", "This login name is taken."
    todo_zh, todo_en = "请换一个账号名。", "Choose another one."


class LoginWrong(NotAllowed):
    code, status = "login-wrong", 422
    zh, en = (
        "账号应为 2 至 32 个字，可用汉字、字母、数字、点和横线。",
        ("A user name has 2 to 32 letters, digits, dots and dashes."),
    )
    todo_zh, todo_en = "请修改账号。", "Change the login name."


class NotATerminal(NotAllowed):
    code, article = "not-a-terminal", "Art. 7, 10"
    zh, en = "入场码只能在中心的终端上使用。", "Entry codes work at the center's own terminals only."
    todo_zh, todo_en = "请到抽取室的终端上登录。", "Sign in at a terminal in the draw room."


class OwnAct(NotAllowed):
    code, article = "own-act", "Art. 8(2)"
    zh, en = "不能确认自己办理的事项。", "Nobody confirms their own act."
    todo_zh, todo_en = "请由另一人确认。", "Let another person confirm it."


class HostNameWrong(BadInput):
    code = "host-name-wrong"
    zh, en = "这不是证书可用的域名或地址。", "This is no host name or address for a certificate."
    todo_zh, todo_en = (
        "请用字母、数字、点和横线，或写 IP 地址。",
        "Use letters, digits, dots and dashes, or an IP address.",
    )

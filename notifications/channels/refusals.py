"""Why a channel is not built."""

from __future__ import annotations

from typing import ClassVar

from audit.refusal import Refusal


class SimulatedInProduction(Refusal):
    code = "simulated-in-production"
    article: ClassVar[str] = "Art. 5"
    zh = "正式运行不能使用模拟电话网。"
    en = "The simulated phone network has no place in production."
    todo_zh = "请配置 twilio、aliyun、gateway 或人工通知，或以演练方式启动。"
    todo_en = "Configure twilio, aliyun, gateway or a person who phones, or start as a drill."


class ChannelUnknown(Refusal):
    code = "channel-unknown"
    status = 422
    zh = "没有这种通知渠道。可选：{options}。"
    en = "There is no such channel. There are: {options}."
    todo_zh = "请改正设置。"
    todo_en = "Correct the settings."


class ChannelMisconfigured(Refusal):
    """``what``: names of settings, never their values."""

    code = "channel-misconfigured"
    status = 422
    zh = "通知渠道的设置缺少或有误：{what}。"
    en = "Settings of the channel are missing or wrong: {what}."
    todo_zh = "请对照 deploy/gateway.md 与说明改正设置。"
    todo_en = "Correct them; deploy/gateway.md and the README list them."


class ChannelNotInstalled(Refusal):
    code = "channel-not-installed"
    zh = "这一通知渠道的软件包没有安装。"
    en = "The packages of this channel are not installed."
    todo_zh = "请安装附加组件 aliyun。"
    todo_en = "Install the extra aliyun."

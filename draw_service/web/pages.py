"""Drawing a page: one template, both languages, who is looking, and what was wrong with the form."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from functools import partial
from typing import Any

from fastapi import Request
from fastapi.responses import HTMLResponse, RedirectResponse
from jinja2 import Environment, PackageLoader, StrictUndefined
from starlette.datastructures import URL

from audit.refusal import Refusal, Sayable
from draw_service.rules.access import Who
from draw_service.rules.articles import article_said
from draw_service.web.cookies import keep_lang
from draw_service.web.forms import SHANGHAI, Form
from draw_service.web.parameter_words import parameter_name
from draw_service.web.words import LANGS, translations


class Pages:
    """The templates. ``shared`` is known to every page: the center's name, whether this is a drill, …"""

    def __init__(self, shared: Mapping[str, Any]) -> None:
        self._env = {lang: _environment(lang, shared) for lang in LANGS}

    def page(
        self,
        request: Request,
        template: str,
        *,
        status: int = 200,
        refusal: Refusal | None = None,
        form: Form | None = None,
        **data: Any,
    ) -> HTMLResponse:
        """A whole page. ``refusal`` and the errors of ``form`` are shown on top, what was typed stays."""
        lang = getattr(request.state, "lang", "zh")
        who: Who | None = getattr(request.state, "who", None)
        html = (
            self._env[lang]
            .get_template(template)
            .render(
                request=request,
                nonce=request.state.nonce,
                who=who,
                csrf=who.csrf if who else "",
                other_lang=_switch(request, lang),
                refusal=refusal,
                errors={name: words[lang == "en"] for name, words in (form.errors if form else {}).items()},
                typed=form.typed if form else {},
                called={},
                **data,
            )
        )
        if refusal is not None:
            request.state.refusal = refusal.code
            status = refusal.status if status == 200 else status
        answer = HTMLResponse(html, status)
        if request.query_params.get("lang") in LANGS:
            keep_lang(answer, lang)
        return answer

    def part(self, lang: str, template: str, **data: Any) -> str:
        """A fragment, for a live page."""
        return self._env[lang].get_template(template).render(**data)


def asked_place(request: Request) -> str:
    """Where ``next`` of the address leads, "" when it names no place of this service beyond its doors."""
    asked = request.query_params.get("next", "")
    inside = asked.startswith("/") and not asked.startswith(("//", "/\\", "/enter", "/leave"))
    return asked if inside else ""


def go(path: str) -> RedirectResponse:
    """After a form was acted on: look at the result (a reload repeats nothing)."""
    return RedirectResponse(path, 303)


def _switch(request: Request, lang: str) -> str:
    """The same place in the other language. After a submitted form the place is the page it came from.

    Never another host's: a browser reads two slashes at the beginning as a host."""
    try:
        url = URL(request.headers.get("referer", "/")) if request.method == "POST" else request.url
        other = url.include_query_params(lang="en" if lang == "zh" else "zh")
        return "/" + other.path.lstrip("/\\") + "?" + other.query
    except ValueError:  # no address at all
        return "/"


def _environment(lang: str, shared: Mapping[str, Any]) -> Environment:
    env = Environment(
        loader=PackageLoader("draw_service.web", "templates"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        extensions=["jinja2.ext.i18n"],
    )
    env.install_gettext_translations(translations(lang), newstyle=True)  # type: ignore[attr-defined]
    # The public pages look at no cookie: a link to them says the language.
    env.globals.update(shared, lang=lang, in_lang="?lang=en" if lang == "en" else "")
    env.filters.update(
        parameter=parameter_name if lang == "zh" else str,
        when=when,
        day=day,
        said=_said(lang),
        article=partial(article_said, lang=lang),
    )
    return env


def when(at: datetime | None) -> str:
    """``2026-03-04 09:00`` at the center."""
    return at.astimezone(SHANGHAI).strftime("%Y-%m-%d %H:%M") if at else ""


def day(at: datetime | date | None) -> str:
    """``2026-03-04`` at the center."""
    if isinstance(at, datetime):
        at = at.astimezone(SHANGHAI).date()
    return at.isoformat() if at else ""


def _said(lang: str) -> Any:
    def said(thing: object) -> str:
        """Words of its own, of a refusal or a code."""
        return thing.say(lang) if isinstance(thing, Sayable | Refusal) else str(thing)

    return said

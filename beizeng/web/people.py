"""Signing in and out, the password, the language."""

from django import forms
from django.contrib import messages
from django.contrib.auth import authenticate, login, logout, update_session_auth_hash
from django.contrib.auth.forms import PasswordChangeForm
from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import path
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_POST
from django.views.i18n import set_language

from beizeng.base.people import actions
from beizeng.base.people import queries as people
from beizeng.base.people.queries import User
from beizeng.web.access import PageRequest, page, public
from beizeng.web.guesses import guesses_at
from beizeng.web.navigation import first_page


class SignInForm(forms.Form):
    """Account and password."""

    username = forms.CharField(
        label=gettext_lazy("账号"),
        max_length=50,
        error_messages={"required": gettext_lazy("请填写账号")},
        widget=forms.TextInput(attrs={"autocomplete": "username", "autocapitalize": "none", "autofocus": True}),
    )
    password = forms.CharField(
        label=gettext_lazy("密码"),
        max_length=200,
        strip=False,
        error_messages={"required": gettext_lazy("请填写密码")},
        widget=forms.PasswordInput(attrs={"autocomplete": "current-password"}),
    )


@public
@never_cache
@sensitive_post_parameters("password")
def sign_in(request: PageRequest) -> HttpResponseBase:
    """Sign in with account and password; on to where one wanted to go, or to the role's first page."""
    form = SignInForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        user = _checked(request, form)
        if user is not None:
            login(request, user)
            viewer = people.actor_of(user, on=request.at.date())
            return redirect(_safe_next(request) or first_page(viewer))
    status = 422 if form.errors else 200
    return render(request, "people/sign_in.html", {"form": form, "next": _safe_next(request)}, status=status)


def _checked(request: HttpRequest, form: SignInForm) -> User | None:
    """The account, if the password is right and the pause is not on; else the form says why."""
    username = form.cleaned_data["username"]
    guesses = guesses_at("sign-in", username, request)
    if guesses.are_paused:
        form.add_error(None, _("连续多次输错，已暂停登录 15 分钟。请稍后再试，或请管理员重设密码"))
        return None
    user = authenticate(request, username=username, password=form.cleaned_data["password"])
    if user is None:
        guesses.count_failure()
        form.add_error(None, _("账号或密码不对。请核对后再输入；忘记密码请联系管理员"))
        return None
    guesses.forget()
    return user


def _safe_next(request: HttpRequest) -> str:
    """Where to go on, if it lies on this site; else empty."""
    wanted = request.POST.get("next") or request.GET.get("next") or ""
    is_ours = url_has_allowed_host_and_scheme(wanted, {request.get_host()}, require_https=request.is_secure())
    return wanted if is_ours else ""


@page("people.change_password")
@sensitive_post_parameters("old_password", "new_password1", "new_password2")
def password(request: PageRequest) -> HttpResponseBase:
    """Who I am and which posts I hold; a new password for the account."""
    if not isinstance(request.user, User):
        return redirect_to_login(request.get_full_path())
    form = PasswordChangeForm(request.user, request.POST if request.method == "POST" else None)
    form.fields["old_password"].widget.attrs.pop("autofocus", None)
    if request.method == "POST" and form.is_valid():
        word = form.cleaned_data["new_password1"]
        actions.change_password(user=request.user, password=word, by=request.viewer, at=request.at)
        update_session_auth_hash(request, request.user)
        messages.success(request, _("密码已修改，下次登录请用新密码"))
        return redirect("password")
    pairs = [
        (_("账号"), request.user.username),
        (_("姓名"), request.user.name),
        (_("岗位"), request.viewer.post_title or _("无岗位")),
    ]
    context = {"form": form, "pairs": pairs}
    return render(request, "people/password.html", context, status=422 if form.errors else 200)


@public
@require_POST
def sign_out(request: HttpRequest) -> HttpResponse:
    """Sign out, back to the public page."""
    logout(request)
    return redirect("/")


urlpatterns = [
    path("sign-in", sign_in, name="sign_in"),
    path("sign-out", sign_out, name="sign_out"),
    path("password", password, name="password"),
    path("language", public(set_language), name="language"),
]

"""Puts the commands together and turns every expected failure into words and an exit code."""

import importlib
import pkgutil

import typer
from django.db.utils import OperationalError, ProgrammingError
from typer.exceptions import TyperException

from beizeng.base.ledger.actions import Refused
from beizeng.cli import exits
from beizeng.cli.show import errors
from beizeng.spec import PackErrors
from beizeng.spec.errors import BadInput

_NO_COMMANDS = {"door", "show", "exits"}
_NO_DATABASE = ("no such table", "does not exist", "unable to open")


def commands(word: str = "", verb: str = "") -> typer.Typer:
    """Every command: a module's ``app`` becomes ``beizeng <module> <verb>``; those of its ``top`` stand alone.

    Where ``word``, the first of the command line, names a module, only that one is imported: reading a plan should
    not wait for the workbooks. Where the module ``<word>_<verb>`` has an ``alone``, not even the word's others are.
    """
    root = typer.Typer(no_args_is_help=True, add_completion=False, pretty_exceptions_enable=False)
    package = importlib.import_module("beizeng.cli")
    names = [found.name for found in pkgutil.iter_modules(package.__path__) if found.name not in _NO_COMMANDS]
    if (own := f"{word}_{verb}") in names:
        module = importlib.import_module(f"beizeng.cli.{own}")
        if hasattr(module, "alone"):
            root.add_typer(module.alone, name=word)
            return root
    for name in [word] if word in names else names:
        module = importlib.import_module(f"beizeng.cli.{name}")
        if hasattr(module, "app"):
            root.add_typer(module.app, name=name)
        if hasattr(module, "top"):
            root.add_typer(module.top)
    return root


def run(arguments: list[str]) -> int:
    """Run one command line and return its exit code."""
    try:
        result = typer.main.get_command(commands(*arguments[:2]))(
            args=arguments, prog_name="beizeng", standalone_mode=False
        )
        return result if isinstance(result, int) else exits.OK
    except typer.Exit as stop:
        return stop.exit_code
    except TyperException as usage:
        errors.print(f"命令写得不对：{usage}\n用法见：beizeng {' '.join(arguments[:2])} --help", markup=False)
        return exits.USAGE
    except (KeyboardInterrupt, typer.Abort):
        errors.print("已中断；再次运行会接着做完。")
        return exits.REFUSED
    except (Refused, BadInput, PackErrors) as refusal:
        return _say(refusal)
    except (OperationalError, ProgrammingError) as missing:
        if any(sign in str(missing) for sign in _NO_DATABASE):
            errors.print("数据文件夹还没有初始化。请先运行：beizeng init")
            return exits.NOT_INITIALISED
        raise


def _say(refusal: Refused | BadInput | PackErrors) -> int:
    if isinstance(refusal, PackErrors):
        for error in refusal.errors:
            errors.print(str(error), markup=False)
        return exits.BROKEN
    if isinstance(refusal, BadInput):
        lines = [f"{refusal.where}：{refusal.what}", f"原因：{refusal.why}", f"请改为：{refusal.write}"]
    else:
        lines = [f"未办理：{refusal.reason}"]
        lines += [f"依据：{refusal.basis}"] if refusal.basis else []
        lines += [f"可以：{refusal.what_now}"] if refusal.what_now else []
    errors.print("\n".join(lines), markup=False)
    return exits.BAD_INPUT if isinstance(refusal, BadInput) else exits.REFUSED

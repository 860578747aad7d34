"""The command `gyebo`: arguments in, answers out; each command imports what it needs when it runs."""

import sys
from importlib import import_module

import click

from gyebo.errors import GyeboError

_COMMANDS = {
    "build": "gyebo.cli.build",
    "extract": "gyebo.cli.extract",
    "trace": "gyebo.cli.trace",
    "why": "gyebo.cli.why",
    "search": "gyebo.cli.search",
    "query": "gyebo.cli.query",
    "queries": "gyebo.cli.query",
    "check": "gyebo.cli.check",
    "export": "gyebo.cli.export",
    "publish": "gyebo.cli.publish",
    "load-remote": "gyebo.cli.load_remote",
    "serve": "gyebo.cli.serve",
}
# Shown by --help without importing the commands; a test holds them against the commands' own help.
SUMMARIES = {
    "build": "Build the graph from facts and decisions.",
    "extract": "Read official documents into facts.",
    "trace": "Show what became of a program, and what it came from.",
    "why": "Say why two things are, or are not, one.",
    "search": "Find anything that has a name, misprints included.",
    "query": "Run a query of the library, a file, or standard input.",
    "queries": "List the query library, or say what one query asks.",
    "check": "Check the graph against its shapes and rules.",
    "export": "Write the graph for other tools.",
    "publish": "Bring the data into the portals of others.",
    "load-remote": "Load the graph into a SPARQL 1.1 server.",
    "serve": "Serve the pages and a SPARQL endpoint.",
}


class _Lazy(click.Group):
    """A group whose commands are imported when they are called."""

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002 (click calls it so)
        return list(_COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:  # noqa: ARG002
        if cmd_name not in _COMMANDS:
            return None
        command: click.Command = getattr(import_module(_COMMANDS[cmd_name]), cmd_name.replace("-", "_"))
        return command

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:  # noqa: ARG002
        with formatter.section("Commands"):
            formatter.write_dl([(name, SUMMARIES[name]) for name in _COMMANDS])

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        try:
            return super().resolve_command(ctx, args)
        except click.UsageError as error:
            from difflib import get_close_matches

            near = get_close_matches(args[0], _COMMANDS, n=1)
            raise (
                click.UsageError(f"{error.message} Did you mean {near[0]!r}?") if near else error
            ) from None


@click.command(cls=_Lazy, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name="gyebo", prog_name="gyebo")
@click.option("--debug", is_flag=True, help="Show a traceback when gyebo itself fails.")
def command(debug: bool) -> None:
    """Trace Seoul's digital programs across renames, reorganisations and fiscal years.

    \b
    gyebo build
    gyebo trace "디지털 시장실 운영"

    Exit codes: 0 fine, 1 findings, 2 wrong arguments or unknown name, 3 input unreadable or not
    recognised, 4 a fault of gyebo itself.
    """


def main(arguments: list[str] | None = None) -> int:
    """Run the command line; return its exit code. Every problem is one line on standard error."""
    words = sys.argv[1:] if arguments is None else arguments
    try:
        result = command.main(args=words, prog_name="gyebo", standalone_mode=False)
    except GyeboError as error:
        return _said(str(error), error.exit_code)
    except click.ClickException as error:
        error.show()
        return 2
    except (click.Abort, KeyboardInterrupt):
        return 130
    except BrokenPipeError:
        sys.stderr.close()
        return 0
    except Exception as error:
        if "--debug" in words:
            raise
        return _said(
            f"gyebo failed: {type(error).__name__}: {' '.join(str(error).split())}; run it with --debug and report it",
            4,
        )
    return result if isinstance(result, int) else 0


def _said(message: str, code: int) -> int:
    click.echo(f"gyebo: {message}", err=True)
    return code

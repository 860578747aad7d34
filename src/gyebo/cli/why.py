"""`gyebo why`: the chain of changes between two programs, or what keeps them apart."""

from dataclasses import asdict
from pathlib import Path

import click

from gyebo.cli.options import engine_of, engine_options, row_options
from gyebo.cli.output import print_json, print_rows

_VERDICTS = {
    "same": "한 사업입니다. 이름을 다음과 같이 판단했습니다.",
    "linked": "다음 변화로 이어집니다.",
    "transfer": "서로 다른 사업이며, 일부 업무만 옮겨 갔습니다.",
    "apart": "이어진다는 기록이 없습니다. 이름이 비슷한 것만으로는 잇지 않습니다.",
}
_NAME_KINDS = {
    "name": "이름", "spelling": "표기", "misprint": "오기", "former": "옛 이름", "alias": "별칭", "brand": "통칭",
    "sub_program": "내역사업", "not_same": "다른 사업으로 판단", "unsure": "판단을 미룸",
}  # fmt: skip


@click.command()
@click.argument("one")
@click.argument("other")
@engine_options
@row_options
def why(one: str, other: str, store: Path | None, endpoint: str | None, output: str | None) -> int:
    """Say why two things are, or are not, one.

    ONE and OTHER are names or ids of programs. Prints the chain of changes between them, each with its
    status, its line and its reason; or what speaks against it.

    \b
    gyebo why 디지털시민시장실구축 "디지털 시장실 운영"
    gyebo why P0052 P0088
    """
    from gyebo.cli.trace import told
    from gyebo.errors import UsageProblem
    from gyebo.query.find import the_thing
    from gyebo.query.why import why as ask

    engine = engine_of(store, endpoint)
    first, second = the_thing(engine, one), the_thing(engine, other)
    for thing in (first, second):
        if thing.type != "program":
            raise UsageProblem(f"{thing.name} ({thing.id}) is a unit", "ask for units with gyebo trace")
    answer = ask(engine, first, second)
    if output == "json":
        print_json({"one": asdict(first), "other": asdict(second), **asdict(answer)})
        return 0
    if output == "csv":
        print_rows(("change", "kind", "status", "from", "to", "document", "line", "reason", "reason_ko"), [
            (c.id, c.kind, c.status, c.from_id, c.to_id, c.document, c.line, c.reason, c.reason_ko)
            for c in answer.chain
        ], output)  # fmt: skip
        return 0
    click.echo(f"{first.name} ({first.id}) · {second.name} ({second.id})\n{_VERDICTS[answer.verdict]}\n")
    for change in answer.chain:
        click.echo(f"  {told(change)}\n      {change.reason_ko}")
    for name in answer.names:
        click.echo(
            f"  {_NAME_KINDS.get(name.judgement, name.judgement)}: {name.name}  {name.document}:{name.line}\n"
            f"      {name.reason_ko}"
        )
    return 0

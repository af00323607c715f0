"""An order arrives, its receipt carries a link, and the answer counts once, whoever opens the link.

Run it: python examples/08_a_rated_order.py
"""

import tempfile
from itertools import count

from oase.app import open_house
from oase.app.capture.links import link_for
from oase.surveys import Given, Signer, take
from oase.surveys.opening import opened
from oase.surveys.stored import came_along, put_live, save

clock, numbers = 1_795_271_400_000_000, count(1)

with (
    tempfile.TemporaryDirectory() as folder,
    open_house(f"{folder}/house", create=True, own="Lindwerk", clock=lambda: clock) as house,
):
    survey = came_along()["three_taps"]
    with house.rooms.database.writing() as connection:
        version = save(connection, survey, who="Frau Kaya", now=clock)
        put_live(connection, survey.name, version, who="Frau Kaya", now=clock)
    link = link_for(house.rooms, "order:4711", "Kasse", "qr")
    ticket = Signer.open(house.folder).read(link.url.rpartition("/")[2], clock)

    with house.rooms.database.writing() as connection:
        opened(connection, ticket, clock)  # a person, or a scanner of mails
    print("Opened:", len(house.answers()), "answers")
    for value in (-1, 1):
        given = [Given("expected", number=value)]
        with house.rooms.database.writing() as connection:
            take(
                connection, ticket, survey, given,
                lang="de", medium="qr", now=clock, new_id=lambda: str(next(numbers)),
            )  # fmt: skip
        print("Answered:", house.answers().table.select(["touchpoint", "answer", "way"]).to_pylist())

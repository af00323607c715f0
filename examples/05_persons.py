"""One person under two ids: merged, separated again, asked for her data, erased.

Run it: python examples/05_persons.py
"""

import tempfile

import pyarrow as pa

import oase

RECORDS = [
    {"who": "anna-17", "at": "2026-11-20T10:00Z", "what": "Newsletter"},
    {"who": "anna-17", "at": "2026-11-21T09:00Z", "what": "Produktseite"},
    {"who": "card-4711", "at": "2026-11-21T15:00Z", "what": "Filiale"},
    {"who": "card-4711", "at": "2026-11-21T15:20Z", "what": "Kauf"},
]

table = pa.Table.from_pylist(RECORDS)
contacts = oase.read_contacts(table, person="who", at="at", touchpoint="what")


def tell(when: str) -> None:
    """Print how many persons there are, and how many of them came from the newsletter to a purchase."""
    now = house.contacts()
    last = oase.Journeys(now).funnel(["Newsletter", "Kauf"]).rows()[-1]
    print(f"{when}: {now.persons} persons, {last['persons']} from Newsletter to Kauf")


with oase.open(tempfile.mkdtemp(), create=True, own="Lindwerk") as house:
    house.import_contacts(contacts, source="shop")
    tell("Imported")

    link = house.merge("anna-17", "card-4711")
    tell("Merged")
    house.correct_person("anna-17", {"firstName": "Anna"})
    house.object_to("card-4711", ["analytics"])
    known = house.export_person("anna-17")["identity"]
    print("Known of her:", sorted(one["value"] for one in known["ids"]), known["profile"])
    print("Withdrawn:", sorted({one["purpose"] for one in known["consents"] if not one["granted"]}))

    house.unmerge(link.id)
    tell("Separated")

    house.erase_person("anna-17")
    tell("Erased")

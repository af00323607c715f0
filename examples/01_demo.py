"""From contacts and answers to magic moments, on an invented brand whose truth is known.

Run it: python examples/01_demo.py
"""

import oase

brand = oase.demo.lindwerk()
contacts = oase.read_contacts(
    brand.contacts, person="person", at="at", touchpoint="touchpoint", phase="phase"
)
answers = oase.read_answers(
    brand.answers,
    person="person",
    at="at",
    brand="brand",
    own=brand.own,
    expectation="expectation",
    phase="phase",
    context=["age_group", "customer_type", "city", "channel_preference"],
)
moments = oase.magic_moments(answers, contacts, outcome="Kauf", within="90d")

print(f"{contacts.count:,} contacts of {contacts.persons:,} persons, {len(answers):,} answers")
for sentence in moments.sentences("en"):
    print("·", sentence)

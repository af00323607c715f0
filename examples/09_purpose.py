"""Is it purpose or promotion, what did three repairs save, and may it be said so? No house is needed.

Run it: python examples/09_purpose.py
"""

from datetime import date

from oase.programmes.claims import check
from oase.programmes.impact.factors import shipped
from oase.programmes.impact.item import per_item
from oase.programmes.purpose.test import Answers, judge

kit = Answers(
    benefit_from_item=True,
    open_to_all=True,
    outcome={"de": "Jacken, die wieder getragen werden", "en": "jackets worn again"},
    unit="jackets",
    method="outcome reports of kits that were sent",
)
coupon = Answers(benefit_from_item=True, open_to_all=False, needs_purchase=True, sales_target=True)
for name, answers in (("kit", kit), ("coupon", coupon)):
    verdict = judge(answers)
    broken = [reason.rule for reason in verdict.reasons if not reason.holds]
    print(f"{name}: {verdict.kind}", *broken)

for garment, way in (("top", "send_in"), ("jacket", "kit"), ("jacket", "event")):
    saved = per_item(shipped(), garment, way)
    if saved is not None:
        print(f"{garment}, {way}: {saved.p5:.1f} to {saved.p95:.1f} kg CO2e, below 0 in {saved.negative:.0%}")

for text in (
    "Unsere nachhaltige Jacke ist klimaneutral.",
    "412 Jacken repariert; Methode: gezählte Fälle; Spanne 300 bis 900 kg CO2e.",
):
    print(check(text, day=date(2026, 9, 27)).verdict, "-", text)

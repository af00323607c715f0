"""A feed of a shop: what it tells of, which row is refused and why, and a size in other countries.

Run it: python examples/06_articles.py
"""

import io

from oase.retail import said
from oase.retail.feed import gathered
from oase.retail.gtin import shown_gtin
from oase.retail.material import fibre_name
from oase.retail.reading import Terms, stream
from oase.retail.sizes import converted

TABLE = """\
EAN;Artikelnummer;Modell;Bezeichnung;Farbe;Größe;Preis;Material
9521234560012;L-38;L;Leinenkleid;Sand;38;129,90;100 % Leinen
9521234560013;L-40;L;Leinenkleid;Sand;40;129,90;100 % Leinen
"""

terms = Terms(now=1_795_271_400_000_000, lang="de")
feed = gathered(stream(io.BytesIO(TABLE.encode()), "kleider.csv", terms))

for product in feed.products:
    print(said(product.name, "de"), [fibre_name(code, "en") for code, _ in product.material])
for variant in feed.variants:
    french = converted("dress", variant.size, variant.size_system, "FR")
    print(shown_gtin(variant.gtin), variant.size_system, variant.size, "is about", french)
for row in feed.refusals:
    print(f"Row {row.row}: {row.what}. Expected {row.expected}, got {row.got}.")

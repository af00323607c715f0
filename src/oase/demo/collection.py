"""What Lindwerk sells: garments as a table, one line each; articles and bar codes follow from it."""

from __future__ import annotations

from typing import Final, NamedTuple

__all__ = ["COLLECTION", "COLORS", "DRESS_SIZES", "Garment"]


class Garment(NamedTuple):
    """One product before it has colours in sizes.

    Parameters
    ----------
    id : str
        The shop's own.
    german, english : str
        Names.
    garment : str
        Class of garment for sizes; empty where it has none.
    drawing : str
    price : int
        In cents.
    colors : str
        Names of ``COLORS``, with spaces between.
    sizes : tuple of str
        Empty text for the only one.
    system : str
        To which the sizes belong.
    material : str
        Fibre and per cent, as ``linen:100`` or ``cotton:98 elastane:2``.
    care : str
        Codes, with spaces between.
    about, about_english : str
        What it is, in a sentence.
    """

    id: str
    german: str
    english: str
    garment: str
    drawing: str
    price: int
    colors: str
    sizes: tuple[str, ...]
    system: str
    material: str
    care: str
    about: str
    about_english: str


COLORS: Final = {
    "sand": ("Sand", "Sand", "#c9b48e"),
    "sage": ("Salbei", "Sage", "#9caf88"),
    "night": ("Nachtblau", "Night blue", "#2c4a7c"),
    "water": ("Meergrün", "Sea green", "#3f837c"),
    "brick": ("Ziegel", "Brick", "#b1603c"),
    "wool": ("Wollweiß", "Wool white", "#ece4d4"),
    "moss": ("Moos", "Moss", "#5f7148"),
    "slate": ("Schiefer", "Slate", "#59626b"),
    "plum": ("Pflaume", "Plum", "#7a4a6b"),
    "ochre": ("Ocker", "Ochre", "#c98a3b"),
    "mist": ("Nebel", "Mist", "#b9c4c8"),
    "bark": ("Rinde", "Bark", "#6e5138"),
}
"""German name, English name, shade."""

DRESS_SIZES: Final = ("34", "36", "38", "40", "42", "44", "46")
_LETTERS: Final = ("S", "M", "L", "XL")
_SHOES: Final = tuple(str(number) for number in range(36, 47))
_ONE: Final = ("",)

_GENTLE = "wash_30_gentle no_bleach no_tumble iron_medium"
_WASH = "wash_40 no_bleach tumble_low iron_medium"
_WOOL = "hand_wash no_bleach no_tumble dry_flat iron_low"
_SHELL = "wash_30_gentle no_bleach tumble_low no_iron"
_COAT = "no_wash no_bleach no_tumble iron_low dry_clean"
_WIPE = "no_wash wipe"
_LEATHER = "no_wash leather_care"

COLLECTION: Final = (
    Garment(
        "L-101", "Leinenkleid „Dünengras“", "Linen dress “Dune grass”", "dress", "dress", 8900,
        "sand sage night", DRESS_SIZES, "DE", "linen:100", _GENTLE,
        "Gerade geschnitten, mit Abnäher in der Taille; wird mit jeder Wäsche weicher.",
        "Straight cut with a dart at the waist; gets softer with every wash.",
    ),
    Garment(
        "L-102", "Strickkleid „Nebelbank“", "Knit dress “Fog bank”", "dress", "knit-dress", 11900,
        "mist plum", DRESS_SIZES, "DE", "wool:70 polyamide:30", _WOOL,
        "Feiner Rippstrick, der die Form hält.", "Fine rib knit that keeps its shape.",
    ),
    Garment(
        "L-103", "Hemdblusenkleid „Uferweg“", "Shirt dress “River path”", "dress", "shirt-dress", 7900,
        "water brick", DRESS_SIZES, "DE", "cotton:100", _WASH,
        "Durchgeknöpft, mit Bindegürtel und Taschen.", "Buttoned through, with a belt and pockets.",
    ),
    Garment(
        "L-201", "Bluse „Sommerregen“", "Blouse “Summer rain”", "top", "blouse", 4900,
        "wool mist brick", DRESS_SIZES, "DE", "viscose:100", _GENTLE,
        "Fließend, mit kleinem Stehkragen.", "Flowing, with a small stand-up collar.",
    ),
    Garment(
        "L-202", "T-Shirt „Kiesel“", "T-shirt “Pebble”", "top", "tee", 2900,
        "wool slate sage ochre", _LETTERS, "INT", "cotton:100", _WASH,
        "Dichte Bio-Baumwolle, die nicht durchscheint.", "Dense organic cotton that is not see-through.",
    ),
    Garment(
        "L-203", "Pullover „Heidschnucke“", "Jumper “Heath sheep”", "top", "jumper", 9900,
        "wool moss night", _LETTERS, "INT", "wool:100", _WOOL,
        "Wolle von Heidschnucken aus der Lüneburger Heide.", "Wool of heath sheep from Lüneburg.",
    ),
    Garment(
        "L-204", "Strickjacke „Abendlicht“", "Cardigan “Evening light”", "jacket", "cardigan", 8900,
        "brick mist slate", _LETTERS, "INT", "wool:60 cotton:40", _WOOL,
        "Leicht genug für den Sommerabend.", "Light enough for an evening in summer.",
    ),
    Garment(
        "L-205", "Leinenhemd „Fähre“", "Linen shirt “Ferry”", "top", "shirt", 5900,
        "wool water sand", _LETTERS, "INT", "linen:100", _GENTLE,
        "Locker, mit Umlegekragen.", "Loose, with a turn-down collar.",
    ),
    Garment(
        "L-301", "Wanderhose „Hochmoor“", "Walking trousers “Moor”", "trousers", "trousers", 10900,
        "moss slate", DRESS_SIZES, "DE", "polyamide:92 elastane:8", _SHELL,
        "Trocknet in zwei Stunden, mit geformten Knien.", "Dries in two hours, with shaped knees.",
    ),
    Garment(
        "L-302", "Leinenhose „Strandhafer“", "Linen trousers “Beach oat”", "trousers", "wide-trousers", 7900,
        "sand wool night", DRESS_SIZES, "DE", "linen:55 cotton:45", _GENTLE,
        "Weites Bein, hoher Bund.", "Wide leg, high waist.",
    ),
    Garment(
        "L-303", "Jeans „Hafen“", "Jeans “Harbour”", "trousers", "jeans", 8900,
        "night slate", DRESS_SIZES, "DE", "cotton:98 elastane:2", _WASH,
        "Gerades Bein; wird umsonst gekürzt.", "Straight leg; shortened for free.",
    ),
    Garment(
        "L-401", "Rock „Wiesenrand“", "Skirt “Meadow’s edge”", "skirt", "skirt", 6900,
        "sage brick", DRESS_SIZES, "DE", "cotton:97 elastane:3", _WASH,
        "Wadenlang, mit seitlichen Taschen.", "Calf-length, with pockets at the sides.",
    ),
    Garment(
        "L-402", "Plisseerock „Morgentau“", "Pleated skirt “Dew”", "skirt", "pleated-skirt", 7900,
        "plum water", DRESS_SIZES, "DE", "polyester:100", _SHELL,
        "Aus alten Flaschen gewebt; die Falten bleiben.", "Woven of old bottles; the pleats stay.",
    ),
    Garment(
        "P-300", "Regenjacke „Niesel“", "Rain jacket “Drizzle”", "jacket", "rain-jacket", 19900,
        "ochre water slate", _LETTERS, "INT", "polyester:100", _SHELL,
        "Hält zehn Stunden Regen ab und wird im Laden geflickt.",
        "Keeps out ten hours of rain and is mended in the store.",
    ),
    Garment(
        "L-501", "Wollmantel „Novembermorgen“", "Wool coat “November morning”", "jacket", "coat", 24900,
        "slate bark", DRESS_SIZES, "DE", "wool:80 polyamide:20", _COAT,
        "Gewalkte Wolle, halb gefüttert.", "Boiled wool, half lined.",
    ),
    Garment(
        "L-502", "Weste „Raureif“", "Vest “Hoarfrost”", "jacket", "vest", 9900,
        "moss mist", _LETTERS, "INT", "polyester:100", _SHELL,
        "Gefüllt mit Flaum aus alten Jacken.", "Filled with fluff of old jackets.",
    ),
    Garment(
        "L-503", "Fleecejacke „Lagerfeuer“", "Fleece “Campfire”", "jacket", "fleece", 7900,
        "brick moss", _LETTERS, "INT", "polyester:100", _SHELL,
        "Warm, leicht, fusselt nicht.", "Warm, light, sheds no fluff.",
    ),
    Garment(
        "P-100", "Wanderschuh „Talweg“", "Walking boot “Valley path”", "shoe", "boot", 14900,
        "bark slate", _SHOES, "EU", "leather:100", _LEATHER,
        "Wird neu besohlt, so oft es nötig ist.", "Resoled as often as you like.",
    ),
    Garment(
        "L-601", "Ledersandale „Düne“", "Leather sandal “Dune”", "shoe", "sandal", 8900,
        "bark sand", _SHOES, "EU", "leather:100", _LEATHER,
        "Pflanzlich gegerbt, mit weichem Fußbett.", "Tanned with plants, with a soft footbed.",
    ),
    Garment(
        "L-602", "Turnschuh „Pflaster“", "Trainer “Cobbles”", "shoe", "trainer", 9900,
        "wool night", _SHOES, "EU", "cotton:100", _WIPE,
        "Baumwolle auf Naturkautschuk.", "Cotton on natural rubber.",
    ),
    Garment(
        "L-701", "Strohhut „Mittag“", "Straw hat “Noon”", "", "hat", 3900,
        "sand bark", _ONE, "", "", _WIPE,
        "Geflochten in Italien.", "Woven in Italy.",
    ),
    Garment(
        "L-702", "Schal „Lindenblüte“", "Scarf “Linden blossom”", "", "scarf", 4900,
        "ochre plum sage", _ONE, "", "wool:100", _WOOL,
        "Zwei Meter weiche Merinowolle.", "Two metres of soft merino wool.",
    ),
    Garment(
        "P-210", "Rucksack „Lichtung 28“", "Backpack “Clearing 28”", "", "backpack", 11900,
        "moss slate brick", _ONE, "", "polyamide:100", _WIPE,
        "28 Liter, zehn Jahre Garantie.", "28 litres, guaranteed for ten years.",
    ),
    Garment(
        "P-520", "Trinkflasche „Quelle“", "Bottle “Spring”", "", "bottle", 2900,
        "water slate", _ONE, "", "", _WIPE,
        "Edelstahl, 0,7 Liter.", "Steel, 0.7 litres.",
    ),
)  # fmt: skip

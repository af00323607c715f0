# ruff: noqa: E501
# Patterns are easier to read in one line each.
"""The words of environmental claims, German and English, by how they are formed rather than as a list.

All patterns read text as ``reading.fold`` leaves it: small letters, ae for ä. Roots are joined with endings
(``umwelt`` with ``freundlich``, ``schonend``, ``gerecht`` …), so that words nobody wrote down are found too.
"""

from __future__ import annotations

import re

__all__ = [
    "ADVERB",
    "COMPARED",
    "DURABLE",
    "FIGURE",
    "FUTURE",
    "GENERIC",
    "GOODNESS",
    "LABEL",
    "LASTING",
    "NEAR",
    "NEUTRAL",
    "OFFSET",
    "PLACE",
    "RECOGNISED",
    "RECYCLED",
    "SPOKEN_OF",
    "TOPIC",
    "WEAK",
]


def _any(*parts: str) -> re.Pattern[str]:
    return re.compile("|".join(f"(?:{part})" for part in parts))


def _gap(most: int) -> str:
    """Return the pattern of at most so many words between two."""
    return rf"(?:[\s-]+[\w%'-]+){{0,{most}}}[\s-]+"


_DE = r"(?:umwelt|klima|natur|oeko|planeten?|erd|meeres|ozean|tier-und-umwelt|zukunfts?-und-umwelt)"
_EN = r"(?:environment(?:al)?(?:ly)?|enviro|eco(?:logical)?(?:ly)?|planet|climate|earth|nature|ocean|carbon)"
_GOOD_DE = (
    r"(?:freundlich|schonend|gerecht|vertraeglich|bewusst|gut|lieb|fit|clever|smart|verantwortlich"
    r"|vorteilhaft|vorbildlich|sensibel|entlastend|schuetzend|gesund|aktiv|fair|unbedenklich|unschaedlich"
    r"|optimiert|orientiert|effizient|korrekt|kompatibel|engagiert)"
)
_GOOD_EN = (
    r"(?:friendl\w+|conscious\w*|safe|kind|responsib\w*|sound|sensitive|aware|prefer\w+|correct|smart|minded"
    r"|gentle|benign|wise|first|better|approved|efficient\w*|considerate|mindful|forward|led|loving)"
)
_PLACE_DE = (
    r"(?:umwelt|ressourcen|klimas?|planet(?:en)?|natur|erde|ozeane?n?|meere?n?|oekosysteme?n?|mutter erde)"
)
_PLACE_EN = r"(?:environment|planet|climate|earth|oceans?|nature|ecosystems?|mother earth)"
_LIVING = r"(?:(?:regen|ur)?w(?:ald|aelder|aeldern)|tierwelt|artenvielfalt|gewaessern?|(?:rain)?forests?|wildlife|biodiversity)"
_IDEA = (
    r"(?:mode|modelabel|kollektion\w*|kleid\w*|bekleidung|produkte?n?|marken?"
    r"|wahl|alternativen?|zukunft|gewissen|lebensstil|konsum\w*|einkauf\w*|shoppen|shopping|linie|entscheidung"
    r"|unternehmen|ideen?|innovation\w*|revolution|energie|logistik|versand\w*|lieferung|verpackung\w*"
    r"|material\w*|technologie|produktion\w*|produzier\w+|herstell\w*|hergestellt\w*|gefertigt\w*|gemacht\w*"
    r"|garderobe|leben|ausruestung|outdoor\w*|stil|lieferkette|handeln|denken|design|partner|verpackt|versendet"
    r"|genaeht|unterwegs"
    r"|choices?|fashion|alternatives?|products?|brands?|collections?|future|conscience|lifestyle|line"
    r"|decisions?|company|ideas?|energy|logistics|shipping|delivery|packaging|materials?|technology"
    r"|production|wardrobe|living|way|side|credentials|movement|options?|solutions?|clothing|clothes|style"
    r"|business|manufactur\w+|made|produced|sourced|sourcing|gear|apparel|consumption"
    r")"
)

_TITLE = (
    r"(?:champion|held|heldin|helden|sieger|siegerin|meister|meisterin|star|stars|pionier|pionierin|pioniere|vorreiter"
    r"|vorreiterin|retter|retterin|profi|vorbild|koenig|koenigin|marke|mode|jacke|hemd|hose|schuh"
    r"|champions?|hero|heroes|winners?|leaders?|pioneers?|warriors?|superstars?|brands?|favou?rites?|gold|plus)"
)
"""What somebody or something is called that is said to be good at it: ``Umwelt-Champion``, ``eco hero``."""

_THING = rf"(?:{_IDEA}|jacken?|hosen?|schuhe?|shirts?|textilien|stoffe?n?|jackets?|trousers|garments?|textiles|fabrics?)"
"""What can be called so; ``_IDEA`` without what has a colour."""

GENERIC = _any(
    r"\b(?!un)\w*na(?:chh|ch|hh)alti(?:g|k)\w*",
    r"\b(?:\w+-)?(?:eco-?)?sustainab\w*",
    rf"\b{_DE}(?:s|en)?[\s-]?{_GOOD_DE}\w*",
    rf"\b{_EN}[\s-]{_GOOD_EN}\b",
    rf"\b(?:umwelt|klima|planeten|erd|oeko|nachhaltigkeits)(?:s|en)?-?{_TITLE}\b",
    rf"\b(?:environment(?:al)?|eco|planet|climate|earth|green|sustainab\w+)[\s-]{_TITLE}\b",
    rf"\b(?:rett|schuetz|bewahr|sav|protect|rescu|preserv)\w*{_gap(3)}{_LIVING}\b",
    rf"\b(?:sinn|gefuehl|kindness|care|a heart)\s+(?:fuer|for|to|towards)(?:\s+\w+)?\s+(?:{_PLACE_DE}|{_PLACE_EN}|{_LIVING})\b",
    rf"\b(?:{_PLACE_DE}|{_PLACE_EN})\s+(?:would|loves?|likes?|wants?|approves?|wuerde|liebt|mag)\b",
    r"\btread\w*(?:\s+\w+)?\s+(?:lightly|lighter|softly|gently)\b",
    r"\b(?:energie|wasser|ressourcen|material)[\s-]?(?:effizient|sparend|schonend|arm|bewusst)\w*",
    r"\b(?:energy|water|resource)[\s-](?:efficient|saving|conserving|conscious|friendly)\w*",
    r"\b(?:co\s?2e?|emissions?|kohlenstoff|carbon|klimagas)[\s-]?(?:arm|reduziert|bewusst|freundlich|schonend|optimiert|leicht)\w*",
    r"\blow[\s-](?:\w+[\s-])?(?:impact|carbon|emissions?|footprint)\b",
    r"\b(?:impact|carbon|emissions?)[\s-](?:reduced|light|smart)\b",
    r"\boeko(?!-?tex|-?test|nom|-?system|-?bilanz|-?strom|-?design)\w*(?:-\w+)*",
    r"\beco(?!-?nom|-?label|-?system|-?audit|-?balance|-?design|[\s-](?:programm\w*|modus|mode|cycle|setting|wash)|\w*\.)(?:-?[a-z]+)*\b",
    r"\bbio[\s-]?(?:mode|kollektion|kleid\w*|jacken?|hosen?|schuhe?|shirts?|produkte?\w*|textil\w*|linie|fashion|marke)\b",
    r"\bbiologisch\w*[\s-]abbaubar\w*|\bbiodegradab\w*|\bkompostierbar\w*|\bcompostab\w*|\bbio-?bas(?:iert|ed)\w*",
    rf"\bgruen(?:e|er|es|en|em|ere|eren|eres|ste|sten)?(?:{_gap(1)}){_IDEA}\b",
    r"\b(?:noch|immer|richtig|durch und durch|von natur aus|so|echt|garantiert|komplett|wirklich)\s+gruen(?:er)?\b",
    r"\bgruen(?:er|ste)\w*\s+(?:als|geht|wird|denn je)\b|\bam gruensten\b",
    r"\b(?:wir|marke|unternehmen|alles|mode)\s+(?:sind|ist|wird|werden|denken|handeln|bleiben|machen)\s+gruen(?:er)?\b",
    rf"\bgreen(?:er|est)?(?:{_gap(1)}){_IDEA}\b",
    r"\bgreen(?:er|est)\b|\b(?:go|goes|going|think|buy|shop|live|stay|are|truly|totally|really|so)\s+green\b(?!\s+(?:and|jackets?|shoes?)\b)",
    r"\b(?:uns|ourselves|mich|sich|itself)(?:\s+(?!nicht|not)\w+)?\s+(?:gruen|green)\b",
    r"\bgreen at heart|\bgreen by (?:nature|design)|\bgreen-line\b",
    rf"\b(?:schon|rett|bewahr|heil|entlast|respektier|hilf|helf|unterstuetz|schuetz)\w*(?!\w*\s+(?:\w+\s+)?vor\b){_gap(3)}{_PLACE_DE}\b",
    rf"\b(?:der|dem|die|das|den|unserer?n?|unseren?|unser)\s+{_PLACE_DE}(?:\s+(?:zu|gut|wirklich|aktiv))*\s+(?:schon|rett|bewahr|heil|entlast|respektier|hilf|helf|schuetz|gut ?tu|nuetz)\w*",
    rf"\b(?:gut\w*|besser\w*|best\w*|gesund\w*|freundlich\w*|sanft\w*|schonend\w*|positiv\w*|unbedenklich|vorteilhaft|harmlos|nett|sauber\w*|wohltat|segen|gewinn|plus|sorgsam)(?:\s+sache)?\s+(?:fuer|fuer'?s|zu|zur|zum|gegenueber|mit)(?:\s+\w+){{0,2}}\s+{_PLACE_DE}\b",
    rf"\b{_PLACE_DE}\s+(?:zuliebe|zugute|zum wohl)|\bzum wohle?\s+(?:der|des|von)(?:\s+\w+)?\s+{_PLACE_DE}|\bim einklang mit(?:\s+\w+)?\s+{_PLACE_DE}|\bfuer (?:unseren|den) planeten\b|\bfuer eine (?:gruenere?|saubere?re?|gesuendere|bessere) (?:welt|zukunft|umwelt)\b",
    rf"\b(?:good|better|best|kind|kinder|gentler?|easy|easier|safe|great|healthy|healthier|positive|friendl\w+|lighter|light|nicer?|softly?|tread\w*)\s+(?:to|for|on|with|towards)(?:\s+\w+){{0,2}}\s+{_PLACE_EN}\b",
    rf"\b(?:sav|protect|heal|rescu|respect|preserv|safeguard|conserv|help|support|restor|benefit|car(?:e|es|ing) (?:for|about)|look\w* after|giv\w* back to)(?:e|es|ed|ing|s|ting)?(?:\s+(?!from\b)\w+){{0,3}}\s+{_PLACE_EN}\b",
    rf"\bin (?:harmony|tune|balance) with(?:\s+\w+)?\s+{_PLACE_EN}\b|\blove letter to the planet|\bfor a (?:greener|cleaner|healthier|better) (?:planet|future|world|tomorrow)\b",
    rf"\b(?:schad|belast|zerstoer|kost)\w*(?:\s+\w+){{0,2}}\s+{_PLACE_DE}\s+(?:nicht|kaum|nie|niemals|keineswegs|null|keine?\w? \w+|in keiner weise)\b",
    rf"\bohne(?:\s+\w+){{0,3}}\s+{_PLACE_DE}\s+zu\s+(?:schad|belast|zerstoer)\w*|\bnicht auf kosten (?:der|des|unserer|unseres)\s+{_PLACE_DE}",
    rf"\b(?:does not|doesn't|do not|don't|won't|never|without)\s+(?:harm|hurt|damag|cost|pollut)\w*(?:\s+\w+){{0,2}}\s+{_PLACE_EN}\b|\bharmless to(?:\s+\w+)?\s+{_PLACE_EN}\b",
    r"\b(?:ohne|keine?n?|null|minimal\w*|gering\w*|niedrig\w*|reduziert\w*|kaum|klein\w*)(?:\s+\w+){0,2}\s+(?:umwelt|klima)(?:belastung|auswirkung|schaed|schad|fuss|wirkung|folgen)\w*",
    r"\b(?:no|zero|without|minimal|low|lower|reduced|less|little|lowest)(?:\s+\w+){0,2}\s+(?:environmental|climate|ecological)\s+(?:impact|harm|damage|footprint|burden)\b|\b(?:no|zero|minimal|low|less)(?:\s+\w+){0,1}\s+impact on(?:\s+\w+){0,1}\s+(?:planet|environment|climate)\b",
    rf"\b(?:verantwortungs(?:voll|bewusst)|bewusst|kreislauffaehig|zirkulaer|regenerativ|enkeltauglich|enkelfaehig|zukunftsfaehig|umweltgerecht)\w*{_gap(1)}{_THING}\b",
    r"\benkel(?:tauglich|gerecht|faehig|fit)\w*|\bkreislauffaehig\w*|\bzero[\s-]waste\b|\bregenerative\s+\w+",
    rf"\b(?:responsib\w+|conscious(?:ly)?|circular|regenerative|earth-?positive|planet-?positive|guilt-?free|clean){_gap(1)}(?:{_THING})\b",
    rf"\b(?:bit|part|share|love|respect|commitment|fight\w*|something|more|einsatz|engag\w*|herz|kaempf\w*|liebe|respekt|etwas|mehr|viel|teil)\s+(?:\w+\s+)?(?:for|fuer|to|vor)(?:\s+\w+)?\s+(?:{_PLACE_DE}|{_PLACE_EN})\b",
    r"\b(?:ethical|clean|fair|slow|vegan)\W+(?:and\s+)?green\b|\bgreen and (?:clean|fair|ethical|conscious|responsible)\b|\bmade in green\b",
    r"\bplanet-?positiv\w*|\bearth-?positiv\w*|\bnature-?positiv\w*|\bnaturpositiv\w*|\bguilt[\s-]free\b",
    r"\bbeitrag zu[mr]?(?:\s+\w+){0,2}\s+(?:umwelt|klima|natur|meeres|ressourcen)(?:schutz|schonung)|\b(?:aktiver?|gelebter?|echter?|praktischer?)\s+(?:umwelt|klima|natur)schutz|\b(?:umwelt|klima)schuetzer\w*|\bumweltheld\w*|\bklimaheld\w*",
    r"\b(?:umwelt|klima|natur|ressourcen)schonung\b|\bumweltbewusstsein\b",
)
"""Claims that say nothing one could check (Directive (EU) 2024/825, recital 9)."""

PLACE = re.compile(
    rf"(?<!\bin )(?<!\bim )(?<!\bin der )(?<!\bin die )(?<!\bam )(?<!\ban der )(?<!\bdurch die )(?<!\bin the )(?<!\binto )(?<!\bthrough )"
    rf"(?<!\bwet )(?<!\bdry )(?<!\bloose )(?<!\bauf der )(?<!\bdraussen in )(?<!\bin unserer )(?<!\bof )(?<!\baus der )"
    rf"\b(?:{_PLACE_DE}|{_PLACE_EN}|{_LIVING})\b"
)
"""Nature as somebody to whom good is done; not as the place where one walks."""

GOODNESS = _any(
    r"\b(?:gut(?:e[snmr]?)?|guttu\w*|besser\w*|schlecht\w*|wohltu\w*|gefallen|freu(?:t|en|de)|liebling\w*|dank(?:t|en|bar)|laechel\w*|aufatm\w*)\b",
    r"\b(?:einklang|harmonie|reue|gewissen|bedenken)\b",
    r"\b(?:good|better|bad|right by|thank\w*|happy|happier|smil\w*|approv\w*|proud|favou?r(?:s|ites?)?|kind(?:ly|ness)?|guilt\w*|second thought|regrets?)\b",
)
"""Words of good and bad: said of ``PLACE`` in the same clause, they claim what nobody can check."""

ADVERB = re.compile(
    r"(?:bergauf|bergab|aufwaerts|abwaerts|voran|vorwaerts|nach (?:oben|vorn|unten)|veraender\w*|verbesser\w*|gestaerkt|gestiegen"
    r"|gesunken|gewachsen|geloest|behoben|erholt|wirksam|gelaehmt|in erinnerung|im gedaechtnis)\b"
)
"""What follows *nachhaltig* where it means "for long"."""

_GAS = r"(?:klima|co\s?2e?(?:-?emissions?)?|kohlenstoff|treibhausgas|thg|emissions?|carbon|climate|ghg|greenhouse[\s-]gas|umwelt|fossil)"

OFFSET = _any(
    rf"\b{_GAS}[\s-]*(?:neutral\w*|positiv\w*|negativ\w*|frei\w*|free|kompensier\w*|ausgeglichen\w*|compensated|offset\w*|balanced|null\b)",
    r"\bnetto[\s-]?null\b|\bnet[\s-]?zero\b|\bzero[\s-](?:carbon|emissions?|footprint|co\s?2|climate)\b|\bnull[\s-]?(?:emission|co\s?2)\w*|\bcarbon zero\b",
    r"\b(?:keine?n?|ohne|null|no|without|zero)(?:\s+(?!\w*(?:angabe|kompens))\w+){0,2}\s+(?:co\s?2e?|carbon|klima|climate|oekologisch\w*|treibhausgas\w*|thg)[\s-]*(?:fussabdr\w*|footprint\w*|emission\w*|bilanz|ausstoss|spuren?|belastung)\b",
    r"\b(?:keine?n?|ohne|null|no|without|zero|0\s?(?:kg|g|%)?)\s+(?:co\s?2e?|emissionen|emissions|fussabdruck|footprint|treibhausgase)\b(?![\s-]*(?:angabe|label|tax|steuer|kompens|offset))",
    r"\bneutral\w*\s+(?:fuer das klima|for the climate|gegenueber dem klima|footprint|climate impact|carbon|bilanz)\b|\bneutral\w*\s+(?:co\s?2|klima|carbon)\w*[\s-]?(?:bilanz|footprint|balance)?",
    r"\b(?:foot-?print|fussabdruck)\W+(?:it's|is|of|ist|von|liegt bei)?\s*(?:zero|null|neutral|0)\b",
    r"\b(?:klima|co\s?2|carbon|climate)[\s-]?(?:kompensation|ausgleich|compensation|offsetting)\w*",
)
"""Neutral, positive or zero by words of their own; ``rules`` adds what is offset in other words."""

LABEL = _any(
    r"\b(?:oeko|eco|bio|umwelt|klima|natur|planet(?:en)?|green|gruen\w*|nachhaltigkeits?|nachhaltig\w*|sustainab\w+|conscious|earth|climate|carbon|co\s?2)[\s-]*(?:\w+[\s-])?(?:siegel|label|zertifikat|guetezeichen|guetesiegel|pruefzeichen|plakette|badge|seal|stamp|stempel|logo|zeichen|auszeichnung|award|certificat\w+|zertifizier\w*|certified)\w*",
    r"\b(?:siegel|label|guetezeichen|badge|seal|logo|zertifikat|stempel|zeichen)\s+(?:fuer|of|for)(?:\s+\w+){0,2}\s+(?:nachhaltig\w*|umwelt\w*|klima\w*|sustainab\w*|green\w*|environment\w*|eco\w*|oeko\w*)",
    r"\b(?:certified|zertifiziert|geprueft|ausgezeichnet|praemiert|gekuert|gewaehlt|voted|named|awarded)\s+(?:als\s+|zum\s+|zur\s+|as\s+|the\s+|most\s+){0,2}(?:nachhaltig\w*|umwelt\w*|klima\w*|oeko\w*|green|sustainab\w*|eco\w*|carbon\w*)",
)
"""A label, seal or certificate about the environment."""

RECOGNISED = _any(
    r"\beu[\s-](?:eco-?label|umweltzeichen)\b|\beuropaeisches umweltzeichen|\bblauer? engel\b|\bblauen engel\b|\bblue angel\b|\bnordic swan(?: ecolabel)?\b|\bnordischer schwan\b|\boesterreichisches umweltzeichen",
    r"\bgots\b|\boeko-?[\s-]?tex\b|\bblue-?sign\b|\bgrs\b|\brcs\b|\brds\b|\bfsc\b|\bgruener knopf\b|\bgruenen knopf\b|\bgreen button\b|\bcradle to cradle\b|\bemas\b|\bocs\b|\brws\b|\bglobal (?:organic textile|recycled) standard\b|\bfair ?wear\b",
)
"""Labels by public authorities or certification schemes: they need their certificate, not another word."""

NEUTRAL = _any(
    r"\b(?:nachhaltigkeits|umwelt|klima)-?(?:bericht|beauftragt|manager|abteilung|team|richtlinie|direktive|ziele der vereinten|erklaerung|ministeri|bundesamt|recht|gesetz|politik|wandel|krise|zone|anlage|tisier|daten|verband|organisation|verein)\w*",
    r"\b(?:sustainability|environmental|environment)\s+(?:report\w*|team|officers?|managers?|policy|statement|directive|department|law|agency|ministry|data)\b",
    r"\bsustainable development goals?\b|\bziele fuer nachhaltige entwicklung\b|\bagenda 2030\b",
    r"\bnachhaltig\w*\s+(?:eindruck|beeindruck|begeister|gestoert|beschaedig|geschaedig|enttaeusch|verschmutz|verschliss)\w*",
    r"\bumweltbundesamt\w*|\bumweltbedingungen\b|\bklimamembran\w*|\bklimakammer\w*|\bsustainable growth\b",
    r"\becological footprint calculator\b|\bclimate (?:change|zone|crisis|control)\b",
)
"""Names and uses that claim nothing about a product."""

TOPIC = _any(
    r"\bco\s?2\w*",
    r"\b\w*emission\w*",
    r"\bklima(?!t)\w*",
    r"\bcarbon\b",
    r"\bclimate\b",
    r"\b\w*umwelt\w*",
    r"\benvironment\w*",
    r"\b\w*fussabdr\w*",
    r"\b\w*footprint\w*",
    r"\btreibhaus\w*",
    r"\bgreenhouse\b",
    r"\brecycel\w*|\brecycl\w*",
    r"\bnachhaltig\w*|\bsustainab\w*",
    r"\b(?:erneuerbar|renewable)\w*",
    r"\b(?:wasserverbrauch|water use|plastik|plastic|abfall|waste|muell)\w*",
    r"\bnet[\s-]?zero\b|\bnetto[\s-]?null\b",
    r"\boeko\w*|\bgruen\b|\bcircular\w*|\bkreislauf\w*",
)
"""What an environmental claim can be about."""

FUTURE = _any(
    r"\b(?:ziel\w*|wollen|planen|plant|streben|anstreb\w*|vorgenommen|verpflichte\w*|versprechen|auf dem weg|unterwegs zu|kuenftig|zukuenftig|in zukunft|demnaechst)\b",
    r"\b(?:we|brand|company|jackets?|collection|everything|it)\s+will\b|\bwe'll\b|\b(?:aims?|aiming|goals?|targets?|plans? to|planning|committed|commit\w*|pledge\w*|promise\w*|on (?:the|our) (?:way|path|journey|road)|ambition\w*|intend\w*|strive|striving|soon)\b",
)
"""Words of what is yet to come."""

RECYCLED = _any(
    r"\brecycel\w*|\brecycled\b|\brezykl\w*|\bupcyc\w*|\bre-?cycling\w*(?:material|polyester|garn|stoff)\w*",
    r"\bbio[\s-]?(?:baumwolle|wolle|leinen)\b|\borganic(?:\s+\w+)?\b",
    r"\b(?:plastik|kunststoff|pfas|pfc)[\s-]?frei\w*|\bplastic[\s-]free\b",
    r"\b(?:erneuerbar\w*|nachwachsend\w*|renewable)\b",
    r"\brecycelbar\w*|\brecyclingfaehig\w*|\brecyclable\b|\bwiederverwertbar\w*",
)
"""Qualities that may concern the whole or a part."""

DURABLE = _any(
    r"\blebenslang\w*|\blebenslaenglich\w*|\bein (?:ganzes )?leben lang\b|\bfuer(?:s| ein| das)(?: ganze[sn]?)? leben\b",
    r"\blife-?time\b|\blife-?long\b|\bfor life\b|\bfor ?ever\b|\beverlasting\b|\beternal\w*|\bof a lifetime\b",
    r"\b(?:hae?lt|halten|traegt|bleibt|funktioniert)\w*\s+(?:\w+\s+)?(?:ewig\w*|fuer immer|immer)\b|\bfuer die ewigkeit\b|\bfuer immer\b",
    r"\bunverwuestlich\w*|\bunkaputtbar\w*|\bunzerstoerbar\w*|\bunzerreissbar\w*|\bindestructib\w*|\bunbreakabl\w*|\bbullet-?proof\b",
    r"\b(?:geht|gehen) (?:nie|niemals) (?:\w+ )?kaputt\b|\b(?:never|won't ever) (?:wears? out|breaks?|fails?|tears?)\b|\bverschleissfrei\w*|\bgenerationen\b|\bgenerations\b",
)
"""Durability without an end."""

LASTING = _any(
    r"\b\w*lang-?lebig\w*|\blonger?-?[\s-]?lasting\b|\b(?:highly |very |extremely |most )?durable\b|\bdurability\b|\bhaltbar\w*|\bbuilt to last\b|\bmade to last\b",
    r"\bhae?lt (?:besonders|sehr|extrem) lange?\b|\blasts? (?:longer|much longer|for years)\b|\bhae?lt (?:viel )?laenger\b",
)
"""Durability that a figure or a test would make checkable."""

_LESS = (
    r"(?:weniger|gering\w*|niedrig\w*|reduzier\w*|klein\w*|spar(?:t|en|st|e|ten)?|einspar\w*|erspar\w*|senk\w*"
    r"|verklein\w*|schrumpf\w*|minimi\w*|shrink\w*|shrunk|slash\w*|lighten\w*|halbier\w*|minus|vermeid\w*|verminder\w*|verringer\w*|gesenkt\w*|gespart\w*|eingespart\w*|besser\w*"
    r"|less|lower\w*|fewer|reduc\w*|smaller|sav(?:e|es|ed|ing|ings)|cut(?:s|ting)?|halv\w*|avoid\w*|better|half)"
)
_OF = (
    r"(?:co\s?2\w*|\w*emission\w*|\w*wasser\w*|energie\w*|muell|abfall|\w*klimagas\w*|treibhausgas\w*"
    r"|\w*fussabdr\w*|umweltbelastung\w*|umweltbilanz|klimabilanz|oekobilanz|umweltwirkung\w*|ressourcen|chemikalien|plastik"
    r"|carbon|water|energy|waste|plastic|\w*footprint\w*|impact|resources|chemicals|greenhouse)"
)

COMPARED = _any(
    rf"\b{_LESS}{_gap(4)}{_OF}(?:-\w+)*\b",
    rf"\b{_OF}(?:-\w+)*(?:[\s-]+(?:\w+[\s-]+){{0,4}}){_LESS}\b",
    rf"\b{_LESS}\s+{_OF}(?:-\w+)*\b",
)
"""Less than something, of something that burdens the environment."""

FIGURE = re.compile(
    r"\b\d[\d.,]*\s*(?:kg|g|t|tonnen|tons?|tonnes?|kilo\w*|gramm|grams?|liter\w*|litres?|liters?|l|m3|kwh|%|prozent|percent|per cent)"
    r"(?:[\s-]+\w+){0,2}[\s-]+(?:co\s?2\w*|treibhausgas\w*|\w*emission\w*|wasser\w*|water|energie|energy|carbon\w*|greenhouse\w*)"
)
"""A quantity of what burdens the environment."""

WEAK = _any(
    r"\b(?:klimaschutz|umweltschutz|naturschutz|climate)[\s-]?(?:projekt|project|foerder)\w*",
    r"\b(?:pflanz\w*|plant\w*)(?:\s+\w+){0,4}\s+(?:baum|baeume|trees?)\b|\b(?:baum|baeume|trees?)\b(?:\s+\w+){0,4}\s+(?:ge)?(?:pflanz\w*|planted)",
    r"\b(?:mit|ruhigen|reines?|gutes?|gutem|clear|clean|good)\s+(?:gutem\s+|reinem\s+)?(?:gewissen|conscience)\b",
    r"\b(?:ohne|frei von|without|no)\s+(?:\w+\s+)?(?:reue|gewissensbisse|schuldgefuehle?|bedenken|regrets?|remorse|guilt|second thought|qualms)\b",
    r"\b(?:nicht|not)\s+(?:gruen|green)\b",
    r"\b(?:umwelt|klima|natur|meeres)-?schutz\b|\benvironmental (?:protection|care)\b|\bclimate (?:protection|action)\b",
    r"\bnatuerlich(?:e|en|er|es|em)?\s+(?:material\w*|stoffe?n?|mode|fasern?|qualitaet)|\b100\s?% natu(?:ral|erlich)\b|\ball-natural\b",
)
"""Not forbidden as such, but a claim that somebody should look at."""

SPOKEN_OF = _any(
    r"\b(?:wort\w*|woerter\w*|begriff\w*|aussagen? wie|etikett|vokabel\w*|schlagwort\w*|floskel\w*|behaupt\w*|bezeichn\w*|verwend\w*|verzichten|vermeiden|versprechen wir|nennen|nennt|nenne|schreiben|schreibt|heisst|bedeutet|verboten\w*|unzulaessig\w*|untersagt\w*|greenwashing|erlaubt|definition|sagt|sagen|fragen|kritik\w*|abgemahnt|umstritten)\b",
    r"\b(?:words?|terms?|claims?|claiming|claimed|phrases?|calls?|called|calling|says?|said|saying|means?|meaning|forbidden|banned|prohibited|greenwashing|allowed|defin\w+|avoid using|refrain\w*|label ourselves|describe\w*|buzzwords?|criticis\w*|so-called|sogenannt\w*)\b",
)
"""Speaking of words instead of claiming."""

NEAR = _any(
    r"\b\w*umwelt\w*",
    r"\bklima\w*",
    r"\bplanet(?:en)?\b",
    r"\bthe (?:planet|environment|climate|earth)\b",
    r"\benvironment\w*",
)
"""What lies so near to an environmental claim that somebody should read the sentence."""

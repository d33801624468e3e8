"""Words by which a sentence tells what kind of claim it makes, and how firmly."""

import calendar
import re

# The first that fits, in the codebook's order. A pattern in words of a claim's own verbs.
CLAIMS = {
    "sanction": r"sanction(?:s|ed|ing)?|export controls?|blacklist\w*|asset freeze\w*|designated|"
    r"impos\w+",
    "admission": r"admit\w*|acknowledg\w*|conced\w*",
    "denial": r"den(?:y|ies|ied|ying|ial)|reject\w*|dismiss\w*|refut\w*|"
    r"(?:base|ground)less|un(?:founded|substantiated)|far-fetched|(?:not|n[’']t) confirm",
    "no-evidence": r"no (?:evidence|indication|signs?|proof)|(?:not|n[o’']t) (?:yet )?seen",
    "accusation": r"accus\w+|alleg\w+|blam\w+|condemn\w*|violat\w*|in breach of",
    "announcement": r"announc\w*(?! that)|agreed|signed|ordered|decided|unveil\w*|pledg\w*|vow\w*",
    "incident": r"attacked|struck|hit|explo(?:ded|sions?)|crash\w*|shot down|killed|damaged",
    "assessment": r"could|(?-i:may)|might|likely|appears?|believ\w*|warn\w*|expect\w*|fear\w*|"
    r"concern\w*|threat\w*|can|capable of|deepen\w*|strengthen\w*|transform\w*|estimat\w+",
    "position": r"call(?:s|ed) (?:on|for)|urg\w+|must|should|demand\w*",
}
# That something was not done; a verb of speaking after it is no denial of a deed.
NEGATED = re.compile(
    r"\b(?:(?:ha[sd]|have|d(?:id|oes|o)|is|are|was|were|will|would)(?: not\b|n[’']t\b| never\b)|"
    r"never\b)(?! (?:only|yet|say|name|give|elaborat|specif|know|rule|exclud|den|disput|hid|seen|"
    r"authori))",
    re.I,
)
STANCES = {"denial": "denies", "no-evidence": "doubts"}
STANCES |= dict.fromkeys(("incident", "sanction", "position"), "none")
# The polarity of relationships, by claim type and by commitment.
POLARITIES = {"denial": "denied", "admission": "admitted", "no-evidence": "not_seen"}
POLARITIES |= dict.fromkeys(("probable", "possible", "conditional"), "possible")
POLARITIES["planned"] = "planned"
COMMITMENTS = {
    "conditional": r"if|unless|provided that",
    "possible": r"can|could|(?-i:may)|might|potentially|possib\w+|able to",
    "planned": r"(?-i:plan(?:s|ned|ning)?)|will(?! likely)|agreed to|consider\w*|wants?|"
    r"intend\w*|seek\w*|aims?|going to",
    "probable": r"believ\w+|likely|seems?|appears?|suspect\w*|probabl\w+|think\w*|"
    r"(?:alleged|reported|apparent|purported)ly",
}
HEDGES = (
    r"allegedly|alleged|reportedly|it is (?:believed|thought|claimed)|believed to|said to|"
    r"apparently|appears? to|(?:it )?seems?(?: to)?|likely|possibly|suspected|purported(?:ly)?|"
    r"so-called"
)
# The words that claim a relation, and those by which they reach its object.
RELATIONS = {
    "sanctions": (r"sanction\w*|blacklist\w*", "on|against"),
    "trains": (r"train(?:s|ed|ing)", ""),
    "produces_with": (r"produc\w+|buil[dt]\w*|manufactur\w*|assembl\w+|joint venture", "with"),
    "buys_from": (r"buy\w*|bought|purchas\w+|acquir\w+|order(?:s|ed)", "from"),
    "supplies": (
        r"suppl(?:y|ied?s?|ying)|deliver\w*|provid\w+|transfer\w*|sen[dt]\w*|sold|sell\w*|ship\w*|"
        r"receiv\w+",
        "to|with",
    ),
    "uses_against": (
        r"(?<!for )us(?:e[ds]?|ing)|deploy\w*|fir(?:e[ds]?|ing)|launch\w*",
        "against|at|in|on",
    ),
    "attacks": (r"attack\w*|str(?:ike|ikes|uck)|hit|shell(?:s|ed|ing)|bomb(?:s|ed|ing)", "on"),
    "cooperates_with": (
        r"cooperat\w+|partner\w*|collaborat\w+|relations(?:hip)?|ties",
        "with|of|between",
    ),
    "supports": (r"support\w*|back(?:s|ed|ing)|help\w*", "to|for"),
}
# Where another clause begins.
CLAUSE = re.compile(
    r"[;:]|, (?:which|who|but|while|as (?!well))\b|\b(?:that|will|and (?:will|ha[sd])|was)\b"
)
BETWEEN = ("cooperates_with", "produces_with")  # both names may stand before, or both after
SAYS = (
    r"sa(?:id|ys|ying)|condemn\w*|cit(?:ed|es)|told|tells|add(?:s|ed)|accus\w+|den(?:ied|ies|y)|"
    r"reject\w*|dismiss\w*|claim\w*|warn\w*|announc\w*|admit\w*|acknowledg\w*|insist\w*|argu\w+|"
    r"stat(?:es|ed)|wrote|call(?:s|ed)|report(?:s|ed)|believ\w+|estimat\w+|confirm\w*|urg\w+|"
    r"describ\w+|agreed|signed|sanction(?:s|ed)|impos\w+|declin\w+|noted|stress\w+|emphasi\w+|"
    r"recall(?:s|ed)|reiterat\w+|quot(?:es|ed)|vow(?:s|ed)|puts? the|published|"
    r"suggest(?:s|ed)|remind(?:s|ed)|declar(?:es|ed)|question(?:s|ed)|ordered|blam(?:es|ed)|"
    r"alleg(?:es|ed(?= that))"
)
_SAYS = rf"\b(?:, who [^,]{{,80}},)? (?:\w+ )?(?:{SAYS})\b"
# Words that stand for one who was named before, with the kinds of actor they may stand for.
PRONOUNS = {
    rf"\b(?:s?he|the (?:spokes\w+|minister|president)){_SAYS}|according to h(?:im|er)\b": (
        "person",
    ),
    rf"\b(?:they|the (?:officials?|experts)){_SAYS}|according to them\b": (
        *("unnamed", "population", "military"),
    ),
    rf"\bthe (?:group|organi[sz]ation|company|(?:news)?paper){_SAYS}": (
        *("organisation", "company", "media"),
    ),
    rf"\bthe (?:agency|ministry|department){_SAYS}": ("agency",),
    rf"\bit(?! is\b| was\b){_SAYS}": ("state", "agency", "organisation", "company", "military"),
}
# A day that is that of the event told before.
SAME_TIME = re.compile(r"\b(?:[Aa]t the time|(?:on|that) (?:the )?same day)\b", re.I)
# What may stand between a name and its verb of saying: words between commas, and up to five more.
SAID = re.compile(
    r"(?:[’']s)?(?P<aside>, (?:who|which|whose|an?|the|along|\w+ing)\b[^,;]{,120},)?"
    r"(?P<gap>(?:[ ,]+(?!(?:could|may|might|would|will|to|that)\b)[\w’'-]+){0,5}?)"
    rf"(?!, (?:said|says|told|wrote) (?:\w+ )?[A-Z]),? (?P<verb>{SAYS})\b"
)
SAID_BY = re.compile(
    rf"(?:\b[Aa]ccording to(?: [\w’'-]+){{0,8}}|\b(?:{SAYS}) by(?: the)?|"
    r"[,”\"] ?(?:said|says|wrote)(?: (?!that\b)[\w-]+){0,3}) $"
)
RELAY = re.compile(r"told|reported|reports|according to|cit(?:ed|ing)|quoted|interview")
OFFICES = (
    r"spokes\w+|minister|governor|president|secretary(?: of (?:state|def\w+|the treasury))?|chief|"
    r"head|director|general|admiral|ambassador|envoy|adviser|lawmaker|senator|analyst|expert|"
    r"professor|chairman|commander"
)
PLAIN = r"(?!\w+(?:ian|ean|ese|ish|ern)\b)[A-Za-z]+"  # a word of an office, not of its country
UNNAMED = r"officials?|diplomats?|experts?|analysts?|lawmakers?"
NAME = re.compile(
    r"\b(?!(?:The|An?|On|In|At|But|And|For|If|As|Such|These|This) )"
    rf"(?!(?:{'|'.join(calendar.day_name)})\b)"
    r"(?:[A-Z][\w’'-]+)(?: (?:of |the |for |and )*[A-Z][\w’'-]+)*"
    rf"(?: (?:{UNNAMED})\b)?"
)
NO_NAME = re.compile(
    r"(?:The|An?|He|She|It|They|We|This|That|Those|These|Such|Officials?|"
    rf"\w+(?:ian|ean|ese|ish|ern))s?|(?:{'|'.join(calendar.month_name[1:])})|.*\d.*|"
    r".*(?:Sea|Ocean|River|Strait|Gulf|Peninsula|Oblast|Airport|Bridge)"
)
PLACED = re.compile(r"\b(?:in|at|near|of|around|outside)(?: the)? $", re.I)
AFAR = re.compile(r"\b(?:near|outside|around|(?:north|south|east|west)\w* of)(?: the)? $")
# What stands before an actor who is not the one that speaks.
OBJECT = re.compile(r"\b(?:between|and|of|in|by|against|with|to|from|on|for) (?:the )?$")
# What cannot stand in a title without the words before it, or is not the coder's to say.
OWN = re.compile(
    r"^(?i:it|he|she|they|this|these|those|such|which|who|that|and|but|so|as|with|if|when|while|"
    r"not|there|their|its|in|on|at)\b|\b(?:I|[Ww]e|[Oo]ur|us|[Mm]y|you)\b|[“”\"]|\. "
)
# Verbs that only tell, for which a title has “says”.
TELLS = (
    r"sa(?:id|ys)|told|tells|not(?:es|ed)|add(?:s|ed)|stress\w+|emphasi\w+|wrote|reported|"
    r"warn(?:s|ed)|claimed|suggest(?:s|ed)|estimates?|recall(?:s|ed)|remind(?:s|ed)|insist\w*"
)
# Where a title may end, and the verbs that it must not lose.
CUT = re.compile(
    r"(?<!ing)(?<!ed),? (?:for|in|on|at|during|after|before|while|which|who|as|where|when)\b"
)
FINITE = (
    r"is|are|was|were|ha[sd]|have|will|would|can|could|may|might|must|should|plans?|wants?|\w+ed"
)
# As a title puts them.
PRESENT = {"said": "says", "told": "tells", "wrote": "writes", "denied": "denies", "put": "put"}
PRESENT |= {
    f"{verb}ed": f"{verb}s" for verb in ("warn", "reject", "report", "add", "call", "stress")
}
PRESENT |= {
    f"{verb}d": f"{verb}s" for verb in ("accuse", "impose", "announce", "estimate", "state")
}

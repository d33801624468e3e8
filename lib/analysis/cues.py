"""Words by which a sentence tells what kind of claim it makes, and how firmly."""

from __future__ import annotations

import re

# The first that fits, in the codebook's order. A pattern in words of a claim's own verbs.
CLAIMS = {
    "sanction": r"sanction\w*|export controls?|blacklist\w*|asset freeze\w*|designated",
    "admission": r"admit\w*|acknowledg\w*|conced\w*",
    "denial": r"den(?:y|ies|ied|ying|ial)|reject\w*|dismiss\w*|refut\w*|(?:base|ground)less",
    "no-evidence": r"no (?:evidence|indication|signs?|proof)|(?:not|n[o’']t) (?:yet )?seen",
    "accusation": r"accus\w+|alleg\w+|blam\w+|condemn\w*|violat\w*|in breach of",
    "announcement": r"announc\w*|agreed|signed|ordered|decided|launched|unveil\w*|pledg\w*",
    "incident": r"attacked|struck|hit|explo\w+|crash\w*|shot down|killed|damaged",
    "assessment": r"could|may|might|likely|appears?|believ\w*|warn\w*|expect\w*|fear\w*|concern\w*",
    "position": r"call(?:s|ed) (?:on|for)|urg\w+|must|should|demand\w*|support\w*",
}
STANCES = {"denial": "denies", "no-evidence": "doubts"}
STANCES |= dict.fromkeys(("incident", "sanction", "position"), "none")
# The polarity of relationships, by claim type and by commitment.
POLARITIES = {"denial": "denied", "admission": "admitted", "no-evidence": "not_seen"}
POLARITIES |= {"planned": "planned", "possible": "possible", "conditional": "possible"}
COMMITMENTS = {
    "conditional": r"if|unless|provided that",
    "possible": r"can|could|may|might|potentially|possib\w+|able to",
    "planned": r"plan(?:s|ned|ning)?|will|agreed to|consider\w*|wants?|intend\w*|seek\w*|aims?",
    "probable": r"believ\w+|likely|seems?|appears?|suspect\w*|probabl\w+|think\w*|"
    r"(?:alleged|reported|apparent|purported)ly",
}
HEDGES = (
    r"allegedly|alleged|reportedly|it is (?:believed|thought|claimed)|believed to|said to|"
    r"apparently|appears? to|seems? to|likely|possibly|suspected|purported(?:ly)?|so-called"
)
RELATIONS = {
    "sanctions": r"sanction\w*|blacklist\w*",
    "trains": r"train(?:s|ed|ing)",
    "produces_with": r"produc\w+|buil[dt]\w*|manufactur\w*|assembl\w+|joint venture",
    "buys_from": r"buy\w*|bought|purchas\w+|acquir\w+|order(?:s|ed)",
    "supplies": r"suppl(?:y|ied?s?|ying)|deliver\w*|provid\w+|transfer\w*|sen[dt]\w*|sold|ship\w*",
    "uses_against": r"us(?:e[ds]?|ing)|deploy\w*|fir(?:e[ds]?|ing)|launch\w*",
    "attacks": r"attack\w*|str(?:ike|ikes|uck)|hit|shell\w*|bomb\w*",
    "cooperates_with": r"cooperat\w+|partner\w*|collaborat\w+|joint",
    "supports": r"support\w*|back(?:s|ed|ing)|help\w*",
}
SAYS = (
    r"sa(?:id|ys|ying)|condemn\w*|cit(?:ed|es)|told|tells|add(?:s|ed)|accus\w+|den(?:ied|ies|y)|reject\w*|dismiss\w*|claim\w*|"
    r"warn\w*|announc\w*|admit\w*|acknowledg\w*|insist\w*|argu\w+|stat(?:es|ed)|wrote|call(?:s|ed)|"
    r"report(?:s|ed)|believ\w+|estimat\w+|confirm\w*|urg\w+|describ\w+|agreed|signed|sanction(?:s|ed)|impos\w+|declin\w+"
)
PRONOUN = re.compile(
    rf"\b(he|she|they|it|the (?:spokes\w+|official|minister|ministry))\b (?:\w+ )?(?:{SAYS})\b",
    re.I,
)
RELAY = re.compile(r"told|reported|reports|according to|cit(?:ed|ing)|quoted")
NAME = re.compile(
    r"\b(?!(?:The|An?|On|In|At|But|And|For|If|As) )(?!(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day\b)"
    r"(?:[A-Z][\w’'-]+)(?: (?:of |the |for |and )?[A-Z][\w’'-]+)*"
)
NO_NAME = re.compile(
    r"(?:The|An?|He|She|It|They|We|This|That|Those|These|Officials?|\w+(?:ian|ean|ese|ish|ern))s?|"
    r"(?:January|February|March|April|May|June|July|August|September|October|November|December)"
)
OFFICES = (
    r"spokes\w+|minister|governor|president|secretary|chief|head|director|general|admiral|"
    r"ambassador|envoy|adviser|lawmaker|senator|analyst|expert|professor|chairman|commander"
)
REPORTS = r"report\w*"
# What stands before an actor who is not the one that speaks.
OBJECT = re.compile(r"\b(?:between|and|of|in|by|against|with|to|from|on|for|that) $")

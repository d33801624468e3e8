from lib.analysis import actors


def test_a_state_includes_those_who_speak_for_it(small):
    assert actors.belonging_to(small.actors, ["us"]) == {"us", "nsc", "kirby"}


def test_a_person_stands_for_nobody_else(small):
    assert actors.belonging_to(small.actors, ["kirby"]) == {"kirby"}


def test_every_actor_rolls_up_to_the_top_of_its_chain(small):
    assert actors.state_of(small.actors).to_dict() == {
        "us": "us",
        "nsc": "us",
        "kirby": "us",
        "iran": "iran",
        "russia": "russia",
        "two-outlet": "two-outlet",
    }


def test_the_lineage_leads_from_the_person_to_the_state(small):
    assert actors.lineage(small.actors, "kirby") == ["kirby", "nsc", "us"]

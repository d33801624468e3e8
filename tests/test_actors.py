from lib.analysis import actors


def test_the_lineage_leads_from_the_person_to_the_state(small):
    assert actors.lineage(small.actors, "kirby") == ["kirby", "nsc", "us"]

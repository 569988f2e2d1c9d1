"""What a reconnect offers, held to the promises of the frontend's twin, resume-memory.spec.ts."""

from services.wire.transport.resume_memory import ResumeMemory


def test_there_is_nothing_to_offer_before_there_was_a_token():
    assert ResumeMemory().offers(0) == []


def test_a_token_is_offered_for_ten_minutes():
    memory = ResumeMemory()
    memory.renew("one", "3-100", 0)
    assert memory.offers(600)
    assert memory.offers(601) == []


def test_it_offers_how_far_it_got_on_every_lane_the_latest_first():
    memory = ResumeMemory()
    memory.renew("one", "3-100", 0)
    memory.renew("two", "9-1", 0)
    assert memory.take("3-104")
    assert memory.offers(0) == ["millrace.resume.two", "millrace.pos.3-104", "millrace.pos.9-1"]


def test_a_frame_is_taken_once():
    memory = ResumeMemory()
    assert memory.take("3-104")
    assert not memory.take("3-104")


def test_it_never_goes_back_on_a_lane():
    memory = ResumeMemory()
    memory.renew("one", "3-100", 0)
    memory.take("3-90")
    assert "millrace.pos.3-100" in memory.offers(0)


def test_it_offers_no_more_positions_than_a_gateway_reads():
    memory = ResumeMemory()
    for lane in range(60):
        memory.renew("token", f"{lane}-1", 0)
    offers = memory.offers(0)
    assert len(offers) == 41
    assert "millrace.pos.59-1" in offers


def test_what_a_replay_reached_counts_from_its_end_on():
    memory = ResumeMemory()
    memory.renew("one", "3-100", 0)
    memory.begin_replay()
    memory.take("3-150")
    assert "millrace.pos.3-100" in memory.offers(0)
    memory.end_replay()
    assert "millrace.pos.3-150" in memory.offers(0)


def test_nothing_is_left_of_a_session_that_ended():
    memory = ResumeMemory()
    memory.renew("one", "3-100", 0)
    memory.forget()
    assert memory.offers(0) == []

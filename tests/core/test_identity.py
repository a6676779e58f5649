"""Who wrote: an address belongs to one customer, a claim never joins, a signed identity does."""

from hypothesis import given
from hypothesis import strategies as st

from channels.contract import Address, Medium, Profile
from hub.core.identity import Joined, Known, KnownBy, Stranger, claims, recognize, root
from hub.core.terms import CustomerId

VISITOR = Address(Medium.CHAT, "v1")
ANN_MAIL = Address(Medium.EMAIL, "ann@x.example")
ANN, BOB = CustomerId("ann"), CustomerId("bob")


def test_an_address_stays_with_its_customer_whatever_is_claimed() -> None:
    claimed = Profile(email="ann@x.example", external_ref="77", verified=True)
    found = recognize(VISITOR, claimed, KnownBy(by_address=BOB, by_external_ref=ANN))
    assert found == Known(BOB, (ANN,))


def test_a_claim_makes_a_candidate_and_a_new_customer() -> None:
    found = recognize(VISITOR, Profile(email="Ann@x.example"), KnownBy(by_claim={ANN_MAIL: ANN}))
    assert found == Stranger(candidates=(ANN,), free=())


def test_a_claimed_address_nobody_has_is_kept_with_the_new_customer() -> None:
    assert recognize(VISITOR, Profile(email=" Ann@x.example "), KnownBy()) == Stranger(free=(ANN_MAIL,))


def test_a_signed_customer_number_joins() -> None:
    profile = Profile(external_ref="77", verified=True)
    assert recognize(VISITOR, profile, KnownBy(by_external_ref=ANN)) == Joined(ANN)


def test_a_signed_mail_address_joins_and_an_unsigned_one_does_not() -> None:
    known = KnownBy(by_claim={ANN_MAIL: ANN})
    assert recognize(VISITOR, Profile(email="ann@x.example", verified=True), known) == Joined(ANN)
    assert isinstance(recognize(VISITOR, Profile(email="ann@x.example"), known), Stranger)


def test_an_unsigned_customer_number_is_nothing() -> None:
    assert recognize(VISITOR, Profile(external_ref="77"), KnownBy()) == Stranger()


@given(st.builds(Profile, email=st.text(max_size=30), phone=st.text(max_size=30)))
def test_claims_are_addresses_or_nothing(profile: Profile) -> None:
    for claim in claims(profile, VISITOR):
        assert Address.read(str(claim)) == claim
        assert not any(char.isspace() for char in claim.value)


def test_merges_are_followed_to_their_end_even_round_in_circles() -> None:
    assert root(CustomerId("c"), {CustomerId("c"): BOB, BOB: ANN, ANN: None}) == ANN
    assert root(ANN, {ANN: BOB, BOB: ANN}) in (ANN, BOB)

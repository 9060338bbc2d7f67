package org.agentgovernance.examples;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.agentgovernance.Governor;
import org.agentgovernance.decision.Verdict;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;

/** What the airline's policy says where the corpus has no case. */
class AirlineTest {
  private static final Governor GOVERNOR = AirlineScore.governor();
  private static final List<String> METHODS =
      List.of("credit_card_1", "gift_card_2", "certificate_3");

  @AfterAll
  static void close() {
    GOVERNOR.close();
  }

  private static Verdict ask(String tool, Map<String, Object> args, Map<String, Object> changed) {
    Map<String, Object> reservation =
        new HashMap<>(
            Map.of(
                "cabin",
                "economy",
                "insurance",
                "no",
                "hoursSinceBooking",
                100.0,
                "passengers",
                2,
                "totalBaggages",
                1,
                "freeBags",
                2,
                "anyFlown",
                false,
                "airlineCancelled",
                false,
                "flightStatuses",
                List.of("available")));
    reservation.putAll(
        Map.of(
            "flightsChanged", true,
            "cabinChanged", false,
            "origin", "SFO",
            "destination", "JFK",
            "newOrigin", "SFO",
            "newDestination", "JFK"));
    Map<String, Object> user =
        new HashMap<>(Map.of("membership", "regular", "paymentMethods", METHODS));
    changed.forEach(
        (key, value) -> {
          if (user.containsKey(key)) {
            user.put(key, value);
          } else {
            reservation.put(key, value);
          }
        });
    return AirlineScore.verdict(
        GOVERNOR,
        Map.of("tool", tool, "args", args),
        Map.of("reservation", reservation, "user", user));
  }

  private static Verdict change(String payment, Map<String, Object> changed) {
    return ask(
        "update_reservation_flights",
        Map.of(
            "reservation_id",
            "X",
            "cabin",
            "economy",
            "flights",
            List.of(Map.of("flight_number", "H1", "date", "2024-05-20")),
            "payment_id",
            payment),
        changed);
  }

  private static Verdict bags(int total, int paid, Map<String, Object> changed) {
    return ask(
        "update_reservation_baggages",
        Map.of(
            "reservation_id",
            "X",
            "total_baggages",
            total,
            "nonfree_baggages",
            paid,
            "payment_id",
            "gift_card_2"),
        changed);
  }

  private static Verdict certificate(int amount, Map<String, Object> changed) {
    return ask("send_certificate", Map.of("user_id", "u", "amount", amount), changed);
  }

  @Test
  void changesFlightsWithinTheTrip() {
    assertThat(change("credit_card_1", Map.of())).isEqualTo(Verdict.PERMIT);
    assertThat(change("credit_card_1", Map.of("newOrigin", "LAX"))).isEqualTo(Verdict.DENY);
    assertThat(change("credit_card_1", Map.of("newDestination", "LAX"))).isEqualTo(Verdict.DENY);
    assertThat(change("credit_card_1", Map.of("cabin", "basic_economy"))).isEqualTo(Verdict.DENY);
    assertThat(change("credit_card_1", Map.of("cabinChanged", true, "anyFlown", true)))
        .isEqualTo(Verdict.DENY);
  }

  @Test
  void aChangeIsPaidWithOneCardOfTheProfile() {
    assertThat(change("gift_card_2", Map.of())).isEqualTo(Verdict.PERMIT);
    assertThat(change("certificate_3", Map.of())).isEqualTo(Verdict.DENY);
    assertThat(change("credit_card_9", Map.of())).isEqualTo(Verdict.DENY);
  }

  @Test
  void bagsAreAddedAndNeverRemovedAndPaidAboveTheAllowance() {
    assertThat(bags(2, 0, Map.of())).isEqualTo(Verdict.PERMIT);
    assertThat(bags(4, 2, Map.of())).isEqualTo(Verdict.PERMIT);
    assertThat(bags(4, 0, Map.of())).isEqualTo(Verdict.DENY);
    assertThat(bags(0, 0, Map.of())).isEqualTo(Verdict.DENY);
  }

  @Test
  void theNumberOfPassengersStays() {
    Map<String, Object> one = Map.of("first_name", "A", "last_name", "B", "dob", "1990-01-01");
    assertThat(
            ask(
                "update_reservation_passengers",
                Map.of("reservation_id", "X", "passengers", List.of(one, one)),
                Map.of()))
        .isEqualTo(Verdict.PERMIT);
    assertThat(
            ask(
                "update_reservation_passengers",
                Map.of("reservation_id", "X", "passengers", List.of(one)),
                Map.of()))
        .isEqualTo(Verdict.DENY);
  }

  @Test
  void compensationIsConfirmedAndOnlyForWhomThePolicyNames() {
    assertThat(certificate(200, Map.of("airlineCancelled", true))).isEqualTo(Verdict.DENY);
    assertThat(certificate(200, Map.of("airlineCancelled", true, "membership", "silver")))
        .isEqualTo(Verdict.APPROVE);
    assertThat(certificate(300, Map.of("airlineCancelled", true, "membership", "silver")))
        .isEqualTo(Verdict.DENY);
    assertThat(certificate(100, Map.of("flightStatuses", List.of("delayed"), "insurance", "yes")))
        .isEqualTo(Verdict.APPROVE);
    assertThat(certificate(100, Map.of("membership", "gold"))).isEqualTo(Verdict.DENY);
  }

  @Test
  void withoutFactsNothingThatChangesAnythingIsPermitted() {
    for (String tool : List.of("cancel_reservation", "get_reservation_details")) {
      Verdict verdict =
          AirlineScore.verdict(
              GOVERNOR, Map.of("tool", tool, "args", Map.of("reservation_id", "X")), Map.of());
      assertThat(verdict).isEqualTo(tool.startsWith("get") ? Verdict.PERMIT : Verdict.DENY);
    }
  }
}

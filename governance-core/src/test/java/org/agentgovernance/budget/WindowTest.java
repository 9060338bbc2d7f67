package org.agentgovernance.budget;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class WindowTest {
  private static final ZoneId BERLIN = ZoneId.of("Europe/Berlin");

  @ParameterizedTest
  @CsvSource({
    // the day on which clocks go forward has 23 hours, the one on which they go back 25
    "DAY, 2026-03-29T12:00:00Z, 2026-03-28T23:00:00Z, 2026-03-29T22:00:00Z",
    "DAY, 2026-10-25T12:00:00Z, 2026-10-24T22:00:00Z, 2026-10-25T23:00:00Z",
    // in both of the hours that the clock shows as 02:30
    "DAY, 2026-10-25T00:30:00Z, 2026-10-24T22:00:00Z, 2026-10-25T23:00:00Z",
    "DAY, 2026-10-25T01:30:00Z, 2026-10-24T22:00:00Z, 2026-10-25T23:00:00Z",
    "WEEK, 2026-03-29T12:00:00Z, 2026-03-22T23:00:00Z, 2026-03-29T22:00:00Z",
    "WEEK, 2026-03-30T12:00:00Z, 2026-03-29T22:00:00Z, 2026-04-05T22:00:00Z",
    "MONTH, 2024-02-29T12:00:00Z, 2024-01-31T23:00:00Z, 2024-02-29T23:00:00Z",
    "MONTH, 2026-12-31T23:30:00Z, 2026-12-31T23:00:00Z, 2027-01-31T23:00:00Z"
  })
  void followsTheCalendarOfItsZone(Window.Unit unit, Instant now, Instant start, Instant end) {
    Window window = Window.calendar(unit, BERLIN);
    assertThat(Instant.ofEpochMilli(window.start(now.toEpochMilli()))).isEqualTo(start);
    assertThat(Instant.ofEpochMilli(window.end(now.toEpochMilli()))).isEqualTo(end);
    assertThat(window.end(end.toEpochMilli() - 1)).isEqualTo(end.toEpochMilli());
    assertThat(window.start(end.toEpochMilli())).isEqualTo(end.toEpochMilli());
  }

  @Test
  void beginsTheDayWhereClocksJumpOverMidnight() {
    // In Sao Paulo the clock went from 24:00 on 3 November 2018 to 01:00 on the 4th.
    Window window = Window.calendar(Window.Unit.DAY, ZoneId.of("America/Sao_Paulo"));
    long noon = Instant.parse("2018-11-04T14:00:00Z").toEpochMilli();
    assertThat(Instant.ofEpochMilli(window.start(noon))).isEqualTo("2018-11-04T03:00:00Z");
    assertThat(window.end(window.start(noon) - 1)).isEqualTo(window.start(noon));
  }

  @Test
  void countsAtLeastItsLengthAndAtMostASixtiethMoreWhenItSlides() {
    Duration length = Duration.ofHours(1);
    Window window = Window.sliding(length);
    long used = Instant.parse("2026-11-20T10:00:59.999Z").toEpochMilli();
    long slice = window.start(used);
    assertThat(window.oldest(used + length.toMillis())).isLessThanOrEqualTo(slice);
    assertThat(window.oldest(used + length.toMillis() + length.toMillis() / 60 + 1))
        .isGreaterThan(slice);
    assertThat(window.slices()).isEqualTo(61);
  }

  @Test
  void startsWithTheEpochWhenItIsALength() {
    Window window = Window.every(Duration.ofDays(7));
    long now = Instant.parse("2026-11-20T10:00:00Z").toEpochMilli();
    assertThat(window.end(now) - window.start(now)).isEqualTo(Duration.ofDays(7).toMillis());
    assertThat(window.start(-1)).isEqualTo(-Duration.ofDays(7).toMillis());
  }

  @Test
  void isEqualToAWindowOfTheSameText() {
    assertThat(Window.calendar(Window.Unit.DAY, BERLIN))
        .isEqualTo(Window.calendar(Window.Unit.DAY, BERLIN))
        .isNotEqualTo(Window.calendar(Window.Unit.WEEK, BERLIN))
        .hasToString("day Europe/Berlin");
    assertThat(Window.every(Duration.ofHours(1))).isNotEqualTo(Window.sliding(Duration.ofHours(1)));
    assertThat(Window.total()).hasToString("total");
  }

  @Test
  void isTheSameInEveryNameOfUtc() {
    for (String name : List.of("UTC", "Etc/UTC", "Z", "+00:00", "GMT")) {
      assertThat(Window.calendar(Window.Unit.DAY, ZoneId.of(name)))
          .isEqualTo(Window.calendar(Window.Unit.DAY, ZoneOffset.UTC));
    }
  }

  @Test
  void refusesToSlideInLessThanASecond() {
    assertThatThrownBy(() -> Window.sliding(Duration.ofMillis(999)))
        .hasMessageStartingWith("a window is between PT1S and P36500D");
  }
}

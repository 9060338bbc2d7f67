package org.agentgovernance.recovery;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.agentgovernance.call.Arguments;
import org.agentgovernance.call.CallContext;
import org.agentgovernance.testing.ManualClock;
import org.agentgovernance.testing.Race;
import org.agentgovernance.testing.Sessions;
import org.junit.jupiter.api.Test;

class GoodAnswersTest {
  private static final Duration HOUR = Duration.ofHours(1);

  private final ManualClock clock = new ManualClock("2026-11-20T10:00:00Z");
  private final CallContext context = Sessions.of("s1", clock);
  private final GoodAnswers answers = new GoodAnswers();

  private void keep(int call, Object output) {
    answers.keep("t", "1", arguments(call), context, output, HOUR);
  }

  private GoodAnswers.Found find(int call) {
    return answers.find("t", "1", arguments(call), context, HOUR);
  }

  private static Arguments arguments(int call) {
    return Arguments.of(Map.of("n", call));
  }

  @Test
  void keepsTheLatestAnswerAndTellsItsAge() {
    keep(1, "old");
    clock.advance(Duration.ofMinutes(5));
    keep(1, Map.of("new", 1));
    clock.advance(Duration.ofMinutes(2));
    assertThat(find(1).value()).isEqualTo(Map.of("new", 1L));
    assertThat(find(1).age()).isEqualTo(Duration.ofMinutes(2));
    assertThat(find(2)).isNull();
    assertThat(answers.find("u", "1", arguments(1), context, HOUR)).isNull();
    assertThat(answers.find("t", "2", arguments(1), context, HOUR)).isNull();
    clock.advance(Duration.ofMinutes(58));
    assertThat(find(1)).isNotNull();
    clock.advance(Duration.ofMillis(1));
    assertThat(find(1)).isNull();
  }

  @Test
  void whatTheHostChangesLaterWasNotAnswered() {
    Map<String, Object> mutable = new LinkedHashMap<>(Map.of("a", new ArrayList<>(List.of(1))));
    keep(1, mutable);
    mutable.put("a", "changed");
    assertThat(find(1).value()).isEqualTo(Map.of("a", List.of(1L)));
  }

  @Test
  void anAnswerThatCannotBeKeptForgetsTheEarlierOne() {
    keep(1, "good");
    keep(1, new Object());
    assertThat(find(1)).isNull();
    keep(1, "good");
    keep(1, "x".repeat(GoodAnswers.MOST_CHARS_EACH));
    assertThat(find(1)).isNull();
  }

  @Test
  void aClockThatStepsBackMakesNothingYoungerThanNow() {
    clock.advance(Duration.ofHours(2));
    keep(1, "a");
    clock.advance(Duration.ofHours(-2));
    assertThat(find(1).age()).isZero();
  }

  @Test
  void forgetsWhatWasNotUsedForLongest() {
    for (int i = 0; i < GoodAnswers.MOST; i++) {
      keep(i, "a");
    }
    assertThat(find(0)).isNotNull();
    keep(-1, "a");
    assertThat(find(0)).isNotNull();
    assertThat(find(1)).isNull();
    assertThat(answers.size()).isEqualTo(GoodAnswers.MOST);
  }

  @Test
  void whatIsTooOldIsForgottenAndNotOnlyHidden() {
    keep(1, "a");
    keep(2, "b");
    clock.advance(Duration.ofMinutes(61));
    keep(3, "c");
    assertThat(answers.size()).isEqualTo(1);
    clock.advance(Duration.ofMinutes(61));
    assertThat(find(3)).isNull();
    assertThat(answers.size()).isZero();
  }

  @Property(tries = 200)
  void neverHoldsMoreThanItSays(
      @ForAll @Size(max = 60) List<@IntRange(min = 0, max = 40) Integer> calls) {
    GoodAnswers some = new GoodAnswers();
    String large = "x".repeat(GoodAnswers.MOST_CHARS_EACH - 2);
    for (int call : calls) {
      some.keep("t", "1", arguments(call), context, large, HOUR);
    }
    long distinct = calls.stream().distinct().count();
    long room = GoodAnswers.MOST_CHARS / GoodAnswers.MOST_CHARS_EACH;
    assertThat(some.size()).isEqualTo((int) Math.min(distinct, room));
  }

  @Test
  void threadsThatKeepAtOnceStayWithinTheBounds() throws Exception {
    String half = "x".repeat(GoodAnswers.MOST_CHARS_EACH / 2 - 2);
    Race.run(
        4,
        () -> {
          for (int i = 0; i < 200; i++) {
            keep(i % 90, half);
            find(i % 70);
          }
          return true;
        });
    assertThat(answers.size()).isEqualTo(2 * GoodAnswers.MOST_CHARS / GoodAnswers.MOST_CHARS_EACH);
  }
}

package org.agentgovernance.cli.questions;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.IntStream;
import org.agentgovernance.audit.AuditKind;
import org.agentgovernance.json.Json;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Records of any kind whose fields hold anything: counts still add up, stories still end. */
class OddRecordsTest {
  private static final List<String> NAMES =
      List.of(
          "call",
          "session",
          "parent",
          "agent",
          "user",
          "tool",
          "version",
          "verdict",
          "code",
          "rule",
          "interceptor",
          "arguments",
          "malformed",
          "rationale",
          "alternatives",
          "documents",
          "moreDocuments",
          "approval",
          "outcome",
          "model",
          "endorsement",
          "labels",
          "order",
          "log",
          "actors",
          "retry",
          "tags",
          "confidence",
          "message",
          "manifest");

  static IntStream seeds() {
    return IntStream.range(0, 200);
  }

  private static Object anything(Random random) {
    return switch (random.nextInt(9)) {
      case 0 -> (long) random.nextInt();
      case 1 -> List.of("a", 1L);
      case 2 -> Arrays.asList((Object) null, Map.of("id", 3L));
      case 3 -> Map.of("state", "approved", "kind", "failed", "event", "given", "order", "halt");
      case 4 -> Map.of("id", List.of(), "value", Map.of(), "form", 7L, "target", "all", "to", 9L);
      case 5 -> random.nextBoolean();
      case 6 -> "deny";
      case 7 -> "approve";
      default -> "s";
    };
  }

  private static Entry entry(long seq, Random random) {
    Map<String, Object> fields = new LinkedHashMap<>();
    AuditKind[] kinds = AuditKind.values();
    int kind = random.nextInt(kinds.length + 1);
    fields.put("at", Instant.ofEpochSecond(random.nextInt(1000)).toString());
    fields.put("kind", kind == kinds.length ? "a.kind.of.tomorrow" : kinds[kind].word());
    for (String name : NAMES) {
      if (random.nextInt(3) > 0) {
        fields.put(name, anything(random));
      }
    }
    return new Entry(seq, "", Json.object(fields));
  }

  @ParameterizedTest
  @MethodSource("seeds")
  void countsAddUpAndStoriesEnd(int seed) {
    Random random = new Random(seed);
    ComplianceTally tally = new ComplianceTally(new Period(Instant.ofEpochSecond(300), null));
    ComplianceTally rest = new ComplianceTally(new Period(null, Instant.ofEpochSecond(300)));
    List<String> told = new ArrayList<>();
    SessionStory story = new SessionStory("s", (first, text) -> told.add(first + text));
    Map<String, Long> kinds = new LinkedHashMap<>();
    for (int i = 1; i <= 200; i++) {
      Entry entry = entry(i, random);
      tally.accept(entry);
      rest.accept(entry);
      story.read(entry);
      kinds.merge(entry.kind(), 1L, Long::sum);
    }
    assertThat(story.end()).isTrue();
    assertThat(told).isNotEmpty();
    assertThat(tally.count(Measure.RECORDS) + rest.count(Measure.RECORDS)).isEqualTo(200);
    assertThat(both(tally, rest, Measure.PERMITTED)).isEqualTo(kinds.getOrDefault("intent", 0L));
    assertThat(both(tally, rest, Measure.ASKED) + both(tally, rest, Measure.DENIED))
        .isEqualTo(kinds.getOrDefault("decision", 0L));
    assertThat(sum(tally.kinds)).isEqualTo(tally.count(Measure.RECORDS));
    assertThat(sum(tally.events)).isEqualTo(tally.count(Measure.EVENTS));
    assertThat(sum(tally.denialRules)).isEqualTo(tally.count(Measure.DENIED));
    assertThat(sum(tally.overriddenRules)).isEqualTo(tally.count(Measure.APPROVED));
  }

  @Test
  void aStoryThatEndsWithAQuestionSaysSo() {
    List<String> told = new ArrayList<>();
    SessionStory story = new SessionStory("s", (first, text) -> told.add(first + text));
    Map<String, Object> asked =
        Map.of(
            "at",
            "2026-03-01T10:00:00Z",
            "kind",
            "decision",
            "session",
            "s",
            "call",
            "c1",
            "tool",
            "pay",
            "verdict",
            "approve",
            "code",
            "permission.approval_required");
    story.read(new Entry(7, "", Json.object(asked)));
    assertThat(story.end()).isTrue();
    assertThat(told)
        .contains("2026-03-01T10:00:00Z #7 call 1: pay")
        .contains("In short: 1 call, 1 still waiting for a person");
  }

  private static long both(ComplianceTally one, ComplianceTally other, Measure measure) {
    return one.count(measure) + other.count(measure);
  }

  private static long sum(Counter counter) {
    return counter.table("t", "c").rows().stream().mapToLong(row -> (Long) row.get(1)).sum();
  }

  @ParameterizedTest
  @MethodSource("seeds")
  void manyNamesAreAddedUp(int seed) {
    Counter counter = new Counter("?");
    int names = seed * 100;
    for (int i = 0; i < names; i++) {
      counter.add("name-" + i);
    }
    counter.add(null);
    assertThat(sum(counter)).isEqualTo(names + 1);
    assertThat(counter.table("t", "c").rows()).hasSizeLessThanOrEqualTo(101);
  }
}

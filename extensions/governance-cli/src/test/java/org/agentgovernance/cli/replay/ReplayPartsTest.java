package org.agentgovernance.cli.replay;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.agentgovernance.json.Json;
import org.junit.jupiter.api.Test;

class ReplayPartsTest {
  private static Lines lines(byte[] bytes) {
    return new Lines(new ByteArrayInputStream(bytes));
  }

  @Test
  void cutsLinesWhereverTheBufferEnds() throws Exception {
    Random random = new Random(7);
    List<String> expected = new ArrayList<>();
    StringBuilder text = new StringBuilder();
    for (int i = 0; i < 2000; i++) {
      String line = "é".repeat(random.nextInt(200)) + i;
      expected.add(line);
      text.append(line).append('\n');
    }
    byte[] bytes = text.toString().getBytes(StandardCharsets.UTF_8);
    // A stream that hands over a few bytes at a time.
    InputStream slow =
        new ByteArrayInputStream(bytes) {
          @Override
          public synchronized int read(byte[] to, int from, int count) {
            return super.read(to, from, Math.min(count, 1 + random.nextInt(7)));
          }
        };
    for (Lines lines : List.of(lines(bytes), new Lines(slow))) {
      List<String> found = new ArrayList<>();
      while (lines.next()) {
        found.add(lines.text());
        assertThat(lines.number()).isEqualTo(found.size());
      }
      assertThat(found).isEqualTo(expected);
    }
  }

  @Test
  void readsTheLongestLineAndRefusesOneByteMore() throws Exception {
    byte[] bytes = "x".repeat(Lines.MAX_BYTES + 1).getBytes(StandardCharsets.UTF_8);
    Lines tooLong = lines(bytes);
    assertThat(tooLong.next()).isTrue();
    assertThatThrownBy(tooLong::text).isInstanceOf(LineException.class);
    assertThat(tooLong.next()).isFalse();
    bytes[bytes.length - 1] = '\n';
    Lines longest = lines(bytes);
    assertThat(longest.next()).isTrue();
    assertThat(longest.text()).hasSize(Lines.MAX_BYTES);
  }

  @Test
  void findsTheArgumentsAsTheyWereWritten() {
    for (String args :
        List.of(
            "{}",
            "{ \"a\" : [1, 2, {\"args\": \"}\"}] }",
            "7",
            "-1.5e3",
            "\"te}xt\\\"\"",
            "true",
            "null",
            "[]",
            "{\"a\":1,\"a\":2}",
            "\"" + "long ".repeat(20_000) + "\"")) {
      for (String around :
          List.of("{\"args\":%s}", "{\"x\":{\"args\":0}, \"args\" : %s , \"y\":\"é\"}")) {
        String line = around.formatted(args);
        ArgumentsSpan span = ArgumentsSpan.find(line);
        assertThat(span).as(line).isNotNull();
        assertThat(span.of(line)).isEqualTo(args);
        String without = span.without(line);
        assertThat(without).hasSameSizeAs(line);
        assertThat(Json.parseObject(without)).containsEntry("args", 0L);
      }
    }
    for (String line :
        List.of("", "[]", "{}", "{\"args\":NaN}", "{\"args\":{", "{\"arg\":1}", "x")) {
      assertThat(ArgumentsSpan.find(line)).as(line).isNull();
    }
  }

  @Test
  void showsATimeThatNeverGoesBack() {
    Instant noon = Instant.parse("2026-11-20T12:00:00Z");
    ReplayClock clock = new ReplayClock(Instant.EPOCH);
    assertThat(clock.advance(noon)).isTrue();
    assertThat(clock.advance(noon)).isTrue();
    assertThat(clock.advance(noon.minusNanos(1))).isFalse();
    assertThat(clock.instant()).isEqualTo(noon);
    assertThat(clock.millis()).isEqualTo(noon.toEpochMilli());
    assertThat(clock.withZone(ZoneOffset.MAX).instant()).isEqualTo(noon);
  }

  @Test
  void remembersEveryTextThatItWasGiven() {
    Fingerprints prints = new Fingerprints();
    for (int i = 0; i < 100_000; i++) {
      prints.add("session-" + i);
      prints.add("session-" + i);
    }
    assertThat(prints.size()).isEqualTo(100_000);
    for (int i = 0; i < 100_000; i++) {
      assertThat(prints.contains("session-" + i)).isTrue();
      assertThat(prints.contains("other-" + i)).isFalse();
    }
  }

  @Test
  void givesBackWhatWasPutAwayInAnyOrder() throws Exception {
    Random random = new Random(11);
    List<String> texts = new ArrayList<>();
    List<Spool.Place> places = new ArrayList<>();
    try (Spool spool = new Spool()) {
      for (int i = 0; i < 3000; i++) {
        String text = i % 500 == 0 ? "ä".repeat(100_000) : "é" + i + "x".repeat(random.nextInt(90));
        texts.add(text);
        places.add(spool.put(text));
        int any = random.nextInt(texts.size());
        assertThat(spool.get(places.get(any))).isEqualTo(texts.get(any));
      }
    }
  }
}

package org.agentgovernance.schema;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class EcmaPatternTest {
  @Test
  void keepsTheMeaningOfEcmaPatterns() {
    assertThat(matches("^\\s$", "\u00a0")).isTrue();
    assertThat(matches("^\\s$", "\u000b")).isTrue();
    assertThat(matches("^[^\\s]$", "\ufeff")).isFalse();
    assertThat(matches("^[\\S]$", "\u2003")).isFalse();
    assertThat(matches("^[\\S]$", "x")).isTrue();
    assertThat(matches("^.$", "\u2028")).isFalse();
    assertThat(matches("^.$", "😀")).isTrue();
    assertThat(matches("^\\d$", "٣")).isFalse();
    assertThat(matches("^\\w$", "é")).isFalse();
    assertThat(matches("^\\cC$", "\u0003")).isTrue();
    assertThat(matches("^\\0$", "\u0000")).isTrue();
    assertThat(matches("^[\\b]$", "\b")).isTrue();
    assertThat(matches("^\\u00e9\\x41\\u{1F600}\\uD83D\\uDE00$", "éA😀😀")).isTrue();
    assertThat(matches("^\\p{Lowercase_Letter}\\p{Script=Greek}\\p{gc=Nd}$", "éβ3")).isTrue();
    assertThat(matches("^[^]$", "\n")).isTrue();
    assertThat(matches("[]", "a")).isFalse();
    assertThat(matches("^[[:alpha:]]$", "a]")).isTrue();
    assertThat(matches("^[a[b]$", "[")).isTrue();
    assertThat(matches("^a\\/b\\-c$", "a/b-c")).isTrue();
    assertThat(matches("^(?<year>\\d{4})$", "2026")).isTrue();
    assertThat(matches("^abc$", "abc\n")).isFalse();
    assertThat(matches("b", "abc")).isTrue();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "(?=a)", "(?!a)", "(?<=a)", "(?<!a)", "(a)\\1", "(?<n>a)\\k<n>", "a++", "\\A", "\\Z", "\\Q",
        "\\", "\\x1", "\\u12", "\\u{110000}", "\\uD800", "\\p", "\\p{Nonsense}", "(", "[",
            "a{1001}",
        "((a{100}){100})"
      })
  void refusesWhatCannotRunInLinearTime(String pattern) {
    assertThatThrownBy(() -> LinearPatterns.compile(pattern))
        .isInstanceOf(LinearPatterns.Refused.class);
  }

  @Test
  void refusesALongPattern() {
    assertThatThrownBy(() -> LinearPatterns.compile("a".repeat(4_001)))
        .isInstanceOf(LinearPatterns.Refused.class);
  }

  private static boolean matches(String pattern, String text) {
    return LinearPatterns.compile(pattern).matcher(text).find();
  }
}

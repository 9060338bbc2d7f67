package org.agentgovernance.schema;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.re2j.Pattern;
import java.util.List;
import java.util.Objects;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PlainPatternTest {
  @ParameterizedTest
  @ValueSource(
      strings = {
        "^A-[0-9]+$",
        "^$",
        "^[A-Z]{3}$",
        "^\\d{4}-\\d{2}-\\d{2}$",
        "^[a-z][a-z0-9-]{0,62}$",
        "^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$",
        "^sha256:[0-9a-f]{64}$",
        "^\\w+\\.json$",
        "^[-+.,:\\-\\]]*$"
      })
  void readsPatternsAsIdsHaveThem(String pattern) {
    assertThat(PlainPattern.of(pattern)).isNotNull();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "A-[0-9]+",
        "^a+",
        "a$",
        "^a|b$",
        "^(a)$",
        "^.$",
        "^[^a]$",
        "^a+?$",
        "^a*b*$",
        "^[a$",
        "^\\s$",
        "^\\D$",
        "^[\\d-z]$",
        "^[z-a]$",
        "^é$",
        "^[é]$",
        "^a\\$",
        "^\\x41$",
        "^a{$",
        "^a{2,1}$",
        "^a{1000}$",
        "^*$",
        "^[]$",
        "^a$$",
        "^^a$",
        "^[a-",
        "^",
        "$",
        "^a{2}{3}$"
      })
  void leavesEverythingElseToRe2(String pattern) {
    assertThat(PlainPattern.of(pattern)).isNull();
  }

  @Test
  void endsWhereTheTextEnds() {
    PlainPattern id = Objects.requireNonNull(PlainPattern.of("^A-[0-9]+$"));
    assertThat(id.matches("A-1")).isTrue();
    assertThat(List.of("A-", "A-1\n", "\nA-1", "A-1 ", "A-１", "B-1", "A-1x", "", "A"))
        .noneMatch(id::matches);
  }

  /** Whatever it takes on, it answers as RE2 does. */
  @Property(tries = 20_000)
  void answersAsRe2Does(@ForAll("patterns") String regex, @ForAll("texts") String text) {
    Pattern re2;
    try {
      re2 = LinearPatterns.compile(regex);
    } catch (LinearPatterns.Refused e) {
      return; // such a schema is not loaded
    }
    PlainPattern plain = PlainPattern.of(regex);
    if (plain != null) {
      assertThat(plain.matches(text)).as(regex).isEqualTo(re2.matcher(text).find());
    }
  }

  @Provide
  static Arbitrary<String> patterns() {
    Arbitrary<String> atom =
        Arbitraries.of(
            "a", "b", "-", "1", " ", "\\d", "\\w", "\\.", "\\-", "\\\\", "[ab]", "[a-c]", "[0-9a]",
            "[-a]", "[a-]", "[\\d.]", "[a\\-b]", "[+--]", "[^a]", ".", "\\s", "(a)", "|", "[a-b-c]",
            "é", "[\\]a]", "[.+*]", "[$a]", "[(|)]", "[{}]", "[a^]", "]", "}", "{", "[[a]", "\\n");
    Arbitrary<String> times =
        Arbitraries.of("", "", "", "+", "*", "?", "{2}", "{1,2}", "{2,}", "{0}", "+?", "{,2}", "$");
    Arbitrary<String> body =
        Combinators.combine(atom, times)
            .as(String::concat)
            .list()
            .ofMaxSize(4)
            .map(PlainPatternTest::join);
    Arbitrary<String> framed = body.map(inner -> "^" + inner + "$");
    return Arbitraries.oneOf(List.of(framed, framed, framed, body));
  }

  @Provide
  static Arbitrary<String> texts() {
    return Arbitraries.strings().withChars("aab-1. c\\]\n+é{}").ofMaxLength(5);
  }

  private static String join(List<String> parts) {
    return String.join("", parts);
  }
}

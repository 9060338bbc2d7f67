package org.agentgovernance.flow;

import static org.assertj.core.api.Assertions.assertThat;

import java.text.Normalizer;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.agentgovernance.decision.Permit;
import org.agentgovernance.interceptor.Interceptor;

final class FlowPropertyTest {
  @Property
  void aSessionsLabelNeverGoesDown(
      @ForAll List<Integrity> integrities, @ForAll List<Confidentiality> confidentialities) {
    SessionLabel label = SessionLabel.CLEAN;
    for (int i = 0; i < Math.min(integrities.size(), confidentialities.size()); i++) {
      SessionLabel next = label.join("t" + i, integrities.get(i), confidentialities.get(i));
      assertThat(next.integrity()).isGreaterThanOrEqualTo(label.integrity());
      assertThat(next.integrity()).isGreaterThanOrEqualTo(integrities.get(i));
      assertThat(next.confidentiality()).isGreaterThanOrEqualTo(label.confidentiality());
      assertThat(next.confidentiality()).isGreaterThanOrEqualTo(confidentialities.get(i));
      assertThat(next.tainting().isEmpty()).isEqualTo(!next.untrusted());
      label = next;
    }
  }

  @Property(tries = 3000)
  void aPermitInAnUntrustedSessionMeansThatTheValueOccurs(
      @ForAll("texts") String prompt, @ForAll("texts") String output, @ForAll("texts") String to) {
    FlowScene scene = FlowScene.tainted(prompt);
    Interceptor directory = FlowScene.reader("directory", FlowScene.TRUSTED);
    scene.run(directory, "directory", Map.of("note", output));
    if (scene.pay(to) instanceof Permit) {
      assertThat(occurs(prompt, to) || occurs(output, to) || occurs("note", to)).isTrue();
    }
  }

  @Property(tries = 3000)
  void aValueSetBetweenSpacesIsAlwaysFound(
      @ForAll("words") String before, @ForAll("words") String to, @ForAll("words") String after) {
    assertThat(FlowScene.tainted(before + " " + to + " " + after).pay(to))
        .isInstanceOf(Permit.class);
    assertThat(FlowScene.tainted(before + " '" + to + "'.").pay(to)).isInstanceOf(Permit.class);
  }

  @Property(tries = 3000)
  void aValueGluedToAnotherWordIsNeverFound(
      @ForAll("words") String to, @ForAll("glue") String glue, @ForAll("words") String other) {
    assertThat(FlowScene.tainted(to + glue + other).pay(to)).isNotInstanceOf(Permit.class);
    assertThat(FlowScene.tainted(other + glue + to).pay(to)).isNotInstanceOf(Permit.class);
  }

  /** The slow way: every place in the text, both ends looked at. */
  private static boolean occurs(String text, String value) {
    String wanted = simple(value);
    String here = simple(text);
    for (int at = here.indexOf(wanted); at >= 0; at = here.indexOf(wanted, at + 1)) {
      int end = at + wanted.length();
      boolean startsWord = at == 0 || !Character.isLetterOrDigit(here.charAt(at - 1));
      boolean endsWord = end == here.length() || !Character.isLetterOrDigit(here.charAt(end));
      if (startsWord && endsWord) {
        return true;
      }
    }
    return false;
  }

  private static String simple(String text) {
    return Normalizer.normalize(text, Normalizer.Form.NFKC)
        .toLowerCase(Locale.ROOT)
        .replaceAll("\\s+", " ")
        .strip();
  }

  @Provide
  Arbitrary<String> texts() {
    return Arbitraries.strings()
        .withChars("aAbBä1１2 \u00A0\t\n.,-@_/\u200B\u0430'")
        .ofMinLength(0)
        .ofMaxLength(14);
  }

  @Provide
  Arbitrary<String> words() {
    return Arbitraries.strings().withChars("aAbBäéжK19").ofMinLength(2).ofMaxLength(8);
  }

  @Provide
  Arbitrary<String> glue() {
    return Arbitraries.of("-", "_", "@", "+", "/", "x", "7", "\u200B", "\u202E", "й", "%", ".");
  }
}

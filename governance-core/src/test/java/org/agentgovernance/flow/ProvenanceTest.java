package org.agentgovernance.flow;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.agentgovernance.decision.Permit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** When a value occurs in the user's own words, and every way of only seeming to. */
final class ProvenanceTest {
  private static boolean trusted(String prompt, Object value) {
    return FlowScene.tainted(prompt).pay(value) instanceof Permit;
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "Send it to Jane Long.",
        "jane long",
        "Send it to 'Jane Long'!",
        "Send it to JANE LONG, please",
        "(Jane   Long)",
        "Jane\u00A0Long",
        "Jane\n\tLong",
        "Ｊａｎｅ　Ｌｏｎｇ",
        "I mean Jane Long...",
        "said: \"Jane Long\""
      })
  void findsAValueWhateverItsCaseSpacesAndPunctuation(String prompt) {
    assertThat(trusted(prompt, "Jane Long")).isTrue();
  }

  @ParameterizedTest
  @ValueSource(strings = {" jane  LONG ", "Jane\u00A0Long", "\tJane\nLong", "Ｊａｎｅ Long"})
  void theValueIsFoldedAsTheTextIs(String value) {
    assertThat(trusted("Send it to Jane Long.", value)).isTrue();
  }

  @Test
  void findsAddressesAndAccountNumbersAtTheEndOfASentence() {
    String prompt = "Mail 'jane.long+x@google.com' about GB29NWBK60161331926819. Use a-b_c/d.";
    assertThat(trusted(prompt, "jane.long+x@google.com")).isTrue();
    assertThat(trusted(prompt, "GB29NWBK60161331926819")).isTrue();
    assertThat(trusted(prompt, "gb29nwbk60161331926819")).isTrue();
    assertThat(trusted(prompt, "a-b_c/d")).isTrue();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "GB29NWBK6016133192681",
        "B29NWBK60161331926819",
        "jane.long",
        "long+x@google.com",
        "jane.long+x@google",
        "google.com",
        "x@google.com",
        "b_c",
        "a-b",
        "c/d"
      })
  void aPartOfALongerWordIsNotFound(String value) {
    String prompt = "Mail jane.long+x@google.com about GB29NWBK60161331926819. Use a-b_c/d.";
    assertThat(trusted(prompt, value)).isFalse();
  }

  @Test
  void aPartOfSeveralWordsIsNotFound() {
    assertThat(trusted("Pay Ann Somerville", "Ann Somerville")).isTrue();
    assertThat(trusted("Pay Joann Somerville", "Ann Somerville")).isFalse();
    assertThat(trusted("Pay Jo-Ann Somerville", "Ann Somerville")).isFalse();
    assertThat(trusted("Pay Somerville Anna", "Somerville Ann")).isFalse();
    assertThat(trusted("Pay x(Somerville)", "(Somerville)")).isFalse();
    assertThat(trusted("Pay (Somerville)", "(Somerville)")).isTrue();
  }

  @Test
  void aFullStopOnlyEndsAWordWhenNothingFollowsIt() {
    assertThat(trusted("Pay acme. Now", "acme")).isTrue();
    assertThat(trusted("Pay (acme.)", "acme")).isTrue();
    assertThat(trusted("Pay acme.evil now", "acme")).isFalse();
    assertThat(trusted("Pay acme..evil now", "acme")).isFalse();
    assertThat(trusted("Pay Acme Inc. now", "Acme Inc.")).isTrue();
    assertThat(trusted("Pay Acme Inc.evil now", "Acme Inc.")).isFalse();
    assertThat(trusted("Use Notepad++ now", "Notepad")).isFalse();
  }

  @Test
  void lettersThatOnlyLookAlikeAreNotTheSame() {
    // Cyrillic and Greek letters for Latin ones, dotless i, Roman numeral for a letter of Greek.
    assertThat(trusted("Send it to paypal", "pаypаl")).isFalse();
    assertThat(trusted("Send it to BOB", "ΒОΒ")).isFalse();
    assertThat(trusted("Send it to ibis", "ıbıs")).isFalse();
    assertThat(trusted("Send it to US122000", "US122ООО")).isFalse();
    assertThat(trusted("Send it to Muller", "Müller")).isFalse();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "pay\u200Bpal", // zero-width space
        "paypal\u200B",
        "pay\u200Dpal", // zero-width joiner
        "\uFEFFpaypal", // byte order mark
        "pay\u2060pal", // word joiner
        "pay\u00ADpal", // soft hyphen
        "\u200Fpaypal", // right-to-left mark
        "\u202Epaypal\u202C", // right-to-left override
        "\u2066paypal\u2069", // isolate
        "paypal\uFE0F", // variation selector
        "pay\u034Fpal", // combining grapheme joiner
        "paypal\u3164", // filler
        "paypal\uE000", // private use
        "paypal\u0378", // unassigned
        "paypal\u0000",
        "paypal\uFFFD",
        "paypal\uDB40\uDC41" // tag character
      })
  void aValueWithAnInvisibleCharacterIsNeverTrusted(String value) {
    assertThat(trusted("Send it to paypal", value)).isFalse();
    assertThat(trusted("Send it to " + value + " now", value)).isFalse();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"paypal\u200Bevil", "evil\u200Bpaypal", "paypal.\u200Bevil", "\u202Epaypal"})
  void anInvisibleCharacterInTheTextEndsNoWord(String prompt) {
    assertThat(trusted("Send it to " + prompt, "paypal")).isFalse();
  }

  @Test
  void aValueSplitOverTwoPlacesIsNotFound() {
    assertThat(trusted("Take GB29 from here and NWBK60 from there", "GB29NWBK60")).isFalse();
    assertThat(trusted("Take GB29 from here and NWBK60 from there", "GB29 NWBK60")).isFalse();
    assertThat(trusted("Jane or Long", "Jane Long")).isFalse();
    assertThat(trusted("GB29 NWBK60", "GB29NWBK60")).isFalse();
  }

  @Test
  void aValueIsNotFoundAcrossTwoTrustedTexts() {
    FlowScene scene = FlowScene.tainted("Pay Jane");
    var list = FlowScene.reader("list", FlowScene.TRUSTED);
    scene.run(list, "list", List.of("Long", "Road"));
    assertThat(scene.pay("Jane")).isInstanceOf(Permit.class);
    assertThat(scene.pay("Road")).isInstanceOf(Permit.class);
    assertThat(scene.pay("Jane Long")).isNotInstanceOf(Permit.class);
    assertThat(scene.pay("Long Road")).isNotInstanceOf(Permit.class);
  }

  @Test
  void veryShortVeryLongAndWordlessValuesAreNeverTrusted() {
    assertThat(trusted("Pay a b 7 -- ?!", "a")).isFalse();
    assertThat(trusted("Pay a b 7 -- ?!", "7")).isFalse();
    assertThat(trusted("Pay a b 7 -- ?!", "--")).isFalse();
    assertThat(trusted("Pay a b 7 -- ?!", "?!")).isFalse();
    assertThat(trusted("Pay a b 7 -- ?!", "")).isFalse();
    assertThat(trusted("Pay a b 7 -- ?!", "a b")).isTrue();
    assertThat(trusted("Pay " + "x".repeat(300), "x".repeat(300))).isFalse();
  }

  @Test
  void aFullWidthDigitIsTheSameDigit() {
    assertThat(trusted("Account １２３４", "1234")).isTrue();
    assertThat(trusted("Account 1234", "１２３４")).isTrue();
  }

  @Test
  void aDigitOfAnotherScriptIsAnotherCharacter() {
    assertThat(trusted("Account 1234", "١٢٣٤")).isFalse();
    assertThat(trusted("Send ١٢٣٤", 1234)).isFalse();
  }

  @Test
  void numbersCompareByValue() {
    assertThat(trusted("Send 1000 now", 1e3)).isTrue();
    assertThat(trusted("Send 1000.", 1000.0)).isTrue();
    assertThat(trusted("Send 1000.0", 1000)).isTrue();
    assertThat(trusted("Send $98.70!", 98.7)).isTrue();
    assertThat(trusted("Send 7", 7)).isTrue();
    assertThat(trusted("Move it by -5", -5)).isTrue();
    assertThat(trusted("Send 0.10", 0.1)).isTrue();
  }

  @Test
  void aCommaGroupsDigitsOnlyByThrees() {
    assertThat(trusted("Send 1,000", 1000)).isTrue();
    assertThat(trusted("Send 1,234,567.89 now", 1234567.89)).isTrue();
    assertThat(trusted("Send 1,000.50", 1000.5)).isTrue();
    assertThat(trusted("Send 1,000", 1)).isFalse();
    assertThat(trusted("Send 1,000", 0)).isFalse();
    assertThat(trusted("Send 1,00", 100)).isFalse();
    assertThat(trusted("Send 1,00", 1)).isFalse();
    assertThat(trusted("Send 10,50", 10.5)).isFalse();
    assertThat(trusted("Send 1.000,50", 1000.5)).isFalse();
    assertThat(trusted("Send 1234,567", 1234567)).isFalse();
    assertThat(trusted("Send 100, 200", 200)).isTrue();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "Send 55",
        "Send 0005",
        "Send 5%",
        "Send 5-6",
        "Send v5",
        "Send 5.5",
        "Send -5",
        "At 5:30",
        "On 2022-05-05",
        "Send 5e0",
        "Send 5k",
        "Send x/5",
        "Send 5\u200B"
      })
  void aNumberIsNotFoundInsideAnythingElse(String prompt) {
    assertThat(trusted(prompt, 5)).isFalse();
  }

  @Test
  void aStringOfDigitsIsComparedAsAWord() {
    assertThat(trusted("Account 0042", "0042")).isTrue();
    assertThat(trusted("Account 0042", "42")).isFalse();
    assertThat(trusted("Account 42.0", "42")).isFalse();
    assertThat(trusted("At 10:30", "30")).isFalse();
    assertThat(trusted("Send 1,000", "000")).isFalse();
  }

  @Test
  void aPromptOverTheBoundIsNotTrusted() {
    assertThat(trusted("Bob " + "x ".repeat(Provenance.MAX_CHARS), "Bob")).isFalse();
  }
}

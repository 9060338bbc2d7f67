package org.agentgovernance.json;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigDecimal;
import java.math.MathContext;
import java.math.RoundingMode;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.agentgovernance.testing.Corpus;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class NumbersTest {
  @Test
  void printsTheTenThousandDoublesOfTheVector() {
    List<String> wrong = new ArrayList<>();
    int finite = 0;
    for (String line : Corpus.lines("json/jcs/es6testfile10k.txt.gz")) {
      int comma = line.indexOf(',');
      double value = Double.longBitsToDouble(Long.parseUnsignedLong(line.substring(0, comma), 16));
      finite++;
      if (!print(value).equals(line.substring(comma + 1))) {
        wrong.add(line + " printed " + print(value));
      }
    }
    System.out.printf(
        "number vector: %d doubles on Java %s, %d wrong%n",
        finite, Runtime.version().feature(), wrong.size());

    assertThat(wrong).isEmpty();
    assertThat(finite).isEqualTo(10_000);
  }

  @ParameterizedTest
  @CsvSource({
    "0, 0",
    "-0.0, 0",
    "1, 1",
    "-1.5, -1.5",
    "0.1, 0.1",
    "1e21, 1e+21",
    "1e20, 100000000000000000000",
    "123456789012345680000, 123456789012345680000",
    "1e-6, 0.000001",
    "1e-7, 1e-7",
    "9007199254740993, 9007199254740992",
    "4.9e-324, 5e-324",
    "2.2250738585072014e-308, 2.2250738585072014e-308",
    "1.7976931348623157e308, 1.7976931348623157e+308",
    "2e-3, 0.002",
    "333333333.33333329, 333333333.3333333",
    "2.0e-3, 0.002",
    "5e-324, 5e-324",
    "2.98023223876953125e-8, 2.9802322387695312e-8",
    "1.2345678901234567e-5, 0.000012345678901234568"
  })
  void printsAsEcmaScriptDoes(double value, String printed) {
    assertThat(print(value)).isEqualTo(printed);
  }

  @Property(tries = 5_000)
  void printsWhatReadsBackAsTheSameDouble(@ForAll long bits) {
    checkShortest(Double.longBitsToDouble(bits));
  }

  @Property(tries = 5_000)
  void printsAmountsShortest(@ForAll int units, @ForAll int seed) {
    int places = Math.floorMod(seed, 12);
    checkShortest(BigDecimal.valueOf(units, places).doubleValue());
  }

  @Test
  void printsTheNeighboursOfPowersShortest() {
    for (int exponent = -323; exponent <= 308; exponent++) {
      double power = Double.parseDouble("1e" + exponent);
      checkShortest(power);
      checkShortest(Math.nextUp(power));
      checkShortest(Math.nextDown(power));
    }
    for (int exponent = -1074; exponent <= 1023; exponent++) {
      double power = Math.scalb(1.0, exponent);
      checkShortest(power);
      checkShortest(Math.nextUp(power));
      checkShortest(Math.nextDown(power));
    }
  }

  @Test
  void printsManySmallDecimalsShortest() {
    SplittableRandom random = new SplittableRandom(8785);
    for (int i = 0; i < 20_000; i++) {
      checkShortest(random.nextLong(1_000_000_000_000_000L) / Math.pow(10, random.nextInt(16)));
    }
  }

  private static void checkShortest(double value) {
    if (!Double.isFinite(value) || value == 0) {
      return;
    }
    String printed = print(value);
    assertThat(Double.parseDouble(printed)).isEqualTo(value);
    BigDecimal exact = new BigDecimal(Math.abs(value));
    int digits = new BigDecimal(printed).stripTrailingZeros().precision();
    if (digits > 1) {
      for (RoundingMode mode : List.of(RoundingMode.DOWN, RoundingMode.UP)) {
        BigDecimal shorter = exact.round(new MathContext(digits - 1, mode));
        assertThat(shorter.doubleValue()).isNotEqualTo(Math.abs(value));
      }
    }
  }

  private static String print(double value) {
    StringBuilder out = new StringBuilder();
    Numbers.print(value, out);
    return out.toString();
  }
}

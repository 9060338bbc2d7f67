package org.agentgovernance.budget;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.math.BigDecimal;
import java.math.RoundingMode;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.BigRange;
import net.jqwik.api.constraints.Scale;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class AmountsTest {
  @ParameterizedTest
  @CsvSource({
    "0, 0",
    "1, 1000000",
    "0.000001, 1",
    "0.0000001, 1",
    "0.0000011, 2",
    "2.50, 2500000",
    "1E-999999999, 1",
    "9223372036854.775807, 9223372036854775807",
    "9223372036854.775808, 9223372036854775807",
    "10000000000000, 9223372036854775807",
    "1E+999999999, 9223372036854775807",
  })
  void roundsUpAndStopsAtWhatFits(BigDecimal amount, long millionths) {
    assertThat(Amounts.roundedUp(amount)).isEqualTo(millionths);
  }

  @Test
  void refusesALimitThatIsNotExact() {
    assertThatThrownBy(() -> Amounts.exact(new BigDecimal("0.0000001"), "it"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("it has more than 6 digits after the point");
    assertThatThrownBy(() -> Amounts.exact(new BigDecimal("1E+20"), "it"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("it is more than 9000000000000");
  }

  @ParameterizedTest
  @CsvSource({"5000000, 5, 5", "500000, 2.50, 0.50", "123456, 2.50, 0.123456", "0, 100, 0"})
  void writesAsManyDigitsAsTheLimit(long millionths, BigDecimal limit, String text) {
    assertThat(Amounts.text(millionths, limit)).isEqualTo(text);
  }

  @Test
  void addsWithoutWrappingRound() {
    assertThat(Amounts.plus(Long.MAX_VALUE, 1)).isEqualTo(Amounts.TOO_MUCH);
    assertThat(Amounts.plus(Long.MAX_VALUE, -1)).isEqualTo(Long.MAX_VALUE - 1);
    assertThat(Amounts.plus(5, -3)).isEqualTo(2);
  }

  @Property
  void agreesWithDecimalArithmetic(
      @ForAll @BigRange(min = "0", max = "9000000000000") @Scale(12) BigDecimal amount) {
    assertThat(Amounts.decimal(Amounts.roundedUp(amount)))
        .isEqualByComparingTo(amount.setScale(6, RoundingMode.CEILING));
  }
}

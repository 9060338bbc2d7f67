package org.agentgovernance.audit;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;

/** Eight bytes at a time say the same as one by one. */
class WordsTest {
  private static boolean plain(byte b) {
    return b >= 0x20 && b != '"' && b != '\\';
  }

  @Test
  void everyByteAtEveryPlaceIsSeen() {
    for (int place = 0; place < Words.BYTES; place++) {
      for (int value = 0; value < 256; value++) {
        for (byte around : new byte[] {' ', 'a', '~', 0x7F, '!', '#', '[', ']'}) {
          byte[] bytes = new byte[Words.BYTES];
          Arrays.fill(bytes, around);
          bytes[place] = (byte) value;
          assertThat(Words.plain(bytes, 0))
              .as("%d at %d", value, place)
              .isEqualTo(plain((byte) value));
        }
      }
    }
  }

  @Property(tries = 5000)
  void aWordIsPlainWhenEachOfItsBytesIs(@ForAll @Size(8) byte[] bytes) {
    boolean all = true;
    for (byte b : bytes) {
      all &= plain(b);
    }
    assertThat(Words.plain(bytes, 0)).isEqualTo(all);
  }

  @Property(tries = 5000)
  void aByteIsFoundWhereItStandsFirst(@ForAll @Size(max = 40) byte[] bytes, @ForAll byte sought) {
    int first = 0;
    while (first < bytes.length && bytes[first] != sought) {
      first++;
    }
    assertThat(Words.indexOf(sought, bytes, 0, bytes.length)).isEqualTo(first);
  }
}

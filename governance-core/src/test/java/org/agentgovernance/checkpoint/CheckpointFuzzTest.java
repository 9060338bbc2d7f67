package org.agentgovernance.checkpoint;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.api.FuzzedDataProvider;
import com.code_intelligence.jazzer.junit.FuzzTest;

/** Notes, proofs and keys of strangers are read, or refused with the one exception for it. */
class CheckpointFuzzTest {
  @FuzzTest(maxDuration = "20s")
  void readsOrRefuses(FuzzedDataProvider data) {
    int kind = data.consumeInt(0, 2);
    String text = data.consumeRemainingAsString();
    try {
      Object read =
          switch (kind) {
            case 0 -> SignedCheckpoint.parse(text);
            case 1 -> LogProof.parse(text);
            default -> CheckpointKey.parse(text, null);
          };
      if (kind < 2) {
        assertThat(read.toString()).isEqualTo(text);
      }
    } catch (IllegalArgumentException refused) {
      assertThat(refused).hasMessageNotContaining("null");
    }
  }
}

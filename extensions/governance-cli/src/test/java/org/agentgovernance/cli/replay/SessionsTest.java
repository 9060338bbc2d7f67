package org.agentgovernance.cli.replay;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.agentgovernance.Governor;
import org.agentgovernance.manifest.Manifest;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class SessionsTest {
  private static final String MANIFEST =
      "{\"apiVersion\":\"agentgovernance/v1\",\"kind\":\"AgentManifest\","
          + "\"metadata\":{\"name\":\"m\",\"version\":\"1\"},\"agent\":{\"id\":\"a\"},"
          + "\"catalog\":{\"unsigned\":true},\"tools\":[{\"name\":\"t\",\"version\":\"1\","
          + "\"effect\":\"read\",\"inputSchema\":true}]}";

  private final Governor governor =
      Governor.of(Manifest.parse(MANIFEST, "m.json")).audit(new NoTrail()).open();

  @AfterEach
  void close() {
    governor.close();
  }

  private Sessions sessions(long room) {
    return new Sessions(governor, new LineParser(new UnknownKeys(w -> {})), 1, room);
  }

  private static String line(int number) {
    return "{\"type\":\"session\",\"session\":\"s" + number + "\"}";
  }

  @Test
  void opensADeclaredSessionWithItsFirstCallAndKeepsIt() throws Exception {
    try (Sessions sessions = sessions(1 << 20)) {
      sessions.declare("s1", line(1), 1);
      Sessions.Found first = sessions.find("s1", 10);
      assertThat(first.session()).isNotNull();
      assertThat(first.session().id()).isEqualTo("s1");
      assertThat(sessions.find("s1", 10).session()).isSameAs(first.session());
      assertThat(sessions.known()).isEqualTo(1);
    }
  }

  @Test
  void closesTheSessionThatWasNotUsedForLongestAndNeverStartsItAfresh() throws Exception {
    try (Sessions sessions = sessions(20_000)) {
      for (int i = 0; i < 10; i++) {
        assertThat(sessions.find("s" + i, 100).session()).isNotNull();
        assertThat(sessions.find("s0", 0).session()).isNotNull();
      }
      assertThat(sessions.closed()).isBetween(3, 8);
      Sessions.Found gone = sessions.find("s1", 100);
      assertThat(gone.session()).isNull();
      assertThat(gone.refusal()).contains("closed to save memory");
      assertThat(sessions.find("s0", 100).session()).isNotNull();
      assertThat(sessions.find("s9", 100).session()).isNotNull();
      assertThatThrownBy(() -> sessions.declare("s1", line(1), 99))
          .isInstanceOf(LineException.class)
          .hasMessageContaining("is closed");
    }
  }

  @Test
  void keepsSessionsThatWaitApartFromThoseThatCall() throws Exception {
    try (Sessions sessions = sessions(400_000)) {
      for (int i = 0; i < 1000; i++) {
        sessions.declare("s" + i, line(i), i + 1);
      }
      for (int i = 0; i < 1000; i++) {
        assertThat(sessions.find("s" + i, 100).session()).as("s%d", i).isNotNull();
      }
      assertThat(sessions.closed()).isGreaterThan(800);
    }
  }

  @Test
  void keepsTheOnlySessionHoweverLargeItGrows() throws Exception {
    try (Sessions sessions = sessions(10_000)) {
      for (int i = 0; i < 1000; i++) {
        assertThat(sessions.find("s", 1 << 20).session()).isNotNull();
      }
      assertThat(sessions.closed()).isZero();
    }
  }
}

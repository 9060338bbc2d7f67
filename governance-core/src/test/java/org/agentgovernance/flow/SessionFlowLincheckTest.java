package org.agentgovernance.flow;

import java.util.List;
import java.util.Set;
import org.jetbrains.lincheck.datastructures.ModelCheckingOptions;
import org.jetbrains.lincheck.datastructures.Operation;
import org.junit.jupiter.api.Test;

/**
 * Whether parallel calls of one session lose neither a label nor a trusted word, in every
 * interleaving of two threads. No operation runs before the threads start: afterwards the label
 * cannot get any worse and there is nothing to race for.
 */
public class SessionFlowLincheckTest {
  private final SessionFlow session = new SessionFlow("Pay Bob");

  @Operation
  public void readUntrusted() {
    session.read("inbox", Integrity.UNTRUSTED, Confidentiality.PUBLIC);
  }

  private static final Endorsement FILES =
      new Endorsement(
          true, Confidentiality.PUBLIC, Set.of("files"), Set.of("clerk"), FlowScene.REF);

  @Operation
  public void readSecret() {
    session.read("files", Integrity.TRUSTED, Confidentiality.USER);
  }

  @Operation
  public void readFirstAccount() {
    add("ACC1");
  }

  @Operation
  public void readSecondAccount() {
    add("ACC2");
  }

  /** Takes back what the files brought, and says what it found. */
  @Operation
  public String endorse() {
    StringBuilder seen = new StringBuilder();
    session.endorse(
        FILES,
        (before, after) -> {
          seen.append(before.words()).append(" > ").append(after.words());
          return true;
        });
    return seen.toString();
  }

  @Operation
  public String label() {
    return session.label().words();
  }

  @Operation
  public String accounts() {
    return find("ACC1") + " " + find("ACC2");
  }

  private void add(String text) {
    session.provenance().add(new TrustedParts.Found(text.length(), () -> List.of(text)));
  }

  private Provenance.Proof find(String text) {
    return session.provenance().of(text, Acceptance.Evidence.TRUSTED_OUTPUT);
  }

  @Test
  void losesNothing() {
    new ModelCheckingOptions()
        .actorsBefore(0)
        .threads(2)
        .actorsPerThread(2)
        .actorsAfter(2)
        .iterations(30)
        .invocationsPerIteration(200)
        .check(SessionFlowLincheckTest.class);
  }
}

package org.agentgovernance.examples.banking;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.agentgovernance.CallResult;
import org.agentgovernance.Governor;
import org.agentgovernance.GovernorBuilder;
import org.agentgovernance.PendingCall;
import org.agentgovernance.Session;
import org.agentgovernance.audit.AuditTrail;
import org.agentgovernance.call.Subject;
import org.agentgovernance.call.ToolCall;
import org.agentgovernance.catalog.DsseEnvelope;
import org.agentgovernance.catalog.HighWaterStore;
import org.agentgovernance.catalog.ToolDescriptor;
import org.agentgovernance.catalog.TrustRoot;
import org.agentgovernance.decision.Explanation;
import org.agentgovernance.examples.banking.Episode.Answer;
import org.agentgovernance.examples.banking.Sample.InjectionTask;
import org.agentgovernance.identity.PrincipalVerifier;
import org.agentgovernance.manifest.Manifest;

/** Puts scenarios through a governed bank, and through one that nothing governs. */
final class Replay implements AutoCloseable {
  static final String MANIFEST = "banking.manifest.json";
  private static final String TOOLS = "/org/agentgovernance/examples/agentdojo/banking.tools.json";
  private static final String ROOT = "banking.trust-root.json";
  private static final String CATALOG = "banking.catalog.json";
  private static final Subject CUSTOMER = Subject.of("emma");
  private static final Subject CLERK = Subject.of("clerk-7").withRoles(List.of("payments-desk"));

  private final Bank bank;
  private final Bank ungoverned;
  private final Governor governor;

  Replay(Sample sample, AuditTrail trail) {
    this.bank = new Bank(sample.bank());
    this.ungoverned = new Bank(sample.bank());
    Manifest manifest = Manifest.parse(Resources.text(MANIFEST), MANIFEST);
    GovernorBuilder builder =
        Governor.of(manifest)
            .descriptors(ToolDescriptor.parseAll(Resources.bytes(TOOLS)))
            .trustRoot(TrustRoot.parse(Resources.bytes(ROOT)), HighWaterStore.inMemory())
            .catalog(DsseEnvelope.parse(Resources.bytes(CATALOG)))
            .audit(trail);
    for (String tool : manifest.tools()) {
      builder.tool(tool, arguments -> bank.call(tool, arguments));
    }
    this.governor = builder.open();
  }

  Manifest manifest() {
    return governor.manifest();
  }

  Episode run(Scenario scenario, int number) {
    InjectionTask attack = scenario.attack();
    String vector = attack == null ? "" : scenario.user().vector();
    String planted = attack == null ? "" : attack.goal();
    bank.reset(vector, planted);
    ungoverned.reset(vector, planted);
    scenario.calls().forEach(call -> ungoverned.call(call.tool(), call.arguments()));

    List<Episode.Step> steps = new ArrayList<>();
    try (Session session =
        governor
            .session(PrincipalVerifier.attestedByHost("bank"), CUSTOMER)
            .id("run-" + number)
            .task(scenario.user().kind())
            .prompt(scenario.user().prompt())
            .open()) {
      scenario.calls().forEach(call -> steps.add(step(session, scenario, call)));
    }
    List<ToolCall> done =
        steps.stream().filter(s -> s.result().succeeded()).map(Episode.Step::call).toList();
    return new Episode(
        scenario,
        steps,
        Wishes.fulfilled(scenario.user(), done),
        attack != null && Wishes.reached(attack, bank),
        attack == null ? BigDecimal.ZERO : Wishes.gain(attack, bank),
        Wishes.fulfilled(scenario.user(), scenario.calls()),
        attack != null && Wishes.reached(attack, ungoverned),
        attack == null ? BigDecimal.ZERO : Wishes.gain(attack, ungoverned));
  }

  private Episode.Step step(Session session, Scenario scenario, ToolCall call) {
    CallResult result = session.call(call);
    Answer answer = Answer.NONE;
    CallResult end = result;
    if (result.pending().isPresent()) {
      PendingCall pending = result.pending().get();
      answer = Wishes.needs(scenario.user(), call) ? Answer.APPROVED : Answer.REJECTED;
      answer(pending, answer);
      end = pending.completion().toCompletableFuture().join();
    }
    return new Episode.Step(call, result.decision(), answer, end, left(session.explain(call)));
  }

  /** A script in place of a person: yes to what the user's own task needs, no to all else. */
  private void answer(PendingCall pending, Answer answer) {
    String id = pending.request().id();
    if (answer == Answer.APPROVED) {
      governor.approvals().approve(id, CLERK, "the customer's own task needs it");
    } else {
      governor.approvals().reject(id, CLERK, "the customer's own task does not need it");
    }
  }

  private static Map<String, String> left(Explanation explanation) {
    return explanation.steps().stream()
        .filter(step -> step.interceptor().equals("budget"))
        .findFirst()
        .map(step -> new TreeMap<>(step.counters()))
        .orElseGet(TreeMap::new);
  }

  @Override
  public void close() {
    governor.close();
  }
}

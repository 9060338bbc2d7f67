package org.agentgovernance.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.math.BigDecimal;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.agentgovernance.approval.ApprovalEntry;
import org.agentgovernance.approval.ApprovalPolicy;
import org.agentgovernance.approval.ApprovalState;
import org.agentgovernance.approval.ApprovalStore;
import org.agentgovernance.approval.ApprovalVote;
import org.agentgovernance.approval.ProposedCall;
import org.agentgovernance.approval.SealedRequest;
import org.agentgovernance.call.Actor;
import org.agentgovernance.call.CallContext;
import org.agentgovernance.call.Principal;
import org.agentgovernance.call.Subject;
import org.agentgovernance.call.ToolCall;
import org.agentgovernance.decision.ReasonCode;
import org.agentgovernance.decision.RequireApproval;
import org.agentgovernance.decision.RuleRef;
import org.agentgovernance.json.Digest;
import org.junit.jupiter.api.Test;

/**
 * What every {@link ApprovalStore} must keep to. Extend it with a test class of JUnit 5, answer
 * {@link #open} and {@link #again}, and the inherited tests run against the store.
 */
public abstract class ApprovalStoreContract {
  private static final Instant NOW = Instant.parse("2026-11-20T10:00:00.123456Z");
  private static final Digest MANIFEST = Digest.of("contract", new byte[0]);
  private static final int THREADS = 8;
  private static final long PATIENCE_SECONDS = 20;

  /** For subclasses. */
  protected ApprovalStoreContract() {}

  /**
   * Opens a store without any requests.
   *
   * @return a new store; the subclass closes it after the test
   */
  protected abstract ApprovalStore open();

  /**
   * The same requests as another governor, or the next process, sees them: another store over the
   * same database or directory. What lives in memory returns the store itself.
   *
   * @param store what {@link #open} returned, which is not used any more unless it is returned
   * @return a store with the same requests; the subclass closes it after the test
   */
  protected abstract ApprovalStore again(ApprovalStore store);

  private static SealedRequest request(String session, int quorum) {
    ApprovalPolicy policy =
        new ApprovalPolicy(
            "two", Set.of("boss", "chief"), quorum, Duration.ofMinutes(10), Duration.ofMinutes(1));
    Principal principal =
        Principal.builder(new Subject("u-1", "idp", Set.of(), Map.of()), new Actor("agent", "i-1"))
            .priorActors(List.of(Actor.of("parent")))
            .build();
    CallContext context =
        new CallContext(principal, session, "task", null, Map.of(), Clock.systemUTC());
    ToolCall call =
        ToolCall.builder("refund")
            .arguments(Map.of("amount", new BigDecimal("12.5"), "to", "Zoë \0 \u202e 😀", "n", 3))
            .rationale("words that are no text: \ud800 \0")
            .resource(Map.of("kind", "account", "tags", List.of("a", "b")))
            .build();
    RequireApproval question =
        new RequireApproval(
            ReasonCode.PERMISSION_CONFIRM,
            "permission",
            new RuleRef("r-1", "agent.json:4"),
            "two",
            "why \0 \udfff",
            "Wait.");
    RequireApproval other =
        new RequireApproval(ReasonCode.PERMISSION_APPROVAL, "own", null, "two", "also", "Wait.");
    return SealedRequest.of(
        policy,
        new ProposedCall("c-1", call, context, "1.0.0", MANIFEST),
        List.of(question, other),
        "why \0; also",
        NOW);
  }

  private static ApprovalEntry fresh(String session) {
    return ApprovalEntry.of(request(session, 1));
  }

  private static ApprovalVote vote(String person, boolean yes) {
    Subject by = new Subject(person, "idp", Set.of("boss"), Map.of("floor", 3));
    return new ApprovalVote(by, yes, "seen \0 \ud800", NOW.plusSeconds(1));
  }

  private static ApprovalEntry held(ApprovalStore store, ApprovalEntry entry) {
    return store.find(entry.id()).orElseThrow();
  }

  /** Begins with no requests. */
  @Test
  protected final void beginsWithNoRequests() {
    ApprovalStore store = open();
    assertThat(store.open()).isEmpty();
    assertThat(store.open(fresh("s").sealed().key())).isEmpty();
    assertThat(store.find(fresh("s").id())).isEmpty();
    assertThat(store.find("../../etc/passwd")).isEmpty();
    assertThat(store.forget(NOW)).isZero();
  }

  /** Gives back word for word what it was given. */
  @Test
  protected final void givesBackWordForWordWhatItWasGiven() {
    ApprovalStore store = open();
    ApprovalEntry entry = ApprovalEntry.of(request("s", 2));
    store.add(entry);
    ApprovalEntry voted = entry.with(vote("ann", true));
    assertThat(store.replace(voted)).isTrue();
    ApprovalEntry found = held(again(store), entry);
    assertThat(found.toJson()).isEqualTo(voted.toJson());
    assertThat(found.sealed().questions()).isEqualTo(entry.sealed().questions());
    assertThat(found.request().rationale()).isEqualTo(entry.request().rationale());
    assertThat(found.request().arguments()).isEqualTo(entry.request().arguments());
    assertThat(found.votes()).isEqualTo(voted.votes());
  }

  /** Keeps arguments as large as calls may have. */
  @Test
  protected final void keepsLargeArguments() {
    ApprovalStore store = open();
    ToolCall call =
        ToolCall.builder("refund")
            .arguments(Map.of("a", "\"".repeat(250_000), "b", "ü".repeat(250_000)))
            .build();
    SealedRequest small = request("s", 1);
    CallContext context =
        new CallContext(small.request().principal(), "s", null, null, Map.of(), Clock.systemUTC());
    ApprovalEntry entry =
        ApprovalEntry.of(
            SealedRequest.of(
                small.request().policy(),
                new ProposedCall("c-1", call, context, "1.0.0", MANIFEST),
                List.of(),
                "why",
                NOW));
    store.add(entry);
    assertThat(held(again(store), entry).request().arguments())
        .isEqualTo(entry.request().arguments());
  }

  /** Keeps what is open for whoever opens it next. */
  @Test
  protected final void keepsWhatIsOpenForWhoeverOpensItNext() {
    ApprovalStore store = open();
    ApprovalEntry waits = fresh("s");
    ApprovalEntry approved = fresh("s");
    store.add(waits);
    store.add(approved);
    assertThat(store.replace(approved.with(vote("ann", true)))).isTrue();
    ApprovalStore next = again(store);
    assertThat(next.open())
        .extracting(ApprovalEntry::state)
        .containsExactlyInAnyOrder(ApprovalState.PENDING, ApprovalState.APPROVED);
    assertThat(next.replace(waits.with(vote("ann", true)))).isTrue();
  }

  /** Refuses an id that it holds, and anything but a new request. */
  @Test
  protected final void refusesAnIdThatItHolds() {
    ApprovalStore store = open();
    ApprovalEntry entry = fresh("s");
    store.add(entry);
    assertThatThrownBy(() -> store.add(entry)).isInstanceOf(RuntimeException.class);
    ApprovalEntry later = fresh("s").with(vote("ann", true));
    assertThatThrownBy(() -> store.add(later)).isInstanceOf(RuntimeException.class);
    assertThat(store.open()).hasSize(1);
  }

  /** Replaces only the version that was seen. */
  @Test
  protected final void replacesOnlyTheVersionThatWasSeen() {
    ApprovalStore store = open();
    ApprovalEntry entry = ApprovalEntry.of(request("s", 2));
    store.add(entry);
    ApprovalEntry first = entry.with(vote("ann", true));
    ApprovalEntry other = entry.with(vote("bob", true));
    assertThat(store.replace(first)).isTrue();
    assertThat(store.replace(other)).as("somebody else was quicker").isFalse();
    assertThat(store.replace(first)).as("the same again").isFalse();
    assertThat(store.replace(first.with(vote("bob", true)).consumed(NOW)))
        .as("two versions ahead")
        .isFalse();
    assertThat(held(store, entry).approvers()).extracting(Subject::id).containsExactly("ann");
  }

  /** Replaces nothing that it does not hold. */
  @Test
  protected final void replacesNothingThatItDoesNotHold() {
    ApprovalStore store = open();
    assertThat(store.replace(fresh("s").expired(NOW))).isFalse();
    assertThat(store.open()).isEmpty();
  }

  /** Never lets what is over change again. */
  @Test
  protected final void neverLetsWhatIsOverChangeAgain() {
    ApprovalStore store = open();
    ApprovalEntry entry = fresh("s");
    store.add(entry);
    ApprovalEntry approved = entry.with(vote("ann", true));
    assertThat(store.replace(approved)).isTrue();
    assertThat(store.replace(approved.consumed(NOW))).isTrue();
    assertThat(store.replace(approved.consumed(NOW))).as("used twice").isFalse();
    assertThat(store.replace(approved.expired(NOW))).isFalse();
    assertThat(store.replace(approved.with(vote("bob", false)))).isFalse();
    Optional<ApprovalEntry> found = again(store).find(entry.id());
    found.ifPresent(over -> assertThat(over.state()).isEqualTo(ApprovalState.CONSUMED));
  }

  /** Lists what is open, oldest first, of all or of one call. */
  @Test
  protected final void listsWhatIsOpenOfAllOrOfOneCall() {
    ApprovalStore store = open();
    List<ApprovalEntry> made = new ArrayList<>();
    for (int i = 0; i < 6; i++) {
      ApprovalEntry entry = fresh(i % 2 == 0 ? "even" : "odd \0 \u202e");
      store.add(entry);
      made.add(entry);
    }
    assertThat(made.get(0).sealed().key()).isEqualTo(made.get(2).sealed().key());
    assertThat(store.replace(made.get(0).expired(NOW))).isTrue();
    assertThat(store.replace(made.get(1).with(vote("ann", false)))).isTrue();
    assertThat(store.replace(made.get(3).with(vote("ann", true)))).isTrue();
    assertThat(store.open()).hasSize(4).isSortedAccordingTo(ApprovalStore.OLDEST_FIRST);
    assertThat(store.open(made.get(0).sealed().key()))
        .isSortedAccordingTo(ApprovalStore.OLDEST_FIRST)
        .extracting(ApprovalEntry::id)
        .containsExactlyInAnyOrder(made.get(2).id(), made.get(4).id());
    assertThat(again(store).open(made.get(1).sealed().key()))
        .extracting(ApprovalEntry::id)
        .containsExactlyInAnyOrder(made.get(3).id(), made.get(5).id());
  }

  /** Forgets what ended before a time, and nothing else. */
  @Test
  protected final void forgetsWhatEndedBeforeATime() {
    ApprovalStore store = open();
    ApprovalEntry over = fresh("s");
    ApprovalEntry waits = fresh("s");
    store.add(over);
    store.add(waits);
    assertThat(store.replace(over.expired(NOW))).isTrue();
    assertThat(store.forget(NOW)).isZero();
    int unused = store.forget(NOW.plusMillis(1));
    assertThat(store.find(over.id())).isEmpty();
    assertThat(store.open()).hasSize(1);
    assertThat(store.forget(waits.ends().plusMillis(1))).as("nobody noted its end").isOne();
    assertThat(store.find(waits.id())).isEmpty();
    assertThat(again(store).open()).isEmpty();
  }

  /** Lets one of many use an approval. */
  @Test
  protected final void letsOneOfManyUseAnApproval() throws Exception {
    ApprovalStore store = open();
    for (int round = 0; round < 20; round++) {
      ApprovalEntry entry = fresh("s" + round);
      store.add(entry);
      ApprovalEntry approved = entry.with(vote("ann", true));
      assertThat(store.replace(approved)).isTrue();
      assertThat(together(i -> store.replace(approved.consumed(NOW.plusSeconds(i)))))
          .as("how many used it")
          .isOne();
    }
  }

  /** Lets a yes and a no at once lead to one of them. */
  @Test
  protected final void letsAVoteAndAUseAtOnceLeadToOneOfThem() throws Exception {
    ApprovalStore store = open();
    for (int round = 0; round < 20; round++) {
      ApprovalEntry entry = fresh("s" + round);
      store.add(entry);
      ApprovalEntry approved = entry.with(vote("ann", true));
      assertThat(store.replace(approved)).isTrue();
      long won =
          together(
              i ->
                  store.replace(
                      i % 2 == 0 ? approved.consumed(NOW) : approved.with(vote("bob", false))));
      assertThat(won).isOne();
    }
  }

  /** Loses no vote of those that are tried again. */
  @Test
  protected final void losesNoVote() throws Exception {
    ApprovalStore store = open();
    ApprovalEntry entry = ApprovalEntry.of(request("s", THREADS + 1));
    store.add(entry);
    long won =
        together(
            i -> {
              ApprovalEntry now = held(store, entry);
              while (!store.replace(now.with(vote("p" + i, true)))) {
                now = held(store, entry);
              }
              return true;
            });
    assertThat(won).isEqualTo(THREADS);
    assertThat(held(store, entry).approvers()).hasSize(THREADS).doesNotHaveDuplicates();
    assertThat(held(store, entry).version()).isEqualTo(1 + THREADS);
  }

  /** Something that one of several threads does. */
  @FunctionalInterface
  private interface Step {
    boolean by(int thread) throws Exception;
  }

  private static long together(Step step) throws Exception {
    ExecutorService threads = Executors.newFixedThreadPool(THREADS);
    try {
      CyclicBarrier start = new CyclicBarrier(THREADS);
      List<Callable<Boolean>> all = new ArrayList<>();
      for (int i = 0; i < THREADS; i++) {
        int number = i;
        all.add(
            () -> {
              start.await(PATIENCE_SECONDS, TimeUnit.SECONDS);
              return step.by(number);
            });
      }
      long won = 0;
      for (Future<Boolean> each : threads.invokeAll(all)) {
        won += each.get() ? 1 : 0;
      }
      return won;
    } finally {
      threads.shutdownNow();
    }
  }

  /** Tells a watcher of what it waits for. */
  @Test
  protected final void tellsAWatcherOfWhatItWaitsFor() throws Exception {
    ApprovalStore store = open();
    Listener listener = new Listener();
    try (ApprovalStore.Watch watch = store.watch(listener)) {
      assertThat(watch).isNotNull();
      ApprovalEntry entry = ApprovalEntry.of(request("s", 2));
      listener.awaited.put(entry.id(), 1L);
      store.add(entry);
      ApprovalEntry first = entry.with(vote("ann", true));
      assertThat(store.replace(first)).isTrue();
      assertThat(listener.next(entry, 2).approvers()).hasSize(1);
      ApprovalEntry second = first.with(vote("bob", true));
      assertThat(store.replace(second)).isTrue();
      assertThat(listener.next(entry, 3).state()).isEqualTo(ApprovalState.APPROVED);
      assertThat(store.replace(second.consumed(NOW))).isTrue();
      assertThat(listener.next(entry, 4).state()).isEqualTo(ApprovalState.CONSUMED);
    }
  }

  /** Tells a watcher that comes late what has happened meanwhile. */
  @Test
  protected final void tellsTheNextChangeToWhoeverBeganToWatchLate() throws Exception {
    ApprovalStore store = open();
    ApprovalEntry entry = fresh("s");
    store.add(entry);
    ApprovalEntry approved = entry.with(vote("ann", true));
    assertThat(store.replace(approved)).isTrue();
    Listener listener = new Listener();
    listener.awaited.put(entry.id(), 2L);
    try (ApprovalStore.Watch watch = store.watch(listener)) {
      assertThat(watch).isNotNull();
      assertThat(store.replace(approved.with(vote("bob", false)))).isTrue();
      assertThat(listener.next(entry, 3).state()).isEqualTo(ApprovalState.REJECTED);
    }
  }

  /** Tells nothing more once a watch is closed. */
  @Test
  protected final void tellsNothingMoreOnceAWatchIsClosed() throws Exception {
    ApprovalStore store = open();
    ApprovalEntry entry = ApprovalEntry.of(request("s", 2));
    store.add(entry);
    Listener closed = new Listener();
    Listener open = new Listener();
    closed.awaited.put(entry.id(), 1L);
    open.awaited.put(entry.id(), 1L);
    store.watch(closed).close();
    try (ApprovalStore.Watch watch = store.watch(open)) {
      assertThat(watch).isNotNull();
      assertThat(store.replace(entry.with(vote("ann", true)))).isTrue();
      assertThat(open.next(entry, 2)).isNotNull();
    }
    assertThat(closed.told).isEmpty();
  }

  private static final class Listener implements ApprovalStore.Watcher {
    final Map<String, Long> awaited = new ConcurrentHashMap<>();
    final BlockingQueue<ApprovalEntry> told = new LinkedBlockingQueue<>();

    @Override
    public Map<String, Long> awaited() {
      return Map.copyOf(awaited);
    }

    @Override
    public void changed(ApprovalEntry entry) {
      awaited.computeIfPresent(entry.id(), (id, known) -> Math.max(known, entry.version()));
      told.add(entry);
    }

    ApprovalEntry next(ApprovalEntry of, long version) throws InterruptedException {
      long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(PATIENCE_SECONDS);
      while (true) {
        ApprovalEntry entry = told.poll(end - System.nanoTime(), TimeUnit.NANOSECONDS);
        if (entry == null) {
          throw new AssertionError("nobody told of version " + version);
        }
        if (entry.id().equals(of.id()) && entry.version() == version) {
          return entry;
        }
      }
    }
  }
}

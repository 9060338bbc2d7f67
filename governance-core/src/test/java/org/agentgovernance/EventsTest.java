package org.agentgovernance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.agentgovernance.decision.GovernanceException;
import org.agentgovernance.decision.ReasonCode;
import org.agentgovernance.interceptor.EventSink;
import org.agentgovernance.interceptor.GovernanceEvent;
import org.agentgovernance.rollout.ControlStore;
import org.agentgovernance.testing.Users;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EventsTest {
  private final BlockingQueue<GovernanceEvent> seen = new LinkedBlockingQueue<>();

  @Test
  void tellsEveryListenerInOrderAlthoughOneFails() throws Exception {
    Events events =
        new Events(
            List.of(
                event -> {
                  throw new LinkageError("a listener that is broken");
                },
                seen::add));
    for (int i = 0; i < 100; i++) {
      events.emit(event("test.number_" + i));
    }
    for (int i = 0; i < 100; i++) {
      assertThat(next().kind()).isEqualTo("test.number_" + i);
    }
    events.close();
  }

  @Test
  void neverWaitsForAListenerAndCountsWhatItDrops() throws Exception {
    CountDownLatch busy = new CountDownLatch(1);
    CountDownLatch stuck = new CountDownLatch(1);
    EventSink slow =
        event -> {
          busy.countDown();
          try {
            stuck.await();
          } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
          }
        };
    Events events = new Events(List.of(slow));
    events.emit(event("test.first"));
    assertThat(busy.await(10, TimeUnit.SECONDS)).isTrue();
    for (int i = 0; i < Events.MOST_WAITING + 7; i++) {
      events.emit(event("test.more"));
    }
    assertThat(events.dropped()).isEqualTo(7);
    stuck.countDown();
    events.close();
  }

  @Test
  void deliversWhatWaitsWhenItIsClosedAndNothingAfterwards() {
    Events events = new Events(List.of(seen::add));
    events.emit(event("test.before"));
    events.close();
    events.emit(event("test.after"));
    assertThat(seen).extracting(GovernanceEvent::kind).containsExactly("test.before");
  }

  @Test
  void refusesAKindThatIsNoKind() {
    for (String kind : List.of("", "budget", "Budget.threshold", "budget.", "budget threshold")) {
      assertThatThrownBy(() -> event(kind)).isInstanceOf(IllegalArgumentException.class);
    }
  }

  private GovernanceEvent next() throws InterruptedException {
    GovernanceEvent event = seen.poll(10, TimeUnit.SECONDS);
    assertThat(event).isNotNull();
    return event;
  }

  private static GovernanceEvent event(String kind) {
    return new GovernanceEvent(kind, Instant.EPOCH, null, null, null, Map.of());
  }

  @Test
  void theGovernorsOwnLogTellsThatItHasFailed(@TempDir Path temp) throws Exception {
    String audit = "{\"directory\": \"" + temp.resolve("log") + "\"}";
    Governor governor =
        Governor.of(Manifests.bankWith("audit", audit))
            .control(ControlStore.inMemory())
            .tool("account.read", args -> "ok")
            .events(seen::add)
            .open();
    Session session = governor.session(Users.of("u1")).task("support").open();
    Files.writeString(
        temp.resolve("log").resolve("audit-00000001.jsonl"), "x", StandardOpenOption.APPEND);
    CallResult first = session.call("account.read", Map.of("account", "A-1"));
    assertThat(next().kind()).isEqualTo("audit.failed");
    assertThat(session.call("account.read", Map.of("account", "A-1")).code())
        .isEqualTo(ReasonCode.AUDIT_UNAVAILABLE);
    assertThat(first.callId()).isNotEmpty();
    assertThatThrownBy(governor::close).isInstanceOf(GovernanceException.class);
  }
}

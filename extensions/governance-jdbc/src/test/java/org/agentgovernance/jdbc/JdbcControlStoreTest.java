package org.agentgovernance.jdbc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import javax.sql.DataSource;
import org.agentgovernance.decision.GovernanceException;
import org.agentgovernance.decision.ReasonCode;
import org.agentgovernance.rollout.ControlStore;
import org.agentgovernance.rollout.Order;
import org.agentgovernance.rollout.Orders;
import org.agentgovernance.rollout.Target;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Orders that several processes share; each {@link GovernanceDatabase} stands for a process. */
class JdbcControlStoreTest {
  @TempDir Path temp;

  static Stream<DataSource> databases() {
    return Stream.of(TestDatabase.postgres(), TestDatabase.h2());
  }

  @ParameterizedTest
  @MethodSource("databases")
  void tellsEveryProcessOfAnOrder(DataSource source) throws Exception {
    try (GovernanceDatabase one = open(source);
        GovernanceDatabase two = open(source)) {
      Heard heard = new Heard();
      try (ControlStore.Watch watch = two.orders("prod").watch(heard)) {
        assertThat(watch).isNotNull();
        assertThat(heard.next()).isEqualTo("epoch 0");
        assertThat(one.orders("test").compareAndSet(0, Orders.none().with(halt("0")))).isTrue();
        assertThat(one.orders("prod").compareAndSet(0, Orders.none().with(halt("1")))).isTrue();
        assertThat(heard.next()).isEqualTo("epoch 1 [1]");
      }
    }
  }

  @ParameterizedTest
  @MethodSource("databases")
  void replacesOnlyWhatStandsAndNeverSkipsAnEpoch(DataSource source) {
    try (GovernanceDatabase one = open(source);
        GovernanceDatabase two = open(source)) {
      Orders first = Orders.none().with(halt("1"));
      assertThat(one.orders("s").load().epoch()).isZero();
      assertThat(one.orders("s").compareAndSet(0, first)).isTrue();
      assertThat(two.orders("s").compareAndSet(0, Orders.none().with(halt("2")))).isFalse();
      assertThat(two.orders("s").compareAndSet(1, two.orders("s").load().with(halt("2")))).isTrue();
      assertThat(one.orders("s").load().list()).extracting(Order::id).containsExactly("1", "2");
      assertThatThrownBy(() -> one.orders("s").compareAndSet(5, first))
          .isInstanceOf(IllegalArgumentException.class);
    }
  }

  @ParameterizedTest
  @MethodSource("databases")
  void losesNoOrderOfProcessesThatOrderAtOnce(DataSource source) {
    List<GovernanceDatabase> processes = List.of(open(source), open(source), open(source));
    List<CompletableFuture<Void>> running = new ArrayList<>();
    for (int p = 0; p < processes.size(); p++) {
      int process = p;
      running.add(
          CompletableFuture.runAsync(
              () -> {
                ControlStore store = processes.get(process).orders("s");
                for (int i = 0; i < 5; i++) {
                  Orders now = store.load();
                  while (!store.compareAndSet(
                      now.epoch(), now.with(halt(process + "-" + now.epoch())))) {
                    now = store.load();
                  }
                }
              }));
    }
    running.forEach(CompletableFuture::join);
    assertThat(processes.get(0).orders("s").load().list()).hasSize(15);
    processes.forEach(GovernanceDatabase::close);
  }

  @ParameterizedTest
  @MethodSource("databases")
  void refusesOrdersThatCannotBeReadOrAreOlderThanBefore(DataSource source) throws Exception {
    try (GovernanceDatabase database = open(source)) {
      ControlStore store = database.orders("s");
      assertThat(store.compareAndSet(0, Orders.none().with(halt("1")))).isTrue();
      assertThat(store.load().epoch()).isEqualTo(1);
      execute(source, "update agentgov_control set orders = substring(orders from 1 for 40)");
      unavailable(store::load);
      execute(source, "delete from agentgov_control");
      unavailable(store::load);
    }
  }

  @Test
  void findsAnOrderOfWhichNoNotificationCame() throws Exception {
    DataSource source = TestDatabase.postgres();
    try (GovernanceDatabase database = open(source)) {
      ControlStore store = database.orders("prod");
      assertThat(store.compareAndSet(0, Orders.none().with(halt("1")))).isTrue();
      Heard heard = new Heard();
      try (ControlStore.Watch watch = store.watch(heard)) {
        assertThat(watch).isNotNull();
        assertThat(heard.next()).isEqualTo("epoch 1 [1]");
        ControlStore other = database.orders("other");
        Orders one = Orders.none().with(halt("1"));
        assertThat(other.compareAndSet(0, one)).isTrue();
        assertThat(other.compareAndSet(1, other.load().with(halt("2")))).isTrue();
        // as when a pooler or a fail-over swallows the notification
        execute(
            source,
            "update agentgov_control c set epoch = o.epoch, orders = o.orders"
                + " from agentgov_control o where c.scope = 'prod' and o.scope = 'other'");
        assertThat(heard.next()).isEqualTo("epoch 2 [1, 2]");
      }
    }
  }

  @Test
  void saysThatOrdersAreLostAndWhatStandsWhenTheDatabaseIsBack() throws Exception {
    EmbeddedPostgres postgres = start(0);
    int port = postgres.getPort();
    DataSource source = postgres.getPostgresDatabase();
    try (GovernanceDatabase database = open(source)) {
      Heard heard = new Heard();
      ControlStore store = database.orders("prod");
      assertThat(store.compareAndSet(0, Orders.none().with(halt("1")))).isTrue();
      try (ControlStore.Watch watch = store.watch(heard)) {
        assertThat(watch).isNotNull();
        assertThat(heard.next()).isEqualTo("epoch 1 [1]");
        postgres.close();
        assertThat(heard.next()).startsWith("lost: the database cannot be reached");
        unavailable(store::load);
        postgres = start(port);
        String back = heard.next();
        while (back.startsWith("lost")) {
          back = heard.next();
        }
        assertThat(back).isEqualTo("epoch 1 [1]");
        assertThat(store.compareAndSet(1, store.load().without("1"))).isTrue();
        assertThat(heard.next()).isEqualTo("epoch 2");
      }
    } finally {
      postgres.close();
    }
  }

  private EmbeddedPostgres start(int port) throws Exception {
    return EmbeddedPostgres.builder()
        .setDataDirectory(temp.resolve("data"))
        .setCleanDataDirectory(false)
        .setPort(port)
        .start();
  }

  private static GovernanceDatabase open(DataSource source) {
    GovernanceDatabase database = GovernanceDatabase.on(source).open();
    database.migrate();
    return database;
  }

  private static Order halt(String id) {
    return new Order(id, Order.Kind.HALT, Target.all(), "test", "ann", Instant.EPOCH);
  }

  private static void unavailable(Runnable call) {
    assertThatThrownBy(call::run)
        .isInstanceOfSatisfying(
            GovernanceException.class,
            e -> assertThat(e.code()).isEqualTo(ReasonCode.CONTROL_UNAVAILABLE));
  }

  private static void execute(DataSource source, String sql) throws SQLException {
    try (Connection connection = source.getConnection();
        Statement statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }

  /** Keeps what it was told. */
  private static final class Heard implements ControlStore.Watcher {
    private final LinkedBlockingQueue<String> heard = new LinkedBlockingQueue<>();

    @Override
    public void changed(Orders orders) {
      heard.add(
          "epoch "
              + orders.epoch()
              + (orders.list().isEmpty()
                  ? ""
                  : " " + orders.list().stream().map(Order::id).toList()));
    }

    @Override
    public void lost(String why) {
      heard.add("lost: " + why);
    }

    String next() throws InterruptedException {
      return String.valueOf(heard.poll(60, TimeUnit.SECONDS));
    }
  }
}

package org.agentgovernance.jdbc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import javax.sql.DataSource;
import org.agentgovernance.catalog.HighWaterStore;
import org.agentgovernance.decision.GovernanceException;
import org.agentgovernance.decision.ReasonCode;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class JdbcHighWaterStoreTest {
  static Stream<DataSource> databases() {
    return Stream.of(TestDatabase.postgres(), TestDatabase.h2());
  }

  @ParameterizedTest
  @MethodSource("databases")
  void neverGoesBackWhicheverProcessAsks(DataSource source) {
    try (GovernanceDatabase one = open(source);
        GovernanceDatabase two = open(source)) {
      assertThat(one.highWater("a").raise(HighWaterStore.CATALOG, 3)).isEqualTo(3);
      assertThat(two.highWater("a").raise(HighWaterStore.CATALOG, 2)).isEqualTo(3);
      assertThat(two.highWater("a").raise(HighWaterStore.CATALOG, 4)).isEqualTo(4);
      assertThat(one.highWater("a").raise(HighWaterStore.CATALOG, 1)).isEqualTo(4);
      assertThat(one.highWater("a").raise(HighWaterStore.ROOT, 1)).isEqualTo(1);
      assertThat(one.highWater("b").raise(HighWaterStore.CATALOG, 1)).isEqualTo(1);
    }
  }

  @ParameterizedTest
  @MethodSource("databases")
  void keepsTheHighestOfThoseWhoAreFirstAtOnce(DataSource source) {
    try (GovernanceDatabase database = open(source)) {
      List<CompletableFuture<Long>> raising = new ArrayList<>();
      for (long version = 1; version <= 12; version++) {
        long mine = version;
        raising.add(
            CompletableFuture.supplyAsync(() -> database.highWater("a").raise("catalog", mine)));
      }
      raising.forEach(CompletableFuture::join);
      assertThat(database.highWater("a").raise("catalog", 1)).isEqualTo(12);
    }
  }

  @Test
  void refusesWithoutTables() {
    try (GovernanceDatabase database = GovernanceDatabase.on(TestDatabase.h2()).open()) {
      assertThatThrownBy(() -> database.highWater("a").raise("catalog", 1))
          .isInstanceOfSatisfying(
              GovernanceException.class,
              e -> assertThat(e.code()).isEqualTo(ReasonCode.CATALOG_UNAVAILABLE));
    }
  }

  private static GovernanceDatabase open(DataSource source) {
    GovernanceDatabase database = GovernanceDatabase.on(source).open();
    database.migrate();
    return database;
  }
}

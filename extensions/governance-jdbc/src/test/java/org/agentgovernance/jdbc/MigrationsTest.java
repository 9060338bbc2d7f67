package org.agentgovernance.jdbc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.sql.Connection;
import java.sql.Statement;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import javax.sql.DataSource;
import org.agentgovernance.decision.GovernanceException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class MigrationsTest {
  static Stream<DataSource> databases() {
    return Stream.of(TestDatabase.postgres(), TestDatabase.h2());
  }

  @ParameterizedTest
  @MethodSource("databases")
  void makesTheTablesOnceAndKeepsWhatTheyHold(DataSource source) throws Exception {
    try (GovernanceDatabase database = GovernanceDatabase.on(source).open()) {
      assertThat(database.migrate()).isEqualTo(4);
      assertThat(database.highWater("a").raise("catalog", 7)).isEqualTo(7);
      assertThat(database.migrate()).isEqualTo(4);
      assertThat(database.highWater("a").raise("catalog", 1)).isEqualTo(7);
    }
  }

  @ParameterizedTest
  @MethodSource("databases")
  void letsOneOfManyProcessesDoTheWork(DataSource source) {
    List<CompletableFuture<Integer>> all =
        Stream.generate(
                () ->
                    CompletableFuture.supplyAsync(
                        () -> {
                          try (GovernanceDatabase each = GovernanceDatabase.on(source).open()) {
                            return each.migrate();
                          }
                        }))
            .limit(4)
            .toList();
    assertThat(all).allSatisfy(each -> assertThat(each.join()).isEqualTo(4));
    assertThat(TestDatabase.number(source, "select count(*) from agentgov_schema")).isEqualTo(4);
  }

  @Test
  void changesNothingWhenAStepFails() throws Exception {
    DataSource source = TestDatabase.postgres();
    try (Connection connection = source.getConnection();
        Statement statement = connection.createStatement()) {
      statement.execute("create table agentgov_reservation (somebody integer)");
    }
    try (GovernanceDatabase database = GovernanceDatabase.on(source).open()) {
      assertThatThrownBy(database::migrate).isInstanceOf(GovernanceException.class);
    }
    assertThat(
            TestDatabase.number(
                source,
                "select count(*) from information_schema.tables where table_name like 'agentgov%'"))
        .isEqualTo(1);
  }
}

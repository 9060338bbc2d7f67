package org.agentgovernance.budget;

import static org.agentgovernance.budget.Accounts.key;
import static org.agentgovernance.budget.Accounts.reserve;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.agentgovernance.decision.GovernanceException;
import org.agentgovernance.decision.ReasonCode;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FileBudgetStoreTest {
  private static final Window DAY = Window.every(Duration.ofDays(1));
  private static final long DAY_MILLIS = Duration.ofDays(1).toMillis();
  private static final long NOW = 20_000 * DAY_MILLIS + 5;

  @TempDir private Path temp;
  private final List<FileBudgetStore> opened = new ArrayList<>();

  private FileBudgetStore open(String name) {
    FileBudgetStore store = FileBudgetStore.open(temp.resolve(name));
    opened.add(store);
    return store;
  }

  @AfterEach
  void close() {
    opened.forEach(FileBudgetStore::close);
  }

  @Test
  void keepsTheUseOfTheDayOverARestart() {
    FileBudgetStore before = open("a");
    reserve(before.account(key("u", DAY)), 3, NOW).settle(2);
    reserve(before.account(key("v", Window.total())), 5, NOW);
    before.account(key("u", DAY)).book(1, NOW);
    before.close();
    FileBudgetStore after = open("a");
    assertThat(after.account(key("u", DAY)).used(NOW)).isEqualTo(3);
    assertThat(after.account(key("u", DAY)).used(NOW + DAY_MILLIS)).isZero();
    assertThat(after.account(key("u", DAY)).tryReserve(3, 5, NOW)).isNull();
  }

  @Test
  void givesBackWhatWasNotStartedAndKeepsWhatMayHaveRun() {
    FileBudgetStore before = open("a");
    BudgetAccount account = before.account(key("u", DAY));
    reserve(account, 1, NOW);
    reserve(account, 2, NOW).start();
    BudgetGrant ended = reserve(account, 2, NOW);
    ended.start();
    ended.settle(1);
    assertThat(account.used(NOW)).isEqualTo(4);
    before.close();
    assertThat(open("a").account(key("u", DAY)).used(NOW)).isEqualTo(3);
  }

  @Test
  void opensForOneOnly() {
    FileBudgetStore first = open("a");
    assertThatThrownBy(() -> open("a"))
        .isInstanceOfSatisfying(
            GovernanceException.class,
            e -> assertThat(e.code()).isEqualTo(ReasonCode.BUDGET_UNAVAILABLE))
        .hasMessageContaining("in use by this process");
    first.close();
    assertThat(open("a")).isNotNull();
  }

  @Test
  void grantsNothingAfterItIsClosed() {
    FileBudgetStore store = open("a");
    BudgetAccount account = store.account(key("u", DAY));
    BudgetGrant grant = reserve(account, 1, NOW);
    store.close();
    store.close();
    assertThatThrownBy(() -> account.tryReserve(1, 5, NOW)).isInstanceOf(GovernanceException.class);
    assertThatThrownBy(grant::start).isInstanceOf(GovernanceException.class);
    assertThatThrownBy(() -> grant.settle(1)).isInstanceOf(GovernanceException.class);
  }

  @Test
  void readsEveryCutOfItsJournalAsSomethingThatWasTrue() throws IOException {
    FileBudgetStore store = open("a");
    BudgetAccount account = store.account(key("u", DAY));
    for (int i = 0; i < 3; i++) {
      BudgetGrant grant = reserve(account, 1, NOW);
      grant.start();
      grant.settle(2);
    }
    byte[] whole = Files.readAllBytes(temp.resolve("a/budgets.ledger"));
    long before = 0;
    for (int length = 15; length <= whole.length; length++) {
      Path cut = temp.resolve("cut" + length);
      Files.createDirectory(cut);
      Files.write(cut.resolve("budgets.ledger"), Arrays.copyOf(whole, length));
      try (FileBudgetStore again = FileBudgetStore.open(cut)) {
        long used = again.account(key("u", DAY)).used(NOW);
        assertThat(used).isBetween(before, before + 2);
        before = Math.max(before, used);
      }
    }
    assertThat(before).isEqualTo(6);
  }

  @Test
  void refusesToOpenWhatIsDamaged() throws IOException {
    FileBudgetStore store = open("a");
    reserve(store.account(key("u", DAY)), 3, NOW);
    store.close();
    Path file = temp.resolve("a/budgets.ledger");
    byte[] whole = Files.readAllBytes(file);
    for (int i = 0; i < whole.length; i++) {
      byte[] flipped = whole.clone();
      flipped[i] ^= 1;
      Path damaged = temp.resolve("damaged" + i);
      Files.createDirectory(damaged);
      Files.write(damaged.resolve("budgets.ledger"), flipped);
      if (whole[i] == '\n' && i == whole.length - 1) {
        continue; // without its line feed the last line is one that a crash cut off
      }
      assertThatThrownBy(() -> FileBudgetStore.open(damaged))
          .as("byte %d", i)
          .isInstanceOf(GovernanceException.class)
          .hasMessageContaining("is damaged in line ");
    }
  }

  @Test
  void refusesEntriesThatCannotBeAlthoughTheirChecksumIsRight() throws IOException {
    for (String entry :
        List.of("U 1 0 5", "X", "R 1", "A 1 {}", "A x {\"window\":\"total\"}", "E 1 -5", "")) {
      Path dir = temp.resolve("bad" + Integer.toHexString(entry.hashCode()));
      Files.createDirectory(dir);
      Path file = dir.resolve("budgets.ledger");
      Files.write(file, LedgerLine.bytes("V 1"));
      Files.write(file, LedgerLine.bytes(entry), StandardOpenOption.APPEND);
      assertThatThrownBy(() -> FileBudgetStore.open(dir))
          .as(entry)
          .isInstanceOf(GovernanceException.class)
          .hasMessageContaining("is damaged in line 2");
    }
    Path dir = temp.resolve("later");
    Files.createDirectory(dir);
    Files.write(dir.resolve("budgets.ledger"), LedgerLine.bytes("V 2"));
    assertThatThrownBy(() -> FileBudgetStore.open(dir)).hasMessageContaining("version");
  }

  @Test
  void staysSmallHoweverMuchIsReserved() throws IOException {
    FileBudgetStore store = open("a");
    BudgetGrant open = reserve(store.account(key("long", DAY)), 2, NOW);
    open.start();
    for (int i = 0; i < 60_000; i++) {
      // a new account each time, and a day later every 600 of them
      long now = NOW + i / 600 * DAY_MILLIS;
      BudgetGrant grant = reserve(store.account(key("u" + i, DAY)), 1, now);
      grant.start();
      grant.settle(1);
    }
    assertThat(Files.size(temp.resolve("a/budgets.ledger"))).isLessThan(1_500_000);
    long last = NOW + 59_999 / 600 * DAY_MILLIS;
    assertThat(store.account(key("u59999", DAY)).used(last)).isEqualTo(1);
    open.settle(1);
    store.close();
    FileBudgetStore again = open("a");
    assertThat(again.account(key("u59999", DAY)).used(last)).isEqualTo(1);
    assertThat(again.account(key("u0", DAY)).used(last)).isZero();
  }

  @Test
  void keepsSessionsInMemoryOnly() throws IOException {
    FileBudgetStore store = open("a");
    AccountKey key = new AccountKey("b", "usd", DAY, Map.of(Scope.SESSION, "s1"));
    assertThat(store.account(key).tryReserve(1, 5, NOW)).isNotNull();
    assertThat(Files.readString(temp.resolve("a/budgets.ledger"), StandardCharsets.UTF_8))
        .doesNotContain("s1");
  }

  @Test
  void waitsForTheDiskWhereItIsTold() {
    try (FileBudgetStore store =
        FileBudgetStore.open(temp.resolve("d"), FileBudgetStore.Durability.DEVICE)) {
      BudgetGrant grant = reserve(store.account(key("u", DAY)), 1, NOW);
      grant.start();
      grant.settle(1);
    }
    assertThat(open("d").account(key("u", DAY)).used(NOW)).isEqualTo(1);
  }
}

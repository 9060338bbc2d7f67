package org.agentgovernance.budget;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.agentgovernance.json.Json;
import org.jspecify.annotations.Nullable;

/** All accounts of a ledger and the reservations that are not settled. Guarded by its store. */
final class LedgerState {
  private final Map<Integer, StoredAccount> byNumber = new HashMap<>();
  private final Map<String, StoredAccount> byText = new LinkedHashMap<>();
  private final Map<Long, Open> open = new LinkedHashMap<>();
  private long lastId;
  private int lastNumber;
  private long latest = Long.MIN_VALUE;

  /** A reservation that is not settled. */
  record Open(StoredAccount account, long slice, long amount, boolean started) {}

  long newId() {
    return ++lastId;
  }

  int newNumber() {
    return ++lastNumber;
  }

  /** Remembers the latest time, by which slices are forgotten. */
  void saw(long nowMillis) {
    latest = Math.max(latest, nowMillis);
  }

  @Nullable StoredAccount find(String text) {
    return byText.get(text);
  }

  StoredAccount add(int number, String text, Window window) {
    StoredAccount account = new StoredAccount(number, text, window);
    byNumber.put(number, account);
    byText.put(text, account);
    lastNumber = Math.max(lastNumber, number);
    return account;
  }

  void reserve(long id, StoredAccount account, long slice, long amount) {
    account.add(slice, amount);
    open.put(id, new Open(account, slice, amount, false));
    lastId = Math.max(lastId, id);
  }

  void start(long id) {
    open.computeIfPresent(id, (k, o) -> new Open(o.account, o.slice, o.amount, true));
  }

  boolean isOpen(long id) {
    return open.containsKey(id);
  }

  void settle(long id, long actual) {
    Open ended = open.remove(id);
    if (ended != null && actual != ended.amount) {
      // A slice that was forgotten counts nowhere.
      ended
          .account
          .slices()
          .computeIfPresent(
              ended.slice, (slice, used) -> Amounts.plus(used, actual - ended.amount));
    }
  }

  /** Ends what a process that died has left: what may have run stays booked. */
  void resolve() {
    List<Long> ids = new ArrayList<>(open.keySet());
    for (long id : ids) {
      Open left = open.get(id);
      settle(id, left != null && left.started ? left.amount : 0);
    }
  }

  /**
   * Does what a line of the journal says.
   *
   * @throws IllegalArgumentException when it says nothing that can be
   */
  void apply(String line) {
    String[] part = line.split(" ", line.startsWith("A ") ? 3 : -1);
    switch (part[0]) {
      case "A" -> add(Integer.parseInt(part[1]), part[2], window(part[2]));
      case "U", "B" -> account(part[1]).add(Long.parseLong(part[2]), amount(part[3]));
      case "R" ->
          reserve(
              Long.parseLong(part[1]), account(part[2]), Long.parseLong(part[3]), amount(part[4]));
      case "S" -> start(Long.parseLong(part[1]));
      case "E" -> settle(Long.parseLong(part[1]), amount(part[2]));
      default -> throw new IllegalArgumentException("unknown entry");
    }
  }

  /** Lines that say the same as all that were ever written and still count. */
  List<String> lines() {
    forget();
    List<String> lines = new ArrayList<>();
    Map<StoredAccount, Map<Long, Long>> reserved = new HashMap<>();
    for (Open each : open.values()) {
      reserved
          .computeIfAbsent(each.account, a -> new HashMap<>())
          .merge(each.slice, each.amount, Amounts::plus);
    }
    for (StoredAccount account : byText.values()) {
      lines.add(LedgerLine.account(account.number(), account.text()));
      Map<Long, Long> running = reserved.getOrDefault(account, Map.of());
      account
          .slices()
          .forEach(
              (slice, used) -> {
                long booked =
                    used == Amounts.TOO_MUCH ? used : used - running.getOrDefault(slice, 0L);
                lines.add(LedgerLine.used(account.number(), slice, booked));
              });
    }
    open.forEach(
        (id, each) -> {
          lines.add(LedgerLine.reserve(id, each.account.number(), each.slice, each.amount));
          if (each.started) {
            lines.add(LedgerLine.start(id));
          }
        });
    return lines;
  }

  private void forget() {
    if (latest == Long.MIN_VALUE) {
      return;
    }
    List<StoredAccount> used = open.values().stream().map(Open::account).toList();
    byText
        .values()
        .removeIf(
            account -> {
              boolean over = account.forget(latest) && !used.contains(account);
              if (over) {
                byNumber.remove(account.number());
              }
              return over;
            });
  }

  private StoredAccount account(String number) {
    StoredAccount account = byNumber.get(Integer.parseInt(number));
    if (account == null) {
      throw new IllegalArgumentException("unknown account");
    }
    return account;
  }

  private static long amount(String text) {
    long amount = Long.parseLong(text);
    if (amount < 0) {
      throw new IllegalArgumentException("an amount below nothing");
    }
    return amount;
  }

  private static Window window(String key) {
    Object window = Json.parseObject(key).get("window");
    if (!(window instanceof String text)) {
      throw new IllegalArgumentException("a key without window");
    }
    return Window.parse(text);
  }
}

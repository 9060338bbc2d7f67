package org.agentgovernance.approval;

import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.agentgovernance.json.Digest;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A store whose entries are signed as they go in and checked as they come out. One that nobody with
 * the key has written, or that is older than one seen here before, is as if it were damaged.
 */
final class SignedStore implements ApprovalStore {
  private static final Logger LOG = LoggerFactory.getLogger(SignedStore.class);
  private static final int MOST_REMEMBERED = 50_000;
  private static final int MOST_REPORTED = 1000;

  private final ApprovalStore store;
  private final ApprovalKey key;
  private final Map<String, Long> newest = new Versions(MOST_REMEMBERED);
  private final Map<String, Long> reported = new Versions(MOST_REPORTED);

  /** Versions by id; the one unused for longest goes first. */
  private static final class Versions extends LinkedHashMap<String, Long> {
    private static final long serialVersionUID = 1L;
    private final int most;

    Versions(int most) {
      super(64, 0.75f, true);
      this.most = most;
    }

    @Override
    protected boolean removeEldestEntry(Map.Entry<String, Long> eldest) {
      return size() > most;
    }
  }

  SignedStore(ApprovalStore store, ApprovalKey key) {
    this.store = store;
    this.key = key;
  }

  @Override
  public void add(ApprovalEntry entry) {
    store.add(key.sign(entry));
    long unused = newest(entry);
  }

  @Override
  public boolean replace(ApprovalEntry next) {
    boolean replaced = store.replace(key.sign(next));
    if (replaced) {
      long unused = newest(next);
    }
    return replaced;
  }

  @Override
  public Optional<ApprovalEntry> find(String id) {
    Optional<ApprovalEntry> found = store.find(id);
    if (found.isEmpty()) {
      return found;
    }
    ApprovalEntry genuine = genuine(found.get());
    if (genuine == null) {
      throw ApprovalDesk.unavailable(
          "an approval in the store was written without its key, or is an old copy; nothing runs"
              + " by it",
          null);
    }
    return Optional.of(genuine);
  }

  @Override
  public List<ApprovalEntry> open() {
    return genuine(store.open());
  }

  @Override
  public List<ApprovalEntry> open(Digest callKey) {
    return genuine(store.open(callKey));
  }

  private List<ApprovalEntry> genuine(List<ApprovalEntry> entries) {
    List<ApprovalEntry> genuine = new ArrayList<>();
    for (ApprovalEntry entry : entries) {
      ApprovalEntry now = genuine(entry);
      if (now != null && now.state().open()) {
        genuine.add(now);
      }
    }
    return List.copyOf(genuine);
  }

  private @Nullable ApprovalEntry genuine(ApprovalEntry entry) {
    if (!key.vouchesFor(entry)) {
      report(entry);
      return null;
    }
    long seen = newest(entry);
    if (seen == entry.version()) {
      return entry.withMac(null);
    }
    // Either it was read before another thread replaced it, or an old copy was put back.
    ApprovalEntry again = store.find(entry.id()).orElse(null);
    if (again != null && (again.version() < seen || !key.vouchesFor(again))) {
      report(again);
      return null;
    }
    return again == null ? null : again.withMac(null);
  }

  /** Once for each state of an entry, however often the store is looked at. */
  private void report(ApprovalEntry entry) {
    boolean first;
    synchronized (reported) {
      Long before = reported.put(entry.id(), entry.version());
      first = before == null || before != entry.version();
    }
    if (first) {
      LOG.error(
          "approval {} was written without the store's key, or is an old copy; nobody is shown it"
              + " and nothing runs by it. Find out who can write to the store",
          entry.id());
    }
  }

  /** The highest version that this process has seen, with this one. */
  private long newest(ApprovalEntry entry) {
    synchronized (newest) {
      return newest.merge(entry.id(), entry.version(), Math::max);
    }
  }

  @Override
  public int forget(Instant before) {
    return store.forget(before);
  }

  @Override
  public Watch watch(Watcher watcher) {
    return store.watch(
        new Watcher() {
          @Override
          public Map<String, Long> awaited() {
            return watcher.awaited();
          }

          @Override
          public void changed(ApprovalEntry entry) {
            if (key.vouchesFor(entry)) {
              watcher.changed(entry.withMac(null)); // who watches knows which one is newer
            } else {
              report(entry);
            }
          }
        });
  }
}

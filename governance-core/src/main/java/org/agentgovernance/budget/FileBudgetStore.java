package org.agentgovernance.budget;

import java.io.IOException;
import java.nio.file.Path;
import org.agentgovernance.decision.GovernanceException;
import org.agentgovernance.decision.ReasonCode;
import org.agentgovernance.file.DirectoryLock;
import org.agentgovernance.file.PrivateFiles;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Counts budgets in memory and in a journal in a directory, for one process at a time: what was
 * used survives a restart and a crash. Safe for use by many threads, which write one after the
 * other.
 *
 * <p>Every reservation, start and settlement is appended to the journal before it takes effect.
 * When the process is killed between them, the next one to open the directory decides: a
 * reservation whose tool was not about to start is given back at once, since nobody can use it any
 * more; one whose tool was about to start stays booked as reserved, since the tool may have run. So
 * the lease of a reservation is the life of its process.
 *
 * <p>A line that a crash cut off at the end is removed. Any other damage refuses to open: a count
 * that cannot be read grants nothing. When the disk is full or fails, the methods throw, so calls
 * are denied with {@code budget.unavailable}; once it works again, they go on. The journal is
 * rewritten when it has grown to several times what it says.
 *
 * <p>Accounts per session live in memory only, since no session outlives its process.
 */
public final class FileBudgetStore implements BudgetStore, AutoCloseable {
  /** What an amount that was granted survives. */
  public enum Durability {
    /** The end of the process, also by kill; not the loss of power. The default. */
    PROCESS,
    /** The loss of power too: each start of a tool waits for the disk. */
    DEVICE
  }

  private static final Logger LOG = LoggerFactory.getLogger(FileBudgetStore.class);
  private static final String LOCK = "budgets.lock";

  private final DirectoryLock lock;
  private final LedgerFile file;
  private final LedgerState state;
  private final Durability durability;
  private boolean closed;

  private FileBudgetStore(DirectoryLock lock, LedgerFile file, LedgerState state, Durability to) {
    this.lock = lock;
    this.file = file;
    this.state = state;
    this.durability = to;
  }

  /**
   * Opens a directory, which is made if need be. What is granted survives the end of the process.
   *
   * @param directory the directory; nothing else belongs there
   * @return the store; close it to let another process open the directory
   * @throws GovernanceException with code {@code budget.unavailable} when another process has it
   *     open, or it cannot be read or written, or it is damaged
   */
  public static FileBudgetStore open(Path directory) {
    return open(directory, Durability.PROCESS);
  }

  /**
   * Opens a directory, which is made if need be.
   *
   * @param directory the directory; nothing else belongs there
   * @param durability what a granted amount survives
   * @return the store; close it to let another process open the directory
   * @throws GovernanceException with code {@code budget.unavailable} when another process has it
   *     open, or it cannot be read or written, or it is damaged
   */
  public static FileBudgetStore open(Path directory, Durability durability) {
    DirectoryLock lock = null;
    try {
      PrivateFiles.makeDirectory(directory);
      Path real = directory.toRealPath();
      lock = DirectoryLock.take(real, LOCK);
      LedgerState state = new LedgerState();
      LedgerFile file = LedgerFile.open(real, state);
      return new FileBudgetStore(lock, file, state, durability);
    } catch (DirectoryLock.InUseException e) {
      throw new GovernanceException(
          ReasonCode.BUDGET_UNAVAILABLE,
          "the budget ledger in "
              + directory
              + " is in use by "
              + e.holder()
              + "; several processes need a store in a database",
          e);
    } catch (IOException | RuntimeException e) {
      if (lock != null) {
        release(lock);
      }
      if (e instanceof GovernanceException known) {
        throw known;
      }
      throw new GovernanceException(
          ReasonCode.BUDGET_UNAVAILABLE,
          "the budget ledger in " + directory + " cannot be opened: " + e,
          e);
    }
  }

  @Override
  public BudgetAccount account(AccountKey key) {
    return key.endsWithSession() ? Counter.of(key.window()) : new Handle(key);
  }

  /** Writes what is left to the disk and lets go of the directory. A second close does nothing. */
  @Override
  public synchronized void close() {
    if (!closed) {
      closed = true;
      try {
        file.close();
      } finally {
        release(lock);
      }
    }
  }

  private static void release(DirectoryLock lock) {
    try {
      lock.close();
    } catch (IOException e) {
      LOG.warn("the lock of the budget ledger could not be released", e);
    }
  }

  private static GovernanceException failed(String what, @Nullable IOException e) {
    String said = "the budget ledger " + what;
    return e == null
        ? new GovernanceException(ReasonCode.BUDGET_UNAVAILABLE, said)
        : new GovernanceException(ReasonCode.BUDGET_UNAVAILABLE, said + ": " + e.getMessage(), e);
  }

  private void write(String line) {
    if (closed) {
      throw failed("is closed", null);
    }
    try {
      file.append(line);
    } catch (IOException e) {
      throw failed("cannot be written", e);
    }
  }

  /** Before anything is looked up, since it forgets accounts in which nothing counts. */
  private void tidy() {
    if (closed) {
      throw failed("is closed", null);
    }
    try {
      file.tidy(state);
    } catch (IOException e) {
      throw failed("cannot be written anew", e);
    }
  }

  private final class Handle implements BudgetAccount {
    private final Window window;
    private final String text;

    Handle(AccountKey key) {
      this.window = key.window();
      this.text = key.text();
    }

    @Override
    public long used(long nowMillis) {
      synchronized (FileBudgetStore.this) {
        return account(false, nowMillis).used(nowMillis);
      }
    }

    @Override
    public @Nullable BudgetGrant tryReserve(long amount, long limit, long nowMillis) {
      synchronized (FileBudgetStore.this) {
        StoredAccount account = account(true, nowMillis);
        long left = limit - account.used(nowMillis);
        if (left < amount || left <= 0) {
          return null;
        }
        long id = state.newId();
        long slice = account.slice(nowMillis);
        write(LedgerLine.reserve(id, account.number(), slice, amount));
        state.reserve(id, account, slice, amount);
        return new Grant(id, amount, account.used(nowMillis));
      }
    }

    @Override
    public void book(long amount, long nowMillis) {
      synchronized (FileBudgetStore.this) {
        StoredAccount account = account(true, nowMillis);
        long slice = account.slice(nowMillis);
        write(LedgerLine.book(account.number(), slice, amount));
        account.add(slice, amount);
      }
    }

    /** Looked up each time, since the journal forgets accounts in which nothing counts. */
    private StoredAccount account(boolean keep, long nowMillis) {
      state.saw(nowMillis);
      if (keep) {
        tidy();
      }
      StoredAccount account = state.find(text);
      if (account == null && !keep) {
        return StoredAccount.empty(window);
      }
      if (account == null) {
        int number = state.newNumber();
        write(LedgerLine.account(number, text));
        account = state.add(number, text, window);
      }
      return account;
    }
  }

  private final class Grant implements BudgetGrant {
    private final long id;
    private final long amount;
    private final long used;

    Grant(long id, long amount, long used) {
      this.id = id;
      this.amount = amount;
      this.used = used;
    }

    @Override
    public long amount() {
      return amount;
    }

    @Override
    public long used() {
      return used;
    }

    @Override
    public void start() {
      synchronized (FileBudgetStore.this) {
        write(LedgerLine.start(id));
        state.start(id);
        if (durability == Durability.DEVICE) {
          try {
            file.force();
          } catch (IOException e) {
            throw failed("cannot be forced to the disk", e);
          }
        }
      }
    }

    @Override
    public void settle(long actual) {
      synchronized (FileBudgetStore.this) {
        if (state.isOpen(id)) {
          write(LedgerLine.settle(id, actual));
          state.settle(id, actual);
        }
      }
    }
  }
}

package org.agentgovernance.rollout;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.agentgovernance.decision.GovernanceException;
import org.agentgovernance.decision.ReasonCode;
import org.agentgovernance.testing.Race;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

class FileControlStoreTest extends ControlStoreContract {
  @TempDir Path temp;

  private Path file() {
    return temp.resolve("control").resolve("orders.json");
  }

  @Override
  ControlStore open() {
    return ControlStore.file(file());
  }

  private void unavailable(ControlStore store) {
    assertThatThrownBy(store::load)
        .isInstanceOf(GovernanceException.class)
        .hasMessageContaining(file().toString())
        .extracting(e -> ((GovernanceException) e).code())
        .isEqualTo(ReasonCode.CONTROL_UNAVAILABLE);
    assertThatThrownBy(() -> store.compareAndSet(0, Orders.none().with(halt("x"))))
        .isInstanceOf(GovernanceException.class);
  }

  @Test
  void makesNothingBeforeTheFirstOrder() {
    assertThat(open().load().epoch()).isZero();
    assertThat(file().getParent()).doesNotExist();
  }

  @Test
  void anotherProcessFindsTheOrders() {
    assertThat(open().compareAndSet(0, Orders.none().with(halt("1")))).isTrue();
    assertThat(open().load().list()).containsExactly(halt("1"));
  }

  @Test
  void twoStoresOnOneFileLoseNoOrder() throws Exception {
    Race.run(
        4,
        () -> {
          ControlStore own = open();
          for (int i = 0; i < 10; i++) {
            String id = Thread.currentThread().getName() + i;
            Orders now = own.load();
            while (!own.compareAndSet(now.epoch(), now.with(halt(id)))) {
              now = own.load();
            }
          }
          return null;
        });
    assertThat(open().load().list()).hasSize(40);
  }

  @Test
  void everyTornFileIsUnavailableAndNeverEmpty() throws Exception {
    assertThat(open().compareAndSet(0, Orders.none().with(halt("1")))).isTrue();
    byte[] whole = Files.readAllBytes(file());
    for (int length = 0; length < whole.length; length++) {
      Files.write(file(), java.util.Arrays.copyOf(whole, length));
      unavailable(open());
    }
    Files.write(file(), whole);
    assertThat(open().load().list()).hasSize(1);
  }

  @Test
  void garbageInvalidUtf8ADirectoryAndALinkAreUnavailable() throws Exception {
    Files.createDirectories(file().getParent());
    Files.write(file(), new byte[] {'"', (byte) 0xff, '"'});
    unavailable(open());
    Files.writeString(file(), "\u0000".repeat(5000));
    unavailable(open());
    Files.delete(file());
    Files.createDirectory(file());
    unavailable(open());
    Files.delete(file());
    Path elsewhere = temp.resolve("elsewhere.json");
    Files.writeString(elsewhere, Orders.none().toJson());
    Files.createSymbolicLink(file(), elsewhere);
    unavailable(open());
  }

  @Test
  @DisabledOnOs(OS.WINDOWS)
  void aFileThatOthersMayWriteIsUnavailableAndOursIsPrivate() throws Exception {
    assertThat(open().compareAndSet(0, Orders.none().with(halt("1")))).isTrue();
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file())))
        .isEqualTo("rw-------");
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file().getParent())))
        .isEqualTo("rwx------");
    Files.setPosixFilePermissions(file(), PosixFilePermissions.fromString("rw-rw----"));
    unavailable(open());
    Files.setPosixFilePermissions(file(), PosixFilePermissions.fromString("rw-------"));
    Files.setPosixFilePermissions(file().getParent(), PosixFilePermissions.fromString("rwxrwxrwx"));
    unavailable(open());
  }

  @Test
  void aFileThatVanishedOrIsOlderThanWhatWasSeenIsUnavailable() throws Exception {
    ControlStore store = open();
    assertThat(store.compareAndSet(0, Orders.none().with(halt("1")))).isTrue();
    Path kept = temp.resolve("kept");
    Files.copy(file(), kept);
    assertThat(store.compareAndSet(1, store.load().with(halt("2")))).isTrue();
    Files.copy(kept, file(), StandardCopyOption.REPLACE_EXISTING);
    unavailable(store);
    Files.delete(file());
    unavailable(store);
  }

  @Test
  void leavesNothingBesideTheFileAndItsLock() throws Exception {
    ControlStore store = open();
    Files.createDirectories(file().getParent());
    Files.writeString(file().resolveSibling("orders.json.new"), "left by a crash");
    assertThat(store.compareAndSet(0, Orders.none().with(halt("1")))).isTrue();
    try (Stream<Path> files = Files.list(file().getParent())) {
      assertThat(files.map(path -> path.getFileName().toString()))
          .containsExactlyInAnyOrder("orders.json", "orders.json.lock");
    }
  }

  @Test
  void aWatcherIsToldThatTheFileIsDamagedAndThatItIsMended() throws Exception {
    ControlStore store = open();
    assertThat(store.compareAndSet(0, Orders.none().with(halt("1")))).isTrue();
    byte[] whole = Files.readAllBytes(file());
    LinkedBlockingQueue<String> told = new LinkedBlockingQueue<>();
    ControlStore.Watcher watcher =
        new ControlStore.Watcher() {
          @Override
          public void changed(Orders orders) {
            told.add("changed " + orders.epoch());
          }

          @Override
          public void lost(String why) {
            told.add("lost");
          }
        };
    try (ControlStore.Watch watch = store.watch(watcher)) {
      assertThat(told.poll(20, TimeUnit.SECONDS)).isEqualTo("changed 1");
      Files.write(file(), "{".getBytes(StandardCharsets.UTF_8));
      assertThat(told.poll(20, TimeUnit.SECONDS)).isEqualTo("lost");
      Files.write(file(), whole);
      String next = told.poll(20, TimeUnit.SECONDS);
      while ("lost".equals(next)) {
        next = told.poll(20, TimeUnit.SECONDS);
      }
      assertThat(next).isEqualTo("changed 1");
      assertThat(watch).isNotNull();
    }
  }
}

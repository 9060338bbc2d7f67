package org.agentgovernance.file;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.agentgovernance.budget.FileBudgetStore;
import org.agentgovernance.catalog.HighWaterStore;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** What limits and evidence are kept in belongs to its owner and is never half written. */
@DisabledOnOs(value = OS.WINDOWS, disabledReason = "it has no POSIX permissions")
final class PrivateFilesTest {
  @TempDir private Path temp;
  private Path file;

  @BeforeEach
  void name() {
    file = temp.resolve("kept");
  }

  private static String mode(Path path) throws IOException {
    return PosixFilePermissions.toString(
        Files.getPosixFilePermissions(path, LinkOption.NOFOLLOW_LINKS));
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  @Test
  void replacesAFileWholeForItsOwnerOnly() throws IOException {
    PrivateFiles.replace(file, bytes("first, and longer"));
    PrivateFiles.replace(file, bytes("second"));
    assertThat(file).hasContent("second");
    assertThat(mode(file)).isEqualTo("rw-------");
    assertThat(temp).isDirectoryContaining("glob:**/kept").isDirectoryNotContaining("glob:**.new");
  }

  @Test
  void doesNotGoOnWithWhatACrashLeftBeside() throws IOException {
    Path beside = Files.writeString(temp.resolve("kept.new"), "somebody else's, and longer");
    Files.setPosixFilePermissions(beside, PosixFilePermissions.fromString("rw-rw-rw-"));
    PrivateFiles.replace(file, bytes("own"));
    assertThat(file).hasContent("own");
    assertThat(mode(file)).isEqualTo("rw-------");
  }

  @Test
  void keepsTheNewFileOpenForMore() throws IOException {
    try (FileChannel channel = PrivateFiles.replaceOpen(file, bytes("one"))) {
      channel.write(ByteBuffer.wrap(bytes(" two")));
    }
    assertThat(file).hasContent("one two");
  }

  @Test
  void neverWritesThroughASymbolicLink() throws IOException {
    Path target = Files.writeString(temp.resolve("target"), "untouched");
    Files.createSymbolicLink(file, target);
    assertThatThrownBy(() -> PrivateFiles.openForWriting(file)).isInstanceOf(IOException.class);
    assertThatThrownBy(() -> PrivateFiles.openToReadAndWrite(file)).isInstanceOf(IOException.class);
    PrivateFiles.replace(file, bytes("own"));
    assertThat(target).hasContent("untouched");
    assertThat(Files.isSymbolicLink(file)).isFalse();
  }

  @Test
  void makesDirectoriesForTheirOwnerOnly() throws IOException {
    Path directory = temp.resolve("a/b");
    PrivateFiles.makeDirectory(directory);
    PrivateFiles.makeDirectory(directory);
    assertThat(mode(directory)).isEqualTo("rwx------");
    assertThat(PrivateFiles.othersMayWrite(directory)).isFalse();
    Files.setPosixFilePermissions(directory, PosixFilePermissions.fromString("rwxrwx---"));
    assertThat(PrivateFiles.othersMayWrite(directory)).isTrue();
  }

  @Test
  void everyStoreKeepsItsFilesForItsOwner() throws IOException {
    try (FileBudgetStore budgets = FileBudgetStore.open(temp.resolve("budgets"))) {
      assertThat(budgets).isNotNull();
    }
    HighWaterStore.file(temp.resolve("versions.json")).raise("catalog", 3);
    assertThat(mode(temp.resolve("budgets"))).isEqualTo("rwx------");
    for (String name :
        new String[] {
          "budgets/budgets.ledger", "budgets/budgets.lock", "versions.json", "versions.json.lock"
        }) {
      assertThat(mode(temp.resolve(name))).as(name).isEqualTo("rw-------");
    }
  }

  @Test
  void aDirectoryIsHeldOnceAndByItsLocksName() throws IOException {
    Path real = temp.toRealPath();
    try (DirectoryLock lock = DirectoryLock.take(real, "a.lock");
        DirectoryLock other = DirectoryLock.take(real, "b.lock")) {
      assertThat(lock).isNotSameAs(other);
      assertThatThrownBy(() -> DirectoryLock.take(real, "a.lock"))
          .isInstanceOf(DirectoryLock.InUseException.class)
          .hasMessageContaining("this process");
    }
    DirectoryLock.take(real, "a.lock").close();
  }
}

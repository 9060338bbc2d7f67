package org.agentgovernance.catalog;

import java.nio.file.Path;

/**
 * Remembers the highest versions seen, so that an old catalogue or an old trust root is refused
 * even though its signatures are good. One store belongs to one trust root and its successors.
 *
 * <p>It must outlive the process: what it forgets, an attacker can bring back. Safe for use by many
 * threads and, where it is shared, by many processes. Asked when a catalogue is loaded, never for a
 * call.
 */
public interface HighWaterStore {
  /** Under this name the highest version of the trust root stands. */
  String ROOT = "root";

  /** Under this name the highest version of the catalogue stands. */
  String CATALOG = "catalog";

  /**
   * Keeps the higher of the version given and the version kept, in one atomic step, and returns it
   * once it is durable. Blocks.
   *
   * @param name what the version is of: {@link #ROOT} or {@link #CATALOG}
   * @param version a version whose signatures were verified; at least 1
   * @return the highest version ever given under this name; greater than {@code version} when that
   *     one is old
   * @throws RuntimeException when the store cannot be read or written; the catalogue is then not
   *     loaded
   */
  long raise(String name, long version);

  /**
   * A store that forgets when the process ends: for tests, and for commands that only look.
   *
   * @return a new store
   */
  static HighWaterStore inMemory() {
    return new InMemoryHighWaterStore();
  }

  /**
   * A store in one small file, replaced atomically and forced to the device. Several processes of
   * one machine may share it. Keep it where the application may write and whoever delivers the
   * catalogue may not.
   *
   * @param file the file; it is made when there is none, its directory is not
   * @return the store
   */
  static HighWaterStore file(Path file) {
    return new FileHighWaterStore(file);
  }
}
